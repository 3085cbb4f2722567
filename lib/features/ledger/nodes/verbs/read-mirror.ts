/** One round with a mirror: the checkpoint that it shows must be one that this ledger signed, and not old. */
import type { Pool } from "#lib/infra/db/pool.ts";
import { backoffMs } from "#lib/infra/jobs/backoff.ts";
import { askMirror } from "../rows/ask-mirror.ts";
import { findFirstBeyond, type RoundFacts } from "../rows/round.ts";
import type { NodeTiming } from "../types.ts";
import { hasFailed, succeeded } from "./settle-round.ts";

interface Round {
  on: Pool;
  timing: NodeTiming;
  signal: AbortSignal;
}

/** @returns after how many milliseconds the mirror is due again. */
export async function readMirror(round: Round, { node, now }: RoundFacts): Promise<number> {
  const { timing, on } = round;
  const { report } = node;
  const interval = report && report.failures > 0 ? backoffMs(report.failures, timing.backoff) : timing.mirrorMs;
  const pause = report ? Math.min(report.triedAt.getTime() + interval - now.getTime(), interval) : 0;
  if (pause > 0) return pause;
  const shown = await askMirror(node, { on, timeoutMs: timing.timeoutMs, signal: round.signal });
  if ("failed" in shown) {
    await hasFailed({ ...round, node }, shown);
    return backoffMs((report?.failures ?? 0) + 1, timing.backoff);
  }
  const missing = await findFirstBeyond({ ledger: node.ledger, size: shown.size }, on);
  const behind = missing !== undefined && now.getTime() - missing.time.getTime() > timing.mirrorLagMs;
  await succeeded({ on, node }, { ...shown, behind });
  return timing.mirrorMs;
}
