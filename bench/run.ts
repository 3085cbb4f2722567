/**
 * `npm run bench [-- --entries N] [--only ledger|list|mirror|reads|upload|verify|witness] [--write]`: measures on an embedded PostgreSQL of its own, in a
 * folder that is removed afterwards. `--write` puts the table into bench/README.md.
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
import { type Measurement, table } from "./measure.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATABASE = "bench";
const APP_ROLE = "sealbook_bench_app";
const MARKER = "<!-- measured -->";

const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "1000000" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const say = (line: string): void => console.error(line);

// Beside the product's own data, so that the disk measured is the disk used.
const folder = mkdtempSync(join(ROOT, ".bench-"));
const server = await openDatabaseServer({ folder });
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
  const measurements: Measurement[] = [];
  if (["ledger", "list", "mirror", "reads"].some(wanted))
    measurements.push(...(await manyEntries(Number(values.entries))));
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
  const result = table(measurements);
  console.log(result);
  if (values.write) write(result);
}

function wanted(name: string): boolean {
  return values.only === undefined || values.only === name;
}

/** The ledger of so many entries, and the list of the evidence that they stand for. */
async function manyEntries(entries: number): Promise<Measurement[]> {
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
