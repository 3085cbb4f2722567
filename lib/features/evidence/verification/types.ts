import type { Verification } from "#lib/core/verify/verification.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";
import type { Inspection } from "#lib/verify/inspection.ts";

/** What the pure check found, and what this installation knows of the record besides. */
export interface CheckedReceipt extends Verification {
  /** Given for what is no receipt: what it is instead, states and lacks; of a private key nothing but that it is one. */
  inspection?: Inspection;
  /** Given, with the facts, when the receipt has no proof and its record is one of ours: it may be anchored by now. */
  state?: EvidenceState;
}
