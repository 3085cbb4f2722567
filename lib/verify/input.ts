/** What a reader brings, and holds against it. */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { VerificationGiven } from "#lib/core/verify/checks.ts";

export type VerifyInput = Omit<VerificationGiven, "timestamps" | "extraChecks" | "at"> & {
  receipt: OpenedReceipt;
  /** DER of the certificates that the reader trusts for timestamps. */
  authorities?: readonly Uint8Array[] | undefined;
  /** The reader's clock: a timestamp of a time that is not there yet fails, and such a time of receipt is remarked. Without it, any time will do. */
  at?: Date | undefined;
};
