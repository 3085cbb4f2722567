/**
 * The worker's talk with witnesses and mirrors: a loop for each, on connections of its own. Whatever one of them does, or
 * does not, holds up neither the others nor the ledger.
 */
import { BLOCK_CHANNEL } from "#lib/features/ledger/sealing/types.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { type Loop, loop, type Next } from "#lib/infra/jobs/loop.ts";
import { type Connections, openConnections } from "./rows/connections.ts";
import { listNodes } from "./rows/nodes.ts";
import { readRoundFacts } from "./rows/round.ts";
import { NODE_TIMING, type NodeTiming } from "./types.ts";
import { settleNewest } from "./verbs/keep-cosignature.ts";
import { pushCheckpoint } from "./verbs/push-checkpoint.ts";
import { readMirror } from "./verbs/read-mirror.ts";

type NodeLoop = Loop & { stop: AbortController };

/**
 * Begins a loop with each active node, wakes it when there is a block, and ends it with its node. Several workers may: what
 * is asked twice is answered and kept once.
 */
export function nodeClients(timing: NodeTiming = NODE_TIMING): Job {
  const loops = new Map<string, NodeLoop>();
  let on: Connections | undefined;
  return job({
    name: "ledger.nodes",
    every: timing.lookMs,
    wake: BLOCK_CHANNEL,
    async work({ signal }) {
      on ??= openConnections();
      const nodes = await listNodes({ states: ["active"], on });
      if (signal.aborted) return undefined;
      keepLoops(loops, { active: new Set(nodes.map(({ id }) => id)), on, timing });
      for (const ledger of new Set(nodes.map((node) => node.ledger))) await settleNewest(on, ledger);
      return undefined;
    },
    async end() {
      const ending = [...loops.values()];
      for (const { stop } of ending) stop.abort();
      await Promise.all(ending.map(({ ended }) => ended));
      await on?.end();
    },
  });
}

function keepLoops(
  loops: Map<string, NodeLoop>,
  { active, on, timing }: { active: ReadonlySet<string>; on: Connections; timing: NodeTiming },
): void {
  for (const [id, { stop }] of loops) if (!active.has(id)) stop.abort();
  for (const id of active) {
    const running = loops.get(id);
    if (running) {
      running.wake();
      continue;
    }
    const stop = new AbortController();
    const { signal } = stop;
    const round = () => roundOf(id, { on, timing, signal });
    const begun = loop({ name: "ledger.node", facts: { id }, signal, everyMs: timing.lookMs, round });
    loops.set(id, { ...begun, stop });
    void begun.ended.then(() => loops.delete(id));
  }
}

async function roundOf(
  nodeId: string,
  round: { on: Connections; timing: NodeTiming; signal: AbortSignal },
): Promise<Next> {
  const facts = await readRoundFacts(nodeId, round.on);
  if (facts?.node.state !== "active") return undefined; // the next look ends this loop
  return facts.node.kind === "witness" ? await pushCheckpoint(round, facts) : await readMirror(round, facts);
}
