/** Verification of receipts that a test has as bytes. */
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import * as siteTrust from "#lib/core/verify/site-trust.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import * as core from "#lib/core/verify/verify-receipt.ts";
import type { VerifyInput } from "#lib/verify/input.ts";
import { verify as verifyOpened } from "#lib/verify/verify.ts";

type OfBytes<Input> = Omit<Input, "receipt"> & { receipt: Uint8Array };

export function verifyReceipt({ receipt, ...given }: OfBytes<core.VerificationInput>): Verification {
  return core.verifyReceipt({ ...given, receipt: openReceipt(receipt) });
}

export async function verify({ receipt, ...given }: OfBytes<VerifyInput>): Promise<Verification> {
  return await verifyOpened({ ...given, receipt: openReceipt(receipt) });
}

export const trustFor = (receipt: Uint8Array, site: readonly siteTrust.LedgerTrust[]) =>
  siteTrust.trustFor(openReceipt(receipt), site);
