/**
 * The worker's talk with witnesses and mirrors: a loop for each, on connections of its own. Whatever one of them does, or
 * does not, holds up neither the others nor the ledger.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { BLOCK_CHANNEL } from "#lib/features/ledger/sealing/types.ts";
import { databaseUrl } from "#lib/infra/db/config.ts";
import { createPool, type Pool } from "#lib/infra/db/pool.ts";
import { createWatch } from "#lib/infra/db/watch.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { listNodes } from "../rows/nodes.ts";
import { readRoundFacts } from "../rows/round.ts";
import { settleNewest } from "../verbs/keep-cosignature.ts";
import { pushCheckpoint } from "./push-checkpoint.ts";
import { readMirror } from "./read-mirror.ts";
import { NODE_TIMING, type NodeTiming } from "./timing.ts";

/** After what nobody expected, such as a database that is away. */
const TROUBLE_PAUSE_MS = 5_000;

interface Loop {
  wake: () => void;
  stop: AbortController;
  ended: Promise<void>;
}

/**
 * Asks all active nodes until the signal aborts. Several workers may: what is asked twice is answered and kept once.
 */
export async function runNodeClients(options: { signal: AbortSignal; timing?: NodeTiming }): Promise<void> {
  const { signal, timing = NODE_TIMING } = options;
  const on = createPool(databaseUrl());
  const loops = new Map<string, Loop>();
  const look = async () => {
    const nodes = await listNodes({ states: ["active"], on });
    const active = new Set(nodes.map(({ id }) => id));
    if (signal.aborted) return;
    for (const [id, loop] of loops) if (!active.has(id)) loop.stop.abort();
    for (const id of active) {
      const loop = loops.get(id);
      if (loop) loop.wake();
      else loops.set(id, startLoop(id, { on, timing, onEnd: () => loops.delete(id) }));
    }
    for (const ledger of new Set(nodes.map((node) => node.ledger))) await settleNewest(on, ledger);
  };
  const watch = createWatch({ channel: BLOCK_CHANNEL, intervalMs: timing.lookMs, look });
  watch.begin();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  watch.rest();
  const ending = [...loops.values()];
  for (const { stop } of ending) stop.abort();
  await Promise.all(ending.map(({ ended }) => ended));
  await on.end();
}

function startLoop(nodeId: string, options: { on: Pool; timing: NodeTiming; onEnd: () => void }): Loop {
  const { on, timing, onEnd } = options;
  const stop = new AbortController();
  let woken = Promise.withResolvers<void>();
  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      woken = Promise.withResolvers(); // a block that comes during the round is for the next one
      const pause = await roundOf(nodeId, { on, timing, signal: stop.signal });
      if (pause > 0) await pauseUntil(woken.promise, { ms: pause, signal: stop.signal });
    }
  }
  return { wake: () => woken.resolve(), stop, ended: run().finally(onEnd) };
}

/** Never rejects. */
async function roundOf(nodeId: string, round: { on: Pool; timing: NodeTiming; signal: AbortSignal }): Promise<number> {
  try {
    const facts = await readRoundFacts(nodeId, round.on);
    if (facts?.node.state !== "active") return round.timing.lookMs; // the next look ends this loop
    return facts.node.kind === "witness" ? await pushCheckpoint(round, facts) : await readMirror(round, facts);
  } catch (error) {
    if (round.signal.aborted) return 0;
    logEvent("error", "node.trouble", { id: nodeId, error: error instanceof Error ? error.message : String(error) });
    return TROUBLE_PAUSE_MS;
  }
}

async function pauseUntil(woken: Promise<void>, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([woken, sleep(ms, undefined, { signal: either }).catch(() => {})]);
  over.abort();
}
