/** Parties that watch a ledger from outside: witnesses cosign its checkpoints, mirrors keep a copy of it. */
import type { Backoff } from "#lib/infra/jobs/backoff.ts";

export const NODE_KINDS = ["witness", "mirror"] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** invited: known, but not asked for anything yet. suspended: not asked for a while. retired: for good. */
export const NODE_STATES = ["invited", "active", "suspended", "retired"] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** Why a node last failed. Keys of the messages `nodes.failure.*`. */
export const NODE_TROUBLES = [
  /** No connection, or it broke. */
  "unreachable",
  "timeout",
  /** An answer that no such program gives: too long, of another form, or elsewhere. */
  "malformed",
  /** It does not know this ledger. */
  "origin_unknown",
  /** It does not accept the ledger's key. */
  "key_refused",
  /** It holds that the checkpoint does not continue what it has seen: one of the two shows another history. */
  "fork",
  /** It has cosigned, or shows, more than this ledger has. */
  "ahead",
  /** Its signature is over something else. */
  "cosignature_invalid",
  /** It answers without a signature of its key. */
  "cosignature_absent",
  /** It states a time that lies ahead, or before the block. */
  "clock",
  /** It asks for patience. */
  "busy",
  /** Any other refusal. */
  "refused",
  /** What it shows is not a checkpoint that this ledger signed. */
  "checkpoint_invalid",
] as const;
export type NodeTrouble = (typeof NODE_TROUBLES)[number];

/** What the worker last saw of a node. */
export interface NodeReport {
  triedAt: Date;
  /** When it last answered as it should. */
  reachedAt: Date | undefined;
  /** Tree size that it last confirmed, or shows. */
  size: bigint | undefined;
  latencyMs: number | undefined;
  /** In a row. */
  failures: number;
  failure: NodeTrouble | undefined;
  /** For operators alone: it may name machines inside. */
  detail: string;
  version: string;
}

export interface Node {
  id: string;
  ledger: string;
  kind: NodeKind;
  /** A witness's name in the policy. */
  name: string;
  /** The organisation here that runs it, if it is one. */
  organisation: { id: string; name: string } | undefined;
  /** Who runs it, in words. */
  operator: string;
  contact: string;
  url: string;
  /** Of a witness, as it was given. */
  verifierKey: string | undefined;
  /** Of a witness that has two keys, the second one: ML-DSA-44 under the same name. */
  mlDsaKey: string | undefined;
  createdAt: Date;
  state: NodeState;
  /** Since when it is in that state. */
  since: Date;
  report: NodeReport | undefined;
}

/** One step in the life of a node. */
export interface NodeEvent {
  number: number;
  event: NodeState;
  /** Undefined: the command line. */
  user: { id: string; name: string } | undefined;
  note: string;
  at: Date;
}

/** A row of `ledger_policy`. */
export interface StoredPolicy {
  number: number;
  /** It counts for blocks from this tree size on. */
  sinceSize: bigint;
  /** C2SP tlog-policy. */
  text: string;
  at: Date;
}

/** How many witnesses have to cosign. */
export interface Quorum {
  /** 0: none has to. */
  needed: number;
  /** Witnesses that count towards it, by their names in the policy. */
  members: string[];
}

/** What stands behind a witness's name where a policy lists its ML-DSA-44 key, and the group of both keys. No witness's name ends so. */
export const SECOND_KEY_SUFFIX = "/ml-dsa-44";
export const BOTH_KEYS_SUFFIX = "/both";

/** The group that the policies written here ask for. No witness may have this name. */
export const QUORUM_GROUP = "quorum";

/** How often nodes are asked, and when what they do not do is worth an alert. Milliseconds. */
export interface NodeTiming {
  /** Notices are only hints: this often is looked anyway, for blocks and for nodes that came or went. */
  lookMs: number;
  /** A witness that has cosigned the newest block is asked again after so long: it shows that it is there. */
  heartbeatMs: number;
  mirrorMs: number;
  /** How long a node that has failed is left alone. */
  backoff: Backoff;
  /** Of one request. */
  timeoutMs: number;
  /** In a row, before anyone is called. */
  failuresBeforeAlert: number;
  /** A mirror may lag so long behind a block. */
  mirrorLagMs: number;
}

export const NODE_TIMING: NodeTiming = {
  lookMs: 2_000,
  heartbeatMs: 30_000,
  mirrorMs: 30_000,
  backoff: { minMs: 1_000, maxMs: 30_000 },
  timeoutMs: 10_000,
  failuresBeforeAlert: 4,
  mirrorLagMs: 5 * 60_000,
};
