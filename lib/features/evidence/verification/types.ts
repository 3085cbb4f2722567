import type { Verification } from "#lib/core/verify/verification.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";
import type { Inspection } from "#lib/verify/inspection.ts";

/** What became of a COSE receipt, or of a statement with its receipts. */
export interface CheckedCose {
  /** `valid`: each check holds, by a key that this installation states for its ledger. `unchecked`: `missing` says what it would take. */
  verdict: "valid" | "failed" | "unchecked";
  inspection: Inspection;
}

/** What the pure check found, and what this installation knows of the record besides. */
export interface CheckedReceipt extends Verification {
  /** Given for what is no receipt: what it is instead, states and lacks; of a private key nothing but that it is one. */
  inspection?: Inspection;
  /** Given, with the facts, when the receipt has no proof and its record is one of ours: it may be anchored by now. */
  state?: EvidenceState;
}
