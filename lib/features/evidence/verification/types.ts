import type { Verification } from "#lib/core/verify/verification.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";

/** What the pure check found, and what this installation knows of the record besides. */
export interface CheckedReceipt extends Verification {
  /** Given, with the facts, when the receipt has no proof and its record is one of ours: it may be anchored by now. */
  state?: EvidenceState;
}
