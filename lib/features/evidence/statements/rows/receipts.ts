/** The receipts of signed statements, as soon as there are some. */
import { type CoseAlgorithm, issueCoseReceipt } from "#lib/features/ledger/sealing/rows/cose-receipts.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { RECEIPT_WAIT_MS, type Registered } from "../types.ts";
import { findStatement } from "./statements.ts";

const LOOK_INTERVAL_MS = 200;

/** The statement once it is in a tree of more than one entry, or as it is when the wait is over. */
export async function waitForReceipt(
  registered: Registered,
  { signal, timeoutMs = RECEIPT_WAIT_MS }: { signal?: AbortSignal; timeoutMs?: number },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const end = performance.now() + timeoutMs;
  for (let found: Registered | undefined = registered; ; found = await findStatement(registered)) {
    const receipt = found && (await receiptOf(found));
    if (receipt !== undefined || performance.now() > end || signal?.aborted) return receipt;
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
  }
}

/** Undefined while it waits, and while it is its ledger's only entry. */
export async function receiptOf(
  { ledger, index, subject }: Registered,
  { algorithm }: { algorithm?: CoseAlgorithm | undefined } = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (index === undefined) return undefined;
  try {
    return await issueCoseReceipt({ ledger, index, subject, algorithm });
  } catch (error) {
    if (error instanceof SealbookError && error.code === "tree_of_one") return undefined;
    throw error;
  }
}
