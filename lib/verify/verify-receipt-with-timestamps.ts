/** A receipt's verification with its timestamps looked into. What that takes is loaded only for a receipt that has any. */
import { sha256 } from "#lib/core/text/bytes.ts";
import type { TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import { type VerificationInput, verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import { timestampsOf } from "#lib/core/verify/verify-timestamps.ts";

/**
 * Like verifyReceipt, and as total: it rejects never. Where the tokens cannot be looked into, without WebCrypto or where that part of the
 * program cannot be loaded, the step says so.
 *
 * @param input.authorities DER of the certificates that the reader trusts for timestamps
 * @param input.at the reader's clock: a timestamp of a time that is not there yet fails. Without it, any time will do.
 */
export async function verifyReceiptWithTimestamps(
  input: Omit<VerificationInput, "timestamps"> & {
    authorities?: readonly Uint8Array[] | undefined;
    at?: Date | undefined;
  },
): Promise<Verification> {
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
