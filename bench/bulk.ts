/** Digests in bulk, from the first byte received to the last one anchored; beside a bare COPY of the same rows, and the single route. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeOrganisation } from "./hot-seed.ts";
import { type Bench, type Installation, makeInstallation, startWorker, statement } from "./installation.ts";
import { load, RANDOM_HEX } from "./load.ts";
import { type Measurement, rate, timed } from "./measure.ts";
import { processorTime } from "./processor-time.ts";
import { THIS_TREE } from "./tree.ts";

export interface BulkPlan {
  port: number;
  key: string;
  lines: number;
}

export interface BulkResult {
  status: number;
  answers: number;
  bytes: number;
  milliseconds: number;
}

const SERVER = fileURLToPath(new URL("./bulk-server.ts", import.meta.url));
const CLIENT = fileURLToPath(new URL("./bulk-client.ts", import.meta.url));
const LOADER = ["--conditions=react-server"];
const WARM_UP_LINES = 20_000;
const POLL_MS = 100;
const SINGLE_CONNECTIONS = 64;
const PER_SECOND_MIN = 20_000;
const SHARE_MIN = 0.3;
const CORES = 2;
const GIGABYTES_PER_MILLION_MAX = 1;
const MILLION = 1_000_000;
/** What a record takes a row of, or part of one. */
const TABLES = [
  // Of the entries the first partition, in which all of a bench lie.
  ...["evidence", "evidence_private", "ledger_entry_0", "ledger_node", "ledger_block", "ledger_pending"],
  ...["evidence_publication", "evidence_field", "audit_event"],
];
/** Of the answers, which are kept for some days. */
const KEPT_TABLES = ["bulk", "bulk_answer"];
/** Which of those have a row for each record. */
const COPIED = ["evidence", "evidence_private", "ledger_entry_0", "ledger_node"];

export async function benchBulk(
  bench: Bench,
  { entries, milliseconds }: { entries: number; milliseconds: number },
): Promise<Measurement[]> {
  const installation = await makeInstallation(bench, { tree: THIS_TREE, database: "bulk" });
  const stopWorker = await startWorker(installation);
  const keys = await makeOrganisation(installation, 0);
  const server = fork(SERVER, [], {
    execArgv: LOADER,
    env: { ...process.env, ...installation.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const [key = ""] = keys;
    await anchoredBulk(installation, { port, key, lines: WARM_UP_LINES });
    const before = await sizes(installation);
    const loadBefore = loadavg()[0] ?? 0;
    const memory = watchMemory(server);
    const used = processorTime(process.pid);
    const bulk = await anchoredBulk(installation, { port, key, lines: entries });
    const processorMs = processorTime(process.pid) - used;
    const { first, highest } = memory.end();
    const disk = differences(before, await sizes(installation));
    bench.say(
      `bulk of ${entries}: ${rate(entries, bulk.anchoredMs)} anchored a second, ${rate(entries, bulk.answeredMs)} answered, load before ${loadBefore.toFixed(1)}`,
    );
    const single = await load({
      ...{ host: "127.0.0.1", port, method: "POST", paths: ["/api/v1/evidence"], keys },
      ...{ body: JSON.stringify({ sha256: RANDOM_HEX, name: "contract.pdf" }), contentType: "application/json" },
      ...{ connections: SINGLE_CONNECTIONS, warmUpMs: milliseconds / 3, milliseconds },
    });
    await stopWorker();
    const bareMs = await bareCopy(bench, installation);
    bench.say(`bare COPY of the same rows: ${rate(entries + WARM_UP_LINES, bareMs)} a second`);
    return measurements({
      entries,
      bulk,
      single: Math.round(single.perSecond),
      bareMs,
      disk,
      memory: { first, highest },
      loadBefore,
      processorMs,
    });
  } finally {
    server.kill();
    await stopWorker().catch(() => {});
  }
}

/** Until nothing waits for a block. */
async function anchoredBulk(
  { env }: Installation,
  plan: BulkPlan,
): Promise<{ answeredMs: number; anchoredMs: number }> {
  const child = fork(CLIENT, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const started = performance.now();
  child.send(plan);
  const [result] = (await once(child, "message")) as [BulkResult];
  if (result.answers !== plan.lines)
    throw new Error(`${result.status}: ${result.answers} answers to ${plan.lines} lines`);
  const answeredMs = performance.now() - started;
  for (;;) {
    const { rows } = await statement(env.DATABASE_URL ?? "", "SELECT EXISTS (SELECT FROM ledger_pending) AS waits");
    if (!rows[0].waits) return { answeredMs, anchoredMs: performance.now() - started };
    await sleep(POLL_MS);
  }
}

type Sizes = Map<string, number>;

async function sizes({ env }: Installation): Promise<Sizes> {
  const { rows } = await statement(
    env.DATABASE_URL ?? "",
    "SELECT name, pg_total_relation_size(name::regclass)::float8 AS bytes FROM unnest($1::text[]) AS name",
    [[...TABLES, ...KEPT_TABLES]],
  );
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}

function differences(before: Sizes, after: Sizes): Sizes {
  return new Map([...after].map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)]));
}

