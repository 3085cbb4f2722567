/**
 * The words in which a verification speaks: steps, reasons, verdicts. Reasons are a closed list; every reader of a verification
 * (page, API, command line) has a sentence for each of them in both languages.
 */

import type { PrivateDetails } from "../claim/details.ts";
import type { DigestAlgorithm } from "../claim/digests.ts";
import type { EvidenceType } from "../claim/entry.ts";
import type { ClaimFact, Parent } from "../claim/kinds/kind.ts";
import type { EvidenceRecord } from "../claim/record.ts";
import type { Respelling } from "../receipt/reformatted.ts";

/**
 * The one list of steps, in the order in which they are reported. `document` is there for a PDF only; the steps of extras are there for a
 * receipt that has some of that kind, and `extras` names those that this program does not know.
 */
export const STEP_NAMES = [
  "document",
  "format",
  "file",
  "details",
  "record",
  "bundle",
  "certificate",
  "inclusion",
  "block",
  "checkpoint",
  "sm2",
  "issuer",
  "witnesses",
  "timestamp",
  "renewal",
  "erasure",
  "extras",
] as const;
export type StepName = (typeof STEP_NAMES)[number];

const STEP_STATUSES = ["ok", "failed", "unchecked"] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** What of a timestamp token can keep it from being checked, and says nothing against it. */
const TIMESTAMP_GAPS = ["algorithm_unknown", "certificate_missing", "constraints_not_evaluated"] as const;

/** Why a step could not be checked. */
export const UNCHECKED_REASONS = [
  ...TIMESTAMP_GAPS,
  "authority_unproven",
  "bundle_file_alone",
  "certificate_file_unread",
  "depends_on_failed",
  "digest_aged",
  "extra_not_read",
  "extra_unknown",
  "ml_dsa_not_loaded",
  "no_file_given",
  "no_policy",
  "no_timestamp",
  "no_witness",
  "not_anchored",
  "not_disclosed",
  "quorum_not_met",
  "renewal_undated",
  "sha3_unstated",
  "sm2_key_unknown",
  "timestamp_not_read",
  "unknown_witness",
] as const;

/** What can be wrong with a timestamp token. */
const TIMESTAMP_FAILURES = [
  "algorithm_unsupported",
  "authority_untrusted",
  "certificate_expired",
  "certificate_mismatch",
  "imprint_mismatch",
  "time_implausible",
  "token_malformed",
  "token_signature_invalid",
  "wrong_purpose",
] as const;

/** What is wrong where a step failed. */
export const FAILED_REASONS = [
  ...TIMESTAMP_FAILURES,
  "attachment_mismatch",
  "batch_mismatch",
  "batch_seal_invalid",
  "block_malformed",
  "block_mismatch",
  "bundle_malformed",
  "bundle_mismatch",
  "certificate_malformed",
  "check_broken",
  "checkpoint_malformed",
  "claim_malformed",
  "cosignature_invalid",
  "details_malformed",
  "details_mismatch",
  "digest_algorithm_unknown",
  "digest_mismatch",
  "downgraded",
  "duplicate_member",
  "entry_malformed",
  "entry_mismatch",
  "erasure_malformed",
  "erasure_mismatch",
  "extras_malformed",
  "id_mismatch",
  "key_ended",
  "key_malformed",
  "key_mismatch",
  "not_canonical",
  "not_in_block",
  "not_renewed",
  "not_sealed",
  "not_utf8",
  "note_malformed",
  "origin_mismatch",
  "path_malformed",
  "proof_extra",
  "proof_malformed",
  "proof_mismatch",
  "quorum_not_met",
  "receipt_missing",
  "received_after_block",
  "record_malformed",
  "record_version_unknown",
  "renewal_link_missing",
  "renewal_malformed",
  "renewal_mismatch",
  "renewal_undated",
  "renewal_unrecorded",
  "renewal_unsigned",
  "renewed_too_late",
  "root_mismatch",
  "seal_invalid",
  "signature_absent",
  "signature_invalid",
  "sm2_malformed",
  "sm2_unsigned",
  "timestamps_malformed",
  "too_large",
  "tree_too_large",
  "type_mismatch",
  "unknown_origin",
  "wrong_fields",
  "wrong_version",
] as const;

/** What is said of a step that holds all the same. */
export const REMARKS = [
  "bundle_list",
  "certificate_form",
  "erased",
  "kind_unknown",
  "ledger_size_unknown",
  "received_in_future",
  "renewed_file_unread",
  "renewed_record_only",
  "sm3_matches",
  "sm3_unread",
] as const;

