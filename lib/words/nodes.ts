/** What can be said against what is asked of a node. */

/** Why a verb did nothing. Keys of the messages `nodes.refused.*`. */
const NODE_REFUSALS = [
  "forbidden",
  "ledger_absent",
  "node_absent",
  "organisation_absent",
  "name_taken",
  "name_reserved",
  "key_invalid",
  "key_type",
  "key_taken",
  "key_of_ledger",
  "too_many",
  "already",
  "retired",
  "not_active",
  "quorum_unmet",
  "quorum_too_large",
] as const;

export type NodeRefusal = (typeof NODE_REFUSALS)[number];

/** The codes are keys of `nodes.invalid.*`. */
export const NODE_FIELD_PROBLEMS = ["name", "url", "key", "words"] as const;

export type NodeFieldProblem = (typeof NODE_FIELD_PROBLEMS)[number];
