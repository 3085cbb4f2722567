/**
 * `npm run bench [-- --entries N] [--only AREA] [--rows TEXT] [--against COMMIT] [--pairs N] [--quick] [--write]`: measures on an embedded PostgreSQL of its own, in a
 * folder that is removed afterwards. `--against` measures a git work tree of that commit beside this one; `--quick` takes a few seconds a row;
 * `--write` puts the table into bench/README.md.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { openDatabaseServer } from "../bin/start/database-server.mjs";
import { migrate } from "../bin/steps/migrate.ts";
import type { Bench } from "./installation.ts";
import { type Measurement, table } from "./measure.ts";
import { checkOut, type Tree } from "./tree.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATABASE = "bench";
const APP_ROLE = "sealbook_bench_app";
const MARKER = "<!-- measured -->";
/** One pair alone may be chance, and so may the median of three. */
const PAIRS_MIN = 7;
const PAIRS_QUICK = 3;
const SLOT_MS = 3_000;
const SLOT_QUICK_MS = 1_000;
const ENTRIES = 1_000_000;
const ENTRIES_QUICK = 50_000;
/** On one ledger of many entries. */
const LEDGER_AREAS = ["ledger", "list", "mirror", "reads"];
/** Measured by the tree's own bench, in its own process. */
const OWN_AREAS = [...LEDGER_AREAS, "upload", "witness", "verify"];
const AREAS = ["hot", "audit", "page", ...OWN_AREAS];

const { values } = parseArgs({
  options: {
    entries: { type: "string" },
    only: { type: "string" },
    rows: { type: "string" },
    against: { type: "string" },
    pairs: { type: "string", default: String(PAIRS_MIN) },
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const say = (line: string): void => console.error(line);
const pairs = values.quick ? PAIRS_QUICK : Number(values.pairs);
if (!values.quick && !(pairs >= PAIRS_MIN)) throw new RangeError(`--pairs has to be ${PAIRS_MIN} or more`);
if (values.only !== undefined && !AREAS.includes(values.only)) throw new RangeError(`--only has to be one of ${AREAS}`);
const entries = Number(values.entries ?? (values.quick ? ENTRIES_QUICK : ENTRIES));
// Before anything is started: making a work tree takes a minute, and fails where there is no such commit.
const before = values.against === undefined ? undefined : checkOut(values.against, say);

// Beside the product's own data, so that the disk measured is the disk used.
const folder = mkdtempSync(join(ROOT, ".bench-"));
const server = await openDatabaseServer({ folder });
const bench: Bench = { url: server.url, folder, say };
try {
  await prepare();
  try {
    await run();
  } finally {
    await disconnect();
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const measurements = [
    ...(await fromOutside()),
    ...(before ? await besideEarlier(before) : [...(await manyEntries()), ...(await alone())]),
  ];
  const result = table(measurements, before?.name);
  console.log(result);
  if (values.write) write(result);
}

function wanted(name: string): boolean {
  return values.only === undefined || values.only === name;
}

/** What is measured of running processes and commands, whichever tree they are of. */
async function fromOutside(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const options = { before, rounds: pairs };
  if (wanted("hot")) {
    const { benchHot } = await import("./hot.ts");
    const milliseconds = values.quick ? SLOT_QUICK_MS : SLOT_MS;
    measurements.push(...(await benchHot(bench, { ...options, milliseconds, rows: values.rows })));
  }
  if (wanted("audit")) {
    const { benchAudit } = await import("./audit.ts");
    measurements.push(...(await benchAudit(bench, { ...options, entries })));
  }
  if (wanted("page")) {
    const { benchPageCheck } = await import("./page-check.ts");
    measurements.push(...(await benchPageCheck(bench, options)));
  }
  return measurements;
}

/** What each tree measures in its own process. */
async function besideEarlier(earlier: Tree): Promise<Measurement[]> {
  const { benchBeside } = await import("./beside.ts");
  const measurements: Measurement[] = [];
  for (const area of OWN_AREAS.filter(wanted)) {
    measurements.push(...(await benchBeside(earlier, { area, entries, rounds: pairs, say })));
  }
  return measurements;
}

async function alone(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  if (wanted("upload")) {
    const { benchUpload } = await import("./upload.ts");
    measurements.push(...(await benchUpload(say)));
  }
  if (wanted("witness")) {
    const { benchWitness } = await import("./witness.ts");
    measurements.push(...(await benchWitness(folder, say)));
  }
  if (wanted("verify")) {
    const { benchVerify } = await import("./verify.ts");
    measurements.push(...(await benchVerify(folder, say)));
  }
  return measurements;
}

/** The ledger of so many entries, and the list of the evidence that they stand for. */
async function manyEntries(): Promise<Measurement[]> {
  if (!LEDGER_AREAS.some(wanted)) return [];
  const [{ benchLedger, grow }, { benchList }, { ensureLedger }, { makeOrganisation }] = await Promise.all([
    import("./ledger.ts"),
    import("./list.ts"),
    import("#lib/features/ledger/sealing/verbs/create-ledger.ts"),
    import("#tests/support/evidence-factory.ts"),
  ]);
  await ensureLedger("main");
  const organisation = await makeOrganisation();
  const ofLedger = wanted("ledger") ? await benchLedger(organisation, entries, say) : [];
  if (!wanted("ledger")) await grow(organisation, entries, (done) => say(`grown by ${done}`));
  const ofList = wanted("list") ? await benchList(organisation, say) : [];
  return [...ofLedger, ...ofList, ...(await servedEntries())];
}

/** The same ledger, as the web process serves it. */
async function servedEntries(): Promise<Measurement[]> {
  const { benchMirror } = await import("./mirror.ts");
  const { benchReads } = await import("./reads.ts");
  const ofMirror = wanted("mirror") ? await benchMirror(folder, say) : [];
  return wanted("reads") ? [...ofMirror, ...(await benchReads(folder, say))] : ofMirror;
}

/** A server that stops under open connections would say so louder than what went wrong before. */
async function disconnect(): Promise<void> {
  const { pool } = await import("#lib/infra/db/pool.ts");
  const { prisma } = await import("#lib/infra/db/prisma.ts");
  await pool().end();
  await prisma().$disconnect();
}

/** Configuration is read once, at import; hence before anything of lib is imported. */
async function prepare(): Promise<void> {
  const owner = server.url(DATABASE);
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
    await migrate({ url: owner, directory: join(ROOT, "prisma/migrations") });
    await client.query(`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD 'bench' IN ROLE sealbook_app`);
  } finally {
    await client.end();
  }
  const app = new URL(owner);
  app.username = APP_ROLE;
  app.password = "bench";
  Object.assign(process.env, { DATA_DIR: folder, DATABASE_URL: owner, APP_DATABASE_URL: app.href });
}

function write(result: string): void {
  const path = join(ROOT, "bench/README.md");
  const [before = ""] = readFileSync(path, "utf8").split(MARKER);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const machine = `Measured at commit ${commit} on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}.`;
  writeFileSync(path, `${before}${MARKER}\n\n${machine}\n\n${result}\n`);
}
