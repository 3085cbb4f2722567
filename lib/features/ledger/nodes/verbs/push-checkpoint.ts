/** One round with a witness: it is shown a checkpoint and what proves that this continues the last one it saw. */
import type { Pool } from "#lib/infra/db/pool.ts";
import { backoffMs } from "#lib/infra/jobs/backoff.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { findBlockToJoin, isHalfCosigned, type RoundFacts, type SignedBlock } from "../rows/round.ts";
import { showCheckpoint } from "../rows/show-checkpoint.ts";
import { cosignerKeys } from "../rows/verifier.ts";
import type { Node, NodeTiming } from "../types.ts";
import { keepCosignature } from "./keep-cosignature.ts";
import { hasFailed, succeeded } from "./settle-round.ts";

interface Round {
  on: Pool;
  timing: NodeTiming;
  signal: AbortSignal;
}

/** @returns after how many milliseconds the witness is due again, unless there is a new block before. */
export async function pushCheckpoint(round: Round, { node, newest, now }: RoundFacts): Promise<number> {
  const { timing } = round;
  const keys = cosignerKeys(node);
  // All keys of one witness have its name.
  const [{ name: keyName }] = keys;
  if (!newest) return timing.heartbeatMs;
  const { ledger, report } = node;
  const { height } = newest;
  const isHalf = keys.length > 1 && (await isHalfCosigned({ ledger, height, witness: keyName }, round.on));
  const pause = isHalf && report?.failures === 0 ? 0 : pauseOf(node, { newest, now, timing });
  if (pause > 0) return pause;
  const size = report?.size ?? 0n;
  const target = (await findBlockToJoin({ ledger, keyName, size, newest: newest.height }, round.on)) ?? newest;
  const { block, answer } = await showCheckpoint(round, { node, keys, size, target });
  if ("failed" in answer) {
    await hasFailed({ ...round, node }, answer);
    return backoffMs((report?.failures ?? 0) + 1, timing.backoff);
  }
  const { lines, milliseconds, version } = answer;
  const witnessed = await keepCosignature(round.on, { block: { ledger, ...block }, witness: keyName, lines });
  if (witnessed) logEvent("info", "ledger.witnessed", { ledger, height: String(block.height) });
  await succeeded({ ...round, node }, { size: block.treeSize, latencyMs: milliseconds, version });
  return 0; // a newer block may be there; if not, the next look says how long to wait
}

/** By the report, which all workers share: after a restart no witness is asked more often than before. */
function pauseOf(node: Node, { newest, now, timing }: { newest: SignedBlock; now: Date; timing: NodeTiming }): number {
  const { report } = node;
  if (!report) return 0;
  const due = (since: Date, ms: number) => Math.min(since.getTime() + ms - now.getTime(), ms);
  if (report.failures > 0) return due(report.triedAt, backoffMs(report.failures, timing.backoff));
  if (report.size === undefined || report.size < newest.treeSize) return 0;
  return report.reachedAt ? due(report.reachedAt, timing.heartbeatMs) : 0;
}
