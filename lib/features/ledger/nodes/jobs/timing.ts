import type { Backoff } from "#lib/infra/jobs/backoff.ts";

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
