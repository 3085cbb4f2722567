/** What can be wrong with a COSE receipt, statement or key: a closed list, with a sentence for each in both languages. */
import type { CborFailure } from "../cbor/decode.ts";

export const COSE_OWN_FAILURES = [
  "algorithm_mismatch",
  "algorithm_unknown",
  "claims_missing",
  "crit_unknown",
  "key_identifier_mismatch",
  "key_identifier_missing",
  "key_malformed",
  "label_repeated",
  "not_sign1",
  "numbers_mismatch",
  "old_tree_mismatch",
  "origin_mismatch",
  "path_empty",
  "path_mismatch",
  "payload_mismatch",
  "payload_missing",
  "proof_malformed",
  "proof_missing",
  "receipts_malformed",
  "roots_differ",
  "signature_invalid",
  "tree_header_malformed",
  "tree_unknown",
  "untagged",
] as const;

export type CoseFailure = (typeof COSE_OWN_FAILURES)[number] | CborFailure;
export type Failed = { failed: CoseFailure };

export const isFailed = (value: object): value is Failed => "failed" in value;
