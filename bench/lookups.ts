/**
 * Lookups by id and by digest among many records, by HTTP and in the process. Some are recorded and anchored as a bank sends them; the others
 * are copies of one of those with ids, digests and places of their own, written as the owner with triggers off and no tree over them:
 * recording ten million would take the time of nine bulks of a million, and what is looked up reads neither hashes nor nodes.
 */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findEvidence, listEvidence, lookUpDigest } from "#lib/features/evidence/records/rows/evidence.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import type { BulkPlan } from "./bulk.ts";
import { makeOrganisation } from "./hot-seed.ts";
import { type Installation, startWorker } from "./installation.ts";
import { load } from "./load.ts";
import { type Measurement, median, timed } from "./measure.ts";
import { THIS_TREE } from "./tree.ts";

const LOADER = ["--conditions=react-server"];
const SERVER = fileURLToPath(new URL("./bulk-server.ts", import.meta.url));
const CLIENT = fileURLToPath(new URL("./bulk-client.ts", import.meta.url));
const SEEDED = 20_000;
/** Rows in one statement. */
const COPIED_AT_ONCE = 500_000;
const BLOCK_LEAVES = 20_000;
const IN_PROCESS = 1_000;
const PATHS = 20_000;
const MEDIAN_MS_MAX = 5;

/** When the copies were received, and so how their ids begin: one each millisecond. */
const SINCE = Date.UTC(2020, 0, 1);