/** All rows that records have, into tables with the same columns, checks and indexes: out to files first, then in again, which is timed. */
async function bareCopy(bench: Bench, { env }: Installation): Promise<number> {
  const url = env.DATABASE_URL ?? "";
  for (const table of COPIED) {
    await statement(url, `CREATE TABLE bare_${table} (LIKE ${table} INCLUDING ALL)`);
    await statement(url, `COPY ${table} TO '${join(bench.folder, table)}'`);
  }
  await statement(url, "CHECKPOINT");
  return await timed(async () => {
    for (const table of COPIED) {
      const { rows } = await statement(
        url,
        `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
         WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
      );
      await statement(url, `COPY bare_${table} (${rows[0].columns}) FROM '${join(bench.folder, table)}'`);
    }
  });
}

function watchMemory({ pid }: ChildProcess): { end: () => { first: number; highest: number } } {
  const read = () => residentBytes(pid ?? 0);
  const first = read();
  let highest = first;
  const interval = setInterval(() => {
    highest = Math.max(highest, read());
  }, POLL_MS);
  return {
    end() {
      clearInterval(interval);
      return { first, highest };
    },
  };
}

function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return Number(kibibytes) * 1024;
}

interface Measured {
  entries: number;
  bulk: { answeredMs: number; anchoredMs: number };
  single: number;
  bareMs: number;
  disk: Sizes;
  memory: { first: number; highest: number };
  loadBefore: number;
  /** Of all processes: client, server, worker, database. */
  processorMs: number;
}

function measurements({
  entries,
  bulk,
  single,
  bareMs,
  disk,
  memory,
  loadBefore,
  processorMs,
}: Measured): Measurement[] {
  const perSecond = rate(entries, bulk.anchoredMs);
  const bare = rate(entries + WARM_UP_LINES, bareMs);
  const perMillion = (names: readonly string[]) =>
    (names.reduce((sum, name) => sum + (disk.get(name) ?? 0), 0) / entries) * (MILLION / 1e9);
  const [records, kept] = [perMillion(TABLES), perMillion(KEPT_TABLES)];
  const largest = TABLES.map((name) => `${name} ${perMillion([name]).toFixed(2)}`).slice(0, COPIED.length);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;
  return [
    {
      what: `${entries} digests in one request, from the first byte to the last one anchored; load ${loadBefore.toFixed(1)} before`,
      figure: `${perSecond}/s (answered: ${rate(entries, bulk.answeredMs)}/s)`,
      against: `single route, ${SINGLE_CONNECTIONS} connections, recorded: ${single}/s`,
      ratio: perSecond / single,
      aim: `≥ ${PER_SECOND_MIN}/s`,
      holds: perSecond >= PER_SECOND_MIN,
    },
    {
      what: "the same, against the database alone",
      figure: `${perSecond}/s`,
      against: `bare COPY of the same rows into the same tables with their indexes: ${bare}/s`,
      ratio: perSecond / bare,
      aim: `≥ ${SHARE_MIN}`,
      holds: perSecond / bare >= SHARE_MIN,
    },
    {
      what: "processor time of client, server, worker and database for each",
      figure: `${((processorMs * 1_000) / entries).toFixed(0)} µs`,
      aim: `≤ ${(CORES * 1e6) / PER_SECOND_MIN} µs: two cores, and nothing else on them`,
      holds: (processorMs * 1_000) / entries <= (CORES * 1e6) / PER_SECOND_MIN,
    },
    {
      what: "tables and indexes of a million records",
      figure: `${records.toFixed(2)} GB (${largest.join(", ")}); answers, kept for a week: ${kept.toFixed(2)} GB`,
      aim: `≤ ${GIGABYTES_PER_MILLION_MAX} GB`,
      holds: records <= GIGABYTES_PER_MILLION_MAX,
    },
    {
      what: "memory of the web process while it takes them",
      figure: `${megabytes(memory.first)} before, ${megabytes(memory.highest)} at most`,
      aim: "–",
      holds: undefined,
    },
  ];
}
