/** A ledger grows across partitions of its entries, and nobody notices. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, ownerPool } from "#tests/support/ledger.ts";

const SIZE = 512;
const owner = ownerPool();

/** How many entries lie in which partition. */
async function partitions(): Promise<Record<string, number>> {
  const { rows } = await owner.query(
    `SELECT p.relid::regclass::text AS name, (SELECT count(*)::int FROM ledger_entry e WHERE e.tableoid = p.relid) AS entries
     FROM pg_partition_tree('ledger_entry') p WHERE p.isleaf ORDER BY length(p.relid::regclass::text), 1`,
  );
  return Object.fromEntries(rows.map(({ name, entries }) => [name, entries]));
}

describe("partitions of entries", () => {
  let organisation: MadeOrganisation;

  before(async () => {
    await createTestDatabase();
    // As an installation begins, with partitions that a test can fill.
    await owner.query(
      `CREATE OR REPLACE FUNCTION ledger_entry_partition_size() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT ${SIZE}::bigint'`,
    );
    await owner.query("ALTER TABLE ledger_entry DETACH PARTITION ledger_entry_0");
    await owner.query("ALTER TABLE ledger_entry ATTACH PARTITION ledger_entry_0 FOR VALUES FROM (0) TO (512)");
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  it("the next one is there before the first entry that needs it, and a block lies in two", async () => {
    await makeEvidence({ organisation, count: 200 });
    await appendAll();
    assert.deepEqual(await partitions(), { ledger_entry_0: 200 });
    await makeEvidence({ organisation, count: 1_000 });
    await appendAll();
    assert.deepEqual(await partitions(), {
      ledger_entry_0: SIZE,
      ledger_entry_512: SIZE,
      ledger_entry_1024: 176,
      ledger_entry_1536: 0,
    });
    await assertSound(1_200);
  });

  it("one that is made while somebody holds a lock is left to a later block, as long as there is room", async () => {
    await makeEvidence({ organisation, count: 400 });
    await appendAll();
    const other = await owner.connect();
    try {
      await other.query("BEGIN; LOCK TABLE statement_entry IN ROW EXCLUSIVE MODE");
      await makeEvidence({ organisation, count: 1 });
      await appendAll();
      assert.equal(Object.keys(await partitions()).at(-1), "ledger_entry_1536");
      await other.query("COMMIT");
    } finally {
      other.release(true);
    }
    await makeEvidence({ organisation, count: 1 });
    await appendAll();
    assert.equal(Object.keys(await partitions()).at(-1), "ledger_entry_2048");
    await assertSound(1_602);
  });

  it("two ledgers that need one at the same time get one", async () => {
    await ensureLedger("side");
    const other = await makeOrganisation({ ledger: "side" });
    await makeEvidence({ organisation, count: 900 });
    await makeEvidence({ organisation: other, count: 900 });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([appendBlock({ ledger: "main" }), appendBlock({ ledger: "side" })]);
    }
    const { rows } = await pool().query("SELECT count(*)::int AS n FROM ledger_pending");
    assert.equal(rows[0].n, 0);
    assert.equal(Object.keys(await partitions()).at(-1), "ledger_entry_2560");
    for (const ledger of ["main", "side"]) assert.equal((await auditLedger({ ledger })).finding, undefined);
  });

  it("each partition has the guards and keys of the first one", async () => {
    const { rows } = await owner.query(
      `SELECT p.relid::regclass::text AS name,
         (SELECT string_agg(tgname || ' ' || tgtype, ',' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = p.relid AND NOT tgisinternal) AS triggers,
         (SELECT string_agg(contype::text, ',' ORDER BY contype::text) FROM pg_constraint WHERE conrelid = p.relid AND contype <> 'n') AS constraints
       FROM pg_partition_tree('ledger_entry') p WHERE p.isleaf AND p.relid::regclass::text <> 'ledger_entry_0'`,
    );
    assert.ok(rows.length >= 5);
    for (const row of rows) {
      assert.match(row.triggers, /append_only.*continues.*forgets.*has_block.*no_longer_waits.*stays/, row.name);
      assert.equal(row.constraints, "c,c,p,u", row.name);
      const { rows: granted } = await owner.query(
        "SELECT has_table_privilege('sealbook_app', $1, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') AS any",
        [row.name],
      );
      assert.equal(granted[0].any, false, row.name);
    }
  });
});
