/** What the explorer's charts and lists read does not grow with the ledger. BLOCKS=1000000 measures it at a million. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pg from "pg";
import { readLedgerAt } from "#lib/features/ledger/explorer/rows/figures.ts";
import { findLedgerHead, listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testDatabaseName, testServerUrl } from "#tests/support/environment.ts";

const FEW = 1_000;
const MANY = Number(process.env.BLOCKS ?? 32_000);
/** The longest chart there is: an hour each for a day, or a day each for a month. */
const MOMENTS = 31;
/** Halving looks once more for each doubling, at an index that is at most a level deeper. */
const GROWTH_MAX = 3;

const client = new pg.Client({ connectionString: databaseUrl() });

function databaseUrl(): string {
  const url = new URL(testServerUrl);
  url.pathname = testDatabaseName;
  return url.href;
}

/** Rows as the append would leave them, a second apart, without what makes them true. */
async function insertBlocks(from: number, to: number): Promise<void> {
  await client.query("SET session_replication_role = replica");
  await client.query(
    `INSERT INTO ledger_block (ledger, height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint)
     SELECT 'main', h, h, 1, h + 1, sha256(int8send(h)), sha256(int8send(h - 1)), now() - ($3::bigint - h) * interval '1 second',
       int8send(h), sha256(int8send(h)), repeat('c', 400)
     FROM generate_series($1::bigint, $2::bigint - 1) AS h`,
    [from, to, MANY],
  );
  await client.query("VACUUM ANALYZE ledger_block");
}

/** Pages that the statements of `work` touch. */
async function pagesOf(work: (on: pg.Client) => Promise<unknown>): Promise<number> {
  let pages = 0;
  const explaining = {
    query: async (text: string, values: unknown[]) => {
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      const { Plan: plan, "Execution Time": ms } = rows[0]["QUERY PLAN"][0];
      pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
      if (process.env.BLOCKS) console.log(`${ms} ms, ${pages} pages: ${text.slice(0, 60).replaceAll(/\s+/g, " ")}`);
      return await client.query(text, values);
    },
  };
  await work(explaining as unknown as pg.Client);
  return pages;
}

const charts = (stepMs: number) => (on: pg.Client) => {
  const moments = Array.from({ length: MOMENTS }, (_, at) => new Date(Date.now() - at * stepMs));
  return readLedgerAt({ ledger: "main", moments, on: on as never });
};

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  await client.connect();
});
after(async () => {
  await client.end();
  await dropTestDatabase();
});

it("charts, the newest blocks and the head cost about the same however long the ledger is", async () => {
  const reads = {
    day: charts(3_600_000),
    month: charts(86_400_000),
    newest: (on: pg.Client) => listBlocks({ ledger: "main", limit: 25, on: on as never }),
    head: (on: pg.Client) => findLedgerHead("main", on as never),
  };
  const few: Record<string, number> = {};
  await insertBlocks(0, FEW);
  for (const [name, read] of Object.entries(reads)) few[name] = await pagesOf(read);
  await insertBlocks(FEW, MANY);
  for (const [name, read] of Object.entries(reads)) {
    const pages = await pagesOf(read);
    assert.ok(pages <= (few[name] ?? 0) * GROWTH_MAX, `${name}: ${few[name]} pages, then ${pages}`);
  }
});