export async function benchLookups(options: {
  entries: number;
  milliseconds: number;
  say: (line: string) => void;
}): Promise<Measurement[]> {
  const { entries, milliseconds, say } = options;
  const env = { DATABASE_URL: process.env.DATABASE_URL ?? "" };
  const installation: Installation = { tree: THIS_TREE, database: "bench", env };
  const [stopWorker, keys] = [await startWorker(installation), await makeOrganisation(installation, 0)];
  const server = fork(SERVER, [], {
    execArgv: LOADER,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const owner = ownerPool();
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    await seed({ port, key: keys[0] ?? "", lines: SEEDED });
    await stopWorker();
    say(`filling up to ${entries} records`);
    const copyMs = await timed(() => copyRecords(entries - SEEDED, say));
    const { rows } = await owner.query<{ bytes: number; organisation: OrganisationId }>(
      `SELECT pg_database_size(current_database())::float8 AS bytes, (SELECT organisation_id FROM evidence LIMIT 1) AS organisation`,
    );
    const [{ bytes = 0, organisation } = {}] = rows;
    say(`filled in ${Math.round(copyMs / 1_000)} s: ${(bytes / 1e9).toFixed(1)} GB`);
    if (organisation === undefined) throw new Error("nothing was recorded");
    const numbers = Array.from({ length: PATHS }, () => Math.floor(Math.random() * (entries - SEEDED)));
    const measured: Measurement[] = [];
    for (const { what, path, find } of lookups(organisation)) {
      const times: number[] = [];
      for (const number of numbers.slice(0, IN_PROCESS)) times.push(await timed(async () => found(await find(number))));
      measured.push(row(`${what} among ${entries} records, in the process`, median(times), worst(times)));
      for (const connections of path ? [1, 64] : []) {
        const paths = numbers.map((number) => path?.(number) ?? "");
        const asked = { host: "127.0.0.1", port, method: "GET", paths, keys, connections } as const;
        const { p50, p99, failed } = await load({ ...asked, warmUpMs: milliseconds / 3, milliseconds });
        if (Object.keys(failed).length > 0) throw new Error(`${what}: ${JSON.stringify(failed)}`);
        measured.push(row(`the same by HTTP, ${connections} connection${connections > 1 ? "s" : ""}`, p50, p99));
      }
    }
    return measured;
  } finally {
    server.kill();
    await stopWorker().catch(() => {});
    await owner.end();
  }
}

interface Lookup {
  what: string;
  /** Undefined: a stranger's, which are limited by address. */
  path?: (number: number) => string;
  find: (number: number) => Promise<unknown>;
}

function lookups(organisationId: OrganisationId): Lookup[] {
  const reach = { organisationId, units: null };
  return [
    {
      what: "one's own record by its id",
      path: (number) => `/api/v1/evidence/${idOf(number)}`,
      find: (number) => findEvidence(reach, idOf(number)),
    },
    {
      what: "one's own records by a digest",
      path: (number) => `/api/v1/evidence?sha256=${digestOf(number).toString("hex")}`,
      async find(number) {
        const filter = { sha256: digestOf(number) };
        return (await listEvidence(reach, { filter, cursor: {}, limit: 50 })).evidence[0];
      },
    },
    {
      what: "public records of a digest, as strangers ask",
      find: async (number) => (await lookUpDigest(Uint8Array.from(digestOf(number))))[0],
    },
  ];
}

function found(record: unknown): void {
  if (record === undefined) throw new Error("a record was not found");
}

const worst = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

function row(what: string, p50: number, p99: number): Measurement {
  const figure = `median ${p50.toFixed(2)} ms, p99 ${p99.toFixed(1)} ms`;
  const isAlone = !what.includes("64");
  return {
    what,
    figure,
    aim: isAlone ? `median < ${MEDIAN_MS_MAX} ms` : "–",
    holds: isAlone ? p50 < MEDIAN_MS_MAX : undefined,
  };
}

/** As `ID` and `DIGEST` have them in SQL. */
function idOf(number: number): string {
  const [time, rest] = [
    (SINCE + number).toString(16).padStart(12, "0"),
    createHash("md5").update(String(number)).digest("hex"),
  ];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}
const digestOf = (number: number): Buffer => createHash("sha256").update(String(number)).digest();

const ID = `(lpad(to_hex(${SINCE} + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid`;
const DIGEST = "sha256(convert_to(n::text, 'UTF8'))";

/** Columns of their own; all others are the model's. */
const COPIES: Record<string, Record<string, string>> = {
  evidence: {
    id: ID,
    sha256: DIGEST,
    sequence: "1000000 + n",
    received_at: `to_timestamp((${SINCE} + n) / 1000.0)`,
  },
  evidence_private: { evidence_id: ID, name: "'contract-' || n || '.pdf'" },
  ledger_entry: {
    index: "1000000 + n",
    evidence_id: ID,
    leaf_hash: DIGEST,
    block_height: `1000000 + n / ${BLOCK_LEAVES}`,
  },
};

async function copyRecords(count: number, say: (line: string) => void): Promise<void> {
  const owner = ownerPool();
  const connection = await owner.connect();
  try {
    await connection.query("SET session_replication_role = replica; SET synchronous_commit = off");
    await connection.query("UPDATE organisation SET public_lookup = true");
    await connection.query(
      `INSERT INTO ledger_block (ledger, height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint)
       SELECT b.ledger, 1000000 + n, 1000000 + n * ${BLOCK_LEAVES}, ${BLOCK_LEAVES}, 1000000 + (n + 1) * ${BLOCK_LEAVES}, b.root, b.previous,
         b.time, b.header || convert_to(n::text, 'UTF8'), sha256(b.header || convert_to(n::text, 'UTF8')), b.checkpoint
       FROM generate_series(0, $1::bigint) AS n, (SELECT * FROM ledger_block ORDER BY height LIMIT 1) AS b`,
      [Math.floor(count / BLOCK_LEAVES)],
    );
    for (const [table, own] of Object.entries(COPIES)) {
      const { rows } = await connection.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [table],
      );
      const names = rows.map(({ name }) => name);
      const model = table === "ledger_entry" ? "WHERE evidence_id IS NOT NULL" : "";
      for (let first = 0; first < count; first += COPIED_AT_ONCE) {
        await connection.query(
          `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names.map((name) => own[name] ?? `model.${name}`)}
           FROM generate_series($1::bigint, $2::bigint) AS n, (SELECT * FROM ${table} ${model} LIMIT 1) AS model`,
          [first, Math.min(first + COPIED_AT_ONCE, count) - 1],
        );
        say(`${table}: ${Math.min(first + COPIED_AT_ONCE, count)}`);
      }
    }
    await connection.query("VACUUM ANALYZE evidence, evidence_private, ledger_entry, ledger_block");
    await connection.query("CHECKPOINT");
  } finally {
    connection.release(true);
    await owner.end();
  }
}

/** Until nothing waits for a block. */
async function seed(plan: BulkPlan): Promise<void> {
  const child = fork(CLIENT, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(plan);
  await once(child, "message");
  for (;;) {
    const { rows } = await pool().query("SELECT EXISTS (SELECT FROM ledger_pending) AS waits");
    if (!rows[0].waits) return;
  }
}