export type UncheckedReason = (typeof UNCHECKED_REASONS)[number];
export type FailedReason = (typeof FAILED_REASONS)[number];
export type TimestampFailure = (typeof TIMESTAMP_FAILURES)[number];
export type TimestampGap = (typeof TIMESTAMP_GAPS)[number];
/**
 * `quorum_not_met` is both: it fails where the reader asked for the quorum, and is merely said where not. A respelling is a remark
 * about a receipt whose format holds, as are the remarks about a step that holds.
 */
export type StepReason = "ok" | (typeof REMARKS)[number] | Respelling | UncheckedReason | FailedReason;

export type Step = {
  name: StepName;
  status: StepStatus;
  reason: StepReason;
  /** Short texts without control characters; a failed step has both. */
  expected?: string;
  found?: string;
  /** Of a step that is `downgraded`: where the ledger publishes the policy of the receipt's tree size, for one older than the key asked for. */
  policyOfTime?: string;
};

/**
 * valid: everything holds, and the policy knows the issuer. issuer_unproven: everything holds, but no policy says whose key it is.
 * not_anchored: without a proof nothing in it is signed, so anybody can have written it. failed: at least one step failed.
 */
export const VERDICTS = ["valid", "issuer_unproven", "not_anchored", "failed"] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a look into one timestamp token came to; lib/rfc3161 makes these. ok: intact, and an authority that the reader named vouches for
 * it. unproven: intact, but the reader named no authority. unchecked: something about it is not known here. `time` as in Facts; `authority` is text that a stranger wrote.
 */
export type TimestampOutcome =
  | { status: "ok" | "unproven"; authority: string; time: string }
  | { status: "unchecked"; reason: TimestampGap; found: string }
  | { status: "failed"; reason: TimestampFailure; expected: string; found: string };

/** What a record of version 2 states beyond that. Texts may be strangers'. */
export type ClaimFacts = {
  kind: string;
  /** Hex; beside SHA-256. */
  digests: { algorithm: DigestAlgorithm; value: string }[];
  own: ClaimFact[];
  /** The one file of a bundle that the receipt is about; its digest in hex. */
  file?: { name: string; sha256: string; size?: number };
  issuer?: string;
  parents?: Parent[];
};

/** A signature that was verified and counted; of a timestamp's nothing is said but that it is one of RSA or ECDSA. */
export type SignerFact = {
  by: "ledger" | "witness" | "timestamp";
  /** The ledger's origin, the witness's name in the policy, the authority's name. */
  name: string;
  algorithm: "Ed25519" | "ML-DSA-44" | "SM2" | "RSA/ECDSA";
};

/** A signature line from which nothing was concluded: its name, which anybody can have written, and its key id in hex. */
export type IgnoredLine = { name: string; keyId: string };

/** What the receipt states. Texts and numbers, so that it goes through JSON as it is. */
export type Facts = {
  id: string;
  type: EvidenceType;
  /** Hex. */
  sha256: string;
  size?: number;
  receivedAt: string;
  /** When the ledger recorded that content and private details were erased. */
  erasedAt?: string;
  submitter: EvidenceRecord["submitter"];
  /** Of a record of version 2. */
  claim?: ClaimFacts;
  details?: PrivateDetails;
  origin: string;
  /** It is in the ledger of tests: nothing of it counts. */
  test?: true;
  /** Hex. */
  keyId: string;
  /** There when the record is anchored. */
  index?: number;
  treeSize?: number;
  /** Base64. */
  root?: string;
  /** Of the block that took it in, where the receipt has its header: what that states. */
  block?: { height: number; time: string };
  /** Witnesses of the policy that cosigned the checkpoint, by their names there, and the times that they stated. */
  witnesses?: { name: string; time: string }[];
  /** Timestamps of the checkpoint for which an authority vouches that the reader named. */
  timestamps?: { authority: string; time: string }[];
  /** Of the checkpoint, and of those timestamps. */
  signatures?: SignerFact[];
  /** Lines under the checkpoint that count for nothing, and that no signature protects from being changed. */
  ignored?: IgnoredLine[];
};

export type Verification = {
  verdict: Verdict;
  /** Whether a quorum of witnesses that the policy names, at least one, signed the checkpoint. */
  witnessed: boolean;
  steps: Step[];
  /** Given only when no step failed, and something is signed. */
  facts?: Facts;
  /**
   * A second verdict, of what a PDF carries: given when the PDF has lost its seal, as programs do that save it anew, and the receipt
   * inside holds. Nothing vouches for the pages then; `verdict` stays failed.
   */
  inside?: Omit<Verification, "inside">;
  /** What a receipt without a proof says: nobody vouches for it. Only who asked the site that issued it may show it. */
  stated?: Facts;
};
