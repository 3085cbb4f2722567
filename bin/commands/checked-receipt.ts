/** Receipts that a server sends, or that somebody kept: nothing in them is believed that does not hold. */
import type { Policy } from "#lib/core/log/policy.ts";
import { openReceipt, openReceiptFile, type ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { CommandError, type Context, EXIT } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { verify } from "#lib/verify/verify.ts";

/** An id of a record, as we write them (RFC 9562 section 4). */
export const RECORD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a receipt states. @throws {CommandError} when it does not hold, or is another record's than `id` */
export async function checkedReceipt(bytes: Uint8Array, { id, say }: { id: string; say: Say }): Promise<Facts> {
  const { steps, facts: signed, stated } = await verify({ receipt: openReceipt(bytes) });
  // Whoever asked the site itself may believe what it says before it is signed.
  const facts = signed ?? stated;
  if (!facts) {
    const failed = steps.find((step) => step.status === "failed");
    const step = say(`/steps.name.${failed?.name ?? "format"}`);
    const reason = failed?.reason ?? "wrong_fields";
    throw new CommandError(say("receipt.doesNotHold", { step, reason }), { code: reason, exitCode: EXIT.failed });
  }
  if (facts.id === id) return facts;
  throw new CommandError(say("receipt.otherRecord", { id: facts.id }), { code: "id_mismatch", exitCode: EXIT.failed });
}

/** A receipt in a file, taken apart. @throws {CommandError} when it does not hold by itself, or not with the policy */
export async function heldReceipt(
  path: string,
  { context: { say }, policy }: { context: Context; policy?: Policy | undefined },
): Promise<ReceiptParts> {
  const opened = openReceiptFile(await readFileUpTo(path, { bytesMax: RECEIPT_PDF_BYTES_MAX, say }));
  const { verdict, steps } = await verify({ receipt: opened, ...(policy ? { policy } : {}) });
  if (verdict !== "failed" && opened.parts !== undefined) return opened.parts;
  const failed = steps.find(({ status }) => status === "failed");
  const step = say(`/steps.name.${failed?.name ?? "format"}`);
  const reason = failed?.reason ?? "wrong_fields";
  throw new CommandError(say("network.receiptFails", { path, step, reason }), { code: reason, exitCode: EXIT.failed });
}
