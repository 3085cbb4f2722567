/**
 * The verification of whatever a reader brings: which checks apply to it, and what has to be loaded for them. Page, worker, API,
 * command line and offline file call this. What only some receipts need is loaded only for those.
 */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import type { VerificationGiven } from "#lib/core/verify/checks.ts";
import type { TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import { verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import { timestampsOf } from "#lib/core/verify/verify-timestamps.ts";

export type VerifyInput = Omit<VerificationGiven, "timestamps"> & {
  receipt: OpenedReceipt;
  /** DER of the certificates that the reader trusts for timestamps. */
  authorities?: readonly Uint8Array[] | undefined;
  /** The reader's clock: a timestamp of a time that is not there yet fails. Without it, any time will do. */
  at?: Date | undefined;
};

/**
 * A receipt's verification with its timestamps looked into. As total as `verifyReceipt`: it rejects never. Where the tokens cannot be
 * looked into, without WebCrypto or where that part of the program cannot be loaded, the step says so.
 */
export async function verify(input: VerifyInput): Promise<Verification> {
  const { authorities, at, ...given } = input;
  const found = timestampsOf(given.receipt);
  if (found === undefined) return verifyReceipt(given);
  const imprint = sha256(found.stamped);
  return verifyReceipt({ ...given, timestamps: await lookInto({ tokens: found.tokens, imprint, authorities, at }) });
}

async function lookInto(input: {
  tokens: readonly Uint8Array[];
  imprint: Uint8Array;
  authorities: readonly Uint8Array[] | undefined;
  at: Date | undefined;
}): Promise<TimestampOutcome[]> {
  const { tokens, imprint, authorities, at } = input;
  if (globalThis.crypto?.subtle === undefined) return [];
  try {
    const { checkTimestampToken } = await import("#lib/rfc3161/token.ts");
    return await Promise.all(tokens.map((token) => checkTimestampToken({ token, imprint, authorities, at })));
  } catch {
    return [];
  }
}
