/**
 * `npm run bench [-- --only AREA] [--rows TEXT] [--against COMMIT] [--pairs N] [--entries N] [--gib N] [--quick] [--write]`: measures on an embedded
 * PostgreSQL of its own, in a folder that is removed afterwards. bench/README.md says what the options are.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { openDatabaseServer } from "../bin/start/database-server.mjs";
import { migrate } from "../bin/steps/migrate.ts";
import { freePort } from "../tests/bin/start/launch.ts";
import { AREA_NAMES, type Given, measure, titleOf } from "./areas.ts";
import type { Bench } from "./installation.ts";
import { table } from "./measure.ts";
import { writeSection } from "./readme.ts";
import { checkOut } from "./tree.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATABASE = "bench";
const APP_ROLE = "sealbook_bench_app";
/** One pair alone may be chance, and so may the median of three. */
const PAIRS_MIN = 7;
const PAIRS_QUICK = 3;
const SLOT_MS = 3_000;
const SLOT_QUICK_MS = 1_000;
const ENTRIES = 1_000_000;
const ENTRIES_QUICK = 50_000;
/** Of the large file: what arrives of it and what is kept take twice that on the disk. */
const GIB = 2;

const { values } = parseArgs({
  options: {
    entries: { type: "string" },
    gib: { type: "string", default: String(GIB) },
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
if (values.quick && values.write) throw new RangeError("--quick is too quick for bench/README.md: leave out --write");
const names = AREA_NAMES.filter((name) => values.only === undefined || values.only === name);
if (names.length === 0) throw new RangeError(`--only has to be one of ${AREA_NAMES}`);
const entries = Number(values.entries ?? (values.quick ? ENTRIES_QUICK : ENTRIES));
const milliseconds = values.quick ? SLOT_QUICK_MS : SLOT_MS;
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
  const given: Given = { bench, before, pairs, entries, milliseconds, gib: Number(values.gib), rows: values.rows };
  for (const name of names) {
    const result = table(await measure(name, given), before?.name);
    console.log(`${titleOf(name)}\n\n${result}\n`);
    if (values.write) writeSection(name, { table: result, given });
  }
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
  // Where what is measured posts to; the configuration is read once, before that is.
  const WEBHOOK_INSIDE_HOSTS = `127.0.0.1:${await freePort()}`;
  Object.assign(process.env, {
    DATA_DIR: folder,
    DATABASE_URL: owner,
    APP_DATABASE_URL: app.href,
    WEBHOOK_INSIDE_HOSTS,
  });
}
