/** The hot path: what requests cost under load, beside bare routes on the same PostgreSQL and beside an earlier commit. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Aims, HOT_ROWS, type HotRow } from "./hot-rows.ts";
import { type Seed, seededInstallations } from "./hot-seed.ts";
import { type Bench, type Installation, statement } from "./installation.ts";
import { type LoadPlan, type LoadResult, load } from "./load.ts";
import { type Measurement, median, type Spread, spread } from "./measure.ts";
import { processorTime } from "./processor-time.ts";
import { buildThisTree, type Tree } from "./tree.ts";
import { startWeb } from "./web-process.ts";

const BARE = fileURLToPath(new URL("./bare-database.ts", import.meta.url));
const HOST = "127.0.0.1";
/** More connections take longer until each has been answered once. */
const MS_PER_CONNECTION = 4;

export interface HotOptions {
  /** Only rows that have this in their name. */
  rows?: string | undefined;
  /** The earlier commit's. */
  before?: Tree | undefined;
  /** How often each is measured. */
  rounds: number;
  /** Of one measurement, after its warm-up. */
  milliseconds: number;
}

type Side = "peer" | "before" | "now";
/** With what the server's process used of the processor for each answer. */
type Result = LoadResult & { processorMs: number };
interface Server {
  port: number;
  child: ChildProcess;
}

export async function benchHot(bench: Bench, options: HotOptions): Promise<Measurement[]> {
  await buildThisTree(bench.folder);
  const { installations, seeded } = await seededInstallations(bench, { before: options.before, name: "hot" });
  const bare = await startBare(bench);
  const servers: Partial<Record<Side, Server>> = { peer: bare };
  try {
    for (const [side, installation] of Object.entries(installations) as ["before" | "now", Installation][]) {
      const { url, child } = await startWeb(installation.tree, installation.env);
      servers[side] = { port: Number(new URL(url).port), child };
    }
    const measurements: Measurement[] = [];
    for (const row of HOT_ROWS.filter(({ what }) => what.includes(options.rows ?? ""))) {
      const plans = plansOf(row, { servers, seeded, ids: bare.ids, milliseconds: options.milliseconds });
      const results = await interleaved(plans, { servers, rounds: options.rounds });
      const measurement = toMeasurement(row, results, options.before);
      const figures = [...results].map(([side, of]) => `${side}: ${figureOf(of)}`);
      bench.say([row.what, ...figures].join("; "));
      measurements.push(measurement);
    }
    return measurements;
  } finally {
    for (const { child } of Object.values(servers)) child.kill();
  }
}

async function startBare(bench: Bench): Promise<Server & { ids: string[] }> {
  await statement(bench.url("postgres"), "CREATE DATABASE hot_bare");
  const child = fork(BARE, [bench.url("hot_bare")], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ port, ids }] = (await once(child, "message")) as [{ port: number; ids: string[] }];
  return { port, child, ids };
}

function plansOf(
  { connections, ask, peer }: HotRow,
  given: { servers: Partial<Record<Side, Server>>; seeded: Seed; ids: string[]; milliseconds: number },
): Map<Side, LoadPlan> {
  const { servers, seeded, ids, milliseconds } = given;
  const times = { connections, milliseconds, warmUpMs: milliseconds / 3 + connections * MS_PER_CONNECTION };
  const plans = new Map<Side, LoadPlan>();
  for (const [side, { port }] of Object.entries(servers) as [Side, Server][]) {
    const asked = side === "peer" ? peer?.ask(ids) : ask(seeded);
    if (asked) plans.set(side, { host: HOST, port, ...times, ...asked });
  }
  return plans;
}

/** Every side once in each round, one after the other; who begins changes from round to round. */
async function interleaved(
  plans: Map<Side, LoadPlan>,
  { servers, rounds }: { servers: Partial<Record<Side, Server>>; rounds: number },
): Promise<Map<Side, Result[]>> {
  const results = new Map<Side, Result[]>([...plans.keys()].map((side) => [side, []]));
  const sides = [...plans];
  for (let round = 0; round < rounds; round++) {
    const first = round % sides.length;
    for (const [side, plan] of [...sides.slice(first), ...sides.slice(0, first)]) {
      const pid = servers[side]?.child.pid ?? 0;
      const started = processorTime(pid);
      const result = await load(plan);
      const processorMs = (processorTime(pid) - started) / result.answers;
      results.get(side)?.push({ ...result, processorMs });
    }
  }
  return results;
}

function toMeasurement(
  { what, peer, aims }: HotRow,
  results: Map<Side, Result[]>,
  tree: Tree | undefined,
): Measurement {
  const now = results.get("now") ?? [];
  const ratioTo = (side: Side): Spread | undefined => {
    const others = results.get(side);
    return others && spread(now.map(({ perSecond }, at) => perSecond / (others[at]?.perSecond ?? Number.NaN)));
  };
  const [toPeer, toBefore] = [ratioTo("peer"), ratioTo("before")];
  const tail = median(now.map(({ p50, p99 }) => p99 / p50));
  const failed = now.some((result) => Object.keys(result.failed).length > 0);
  const judged = [
    !failed,
    ...(aims.tail === undefined ? [] : [tail < aims.tail]),
    ...(toPeer && aims.peer !== undefined ? [toPeer.median >= aims.peer] : []),
    ...(toBefore ? [toBefore.median >= aims.before] : []),
  ];
  return {
    what,
    figure: figureOf(now),
    ...(peer && toPeer ? { against: `${peer.name}: ${figureOf(results.get("peer") ?? [])}`, ratio: toPeer } : {}),
    ...(tree && toBefore ? { before: { figure: figureOf(results.get("before") ?? []), ratio: toBefore } } : {}),
    aim: aimOf(aims),
    holds: judged.every(Boolean) && (toBefore ? true : undefined),
  };
}

function figureOf(results: readonly Result[]): string {
  const of = (pick: (result: Result) => number): number => median(results.map(pick));
  const perSecond = of((result) => result.perSecond);
  const failed: Record<string, number> = {};
  for (const result of results)
    for (const [status, count] of Object.entries(result.failed)) failed[status] = (failed[status] ?? 0) + count;
  const failures = Object.entries(failed).map(([status, count]) => `, ${count} times ${status}`);
  const [p50, p99, each] = (["p50", "p99", "processorMs"] as const).map((name) => {
    const ms = of((result) => result[name]);
    return ms.toFixed(ms < 1 ? 2 : ms < 10 ? 1 : 0);
  });
  return `${Math.round(perSecond)}/s, p50 ${p50} ms, p99 ${p99} ms, processor ${each} ms${failures.join("")}`;
}

function aimOf({ peer, before, tail }: Aims): string {
  return [
    peer === undefined ? [] : [`≥ ${peer} of the bare route`],
    tail === undefined ? [] : [`p99 < ${tail} × p50`],
    [`≥ ${before} × before`],
  ]
    .flat()
    .join("; ");
}
