/** The audit by the command line, beside the same command of an earlier commit on the same ledger. */
import pg from "pg";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { bareHashing } from "./bare-hashing.ts";
import { type Bench, type Installation, makeInstallation, sealbook, startWorker, statement } from "./installation.ts";
import { type Measurement, median, rate, spread } from "./measure.ts";
import { THIS_TREE, type Tree } from "./tree.ts";

const BATCH = 20_000;
const POLL_MS = 500;
const FASTER_AIM = 3.5;

/** The members of `sealbook audit --json` that are measured. */
interface Report {
  counts: { entries: number | string };
  milliseconds: number;
  finding?: unknown;
}

export async function benchAudit(
  bench: Bench,
  { before, rounds, entries }: { before?: Tree | undefined; rounds: number; entries: number },
): Promise<Measurement[]> {
  const first = await makeInstallation(bench, { tree: before ?? THIS_TREE, database: "audit_first" });
  await fill(bench, { installation: first, entries });
  const sides = { now: first, before: undefined as Installation | undefined };
  if (before) {
    sides.before = first;
    sides.now = await makeInstallation(bench, { tree: THIS_TREE, database: "audit_now", copied: first });
  }
  const rates = { now: [] as number[], before: [] as number[], hashing: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (["before", "now"] as const) : (["now", "before"] as const);
    for (const side of order) {
      const installation = sides[side];
      if (installation) rates[side].push(await audited(installation, entries));
    }
    rates.hashing.push(bareHashing(entries));
    bench.say(`audit round ${round + 1} of ${rounds}: ${JSON.stringify(rates)}`);
  }
  return [toMeasurement(rates, { entries, measuredBefore: before !== undefined })];
}

/** Records as many as are wanted and has the tree's worker anchor them. */
async function fill(
  bench: Bench,
  { installation, entries }: { installation: Installation; entries: number },
): Promise<void> {
  const { DATABASE_URL: url = "" } = installation.env;
  const stopWorker = await startWorker(installation);
  const pool = new pg.Pool({ connectionString: url });
  try {
    const args = ["--name", "Bench", "--owner-email", "owner@example.org"];
    const { organisation } = (await sealbook(installation, "org", "create", ...args)) as {
      organisation: { id: string; name: string; ledger: string };
    };
    for (let done = 0; done < entries; done += BATCH) {
      await makeEvidence({ organisation, count: Math.min(BATCH, entries - done), on: pool });
    }
    for (let size = 0; size < entries; ) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const { rows } = await pool.query<{ size: string | null }>("SELECT max(tree_size) AS size FROM ledger_block");
      size = Number(rows[0]?.size);
      bench.say(`anchored ${size} of ${entries}`);
    }
  } finally {
    await Promise.all([pool.end(), stopWorker()]);
  }
  await statement(url, "VACUUM ANALYZE");
}

/** @returns entries a second, as the command itself counts and times */
async function audited(installation: Installation, entries: number): Promise<number> {
  const { counts, milliseconds, finding } = (await sealbook(installation, "audit")) as Report;
  if (finding) throw new Error(`the audit of an untouched ledger found something: ${JSON.stringify(finding)}`);
  const all = Number(counts.entries);
  // The worker may have recorded something of its own.
  if (all < entries) throw new Error(`the audit saw ${all} of ${entries} entries`);
  return rate(all, milliseconds);
}

function toMeasurement(
  rates: Record<"now" | "before" | "hashing", number[]>,
  { entries, measuredBefore }: { entries: number; measuredBefore: boolean },
): Measurement {
  const ratioTo = (others: number[]) => spread(rates.now.map((now, at) => now / (others[at] ?? Number.NaN)));
  const toBefore = measuredBefore ? ratioTo(rates.before) : undefined;
  return {
    what: `\`sealbook audit\` of ${entries} entries`,
    figure: `${median(rates.now)} entries/s`,
    against: `hashing alone: ${median(rates.hashing)} entries/s`,
    ratio: ratioTo(rates.hashing),
    ...(toBefore ? { before: { figure: `${median(rates.before)} entries/s`, ratio: toBefore } } : {}),
    aim: `≥ ${FASTER_AIM} × before`,
    holds: toBefore && toBefore.median >= FASTER_AIM,
  };
}
