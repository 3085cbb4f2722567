/** A partition of the ledger's entries that is named directly is no way round what guards them. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { insertBlock, insertEntry, insertEvidence, nextBlock, sha256 } from "./ledger-rows.ts";
import {
  app,
  attempt,
  closeRuledDatabase,
  DENIED,
  INTEGRITY,
  openRuledDatabase,
  owner,
  second,
} from "./ruled-database.ts";

const SIZE = 100_000_000;
const NEXT = `ledger_entry_${SIZE}`;

let organisationId: string;

before(async () => {
  organisationId = await openRuledDatabase();
  await app.query("SELECT ledger_entry_make_room()"); // as every append does
});
after(closeRuledDatabase);

test("there is a partition with entries, and room behind it for as many as it takes", async () => {
  const { rows } = await owner.query(
    "SELECT relid::regclass::text AS name FROM pg_partition_tree('ledger_entry') WHERE isleaf ORDER BY 1",
  );
  assert.deepEqual(rows, [{ name: "ledger_entry_0" }, { name: NEXT }]);
  const entries = await owner.query("SELECT count(*)::int AS n FROM ledger_entry_0");
  assert.equal(entries.rows[0].n, 2);
});

for (const partition of ["ledger_entry_0", NEXT]) {
  test(`${partition}: the application reaches it through the table alone`, async () => {
    const statements = [
      `SELECT FROM ${partition}`,
      `INSERT INTO ${partition} SELECT * FROM ledger_entry`,
      `UPDATE ${partition} SET ledger = ledger`,
      `DELETE FROM ${partition}`,
      `TRUNCATE ${partition}`,
      `COPY ${partition} FROM STDIN`,
      `LOCK TABLE ${partition}`,
      `ALTER TABLE ${partition} DISABLE TRIGGER ALL`,
      `DROP TRIGGER ledger_entry_append_only ON ${partition}`,
      `DROP TABLE ${partition}`,
      `ALTER TABLE ledger_entry DETACH PARTITION ${partition}`,
      `ALTER TABLE ledger_entry DETACH PARTITION ${partition} CONCURRENTLY`,
    ];
    for (const sql of statements.slice(0, -1)) assert.equal(await attempt(app, sql), DENIED, sql);
    // It may not stand in a transaction, in which `attempt` tries.
    await assert.rejects(app.query(statements.at(-1) ?? ""), { code: DENIED });
  });

  test(`${partition}: even the owner is refused TRUNCATE`, async () => {
    assert.equal(await attempt(owner, `TRUNCATE ${partition} CASCADE`), DENIED);
  });
}

test("even the owner is refused UPDATE and DELETE of a partition's rows", async () => {
  for (const change of ["UPDATE ledger_entry_0 SET ledger = ledger", "DELETE FROM ledger_entry_0"]) {
    assert.equal(await attempt(owner, change), DENIED, change);
  }
  assert.equal(await attempt(owner, `UPDATE ledger_entry_0 SET index = ${SIZE} WHERE index = 0`), DENIED);
});

test("the application makes no partition of its own, and none more than there is need of", async () => {
  const statements = [
    "CREATE TABLE mine PARTITION OF ledger_entry FOR VALUES FROM (900000000) TO (900000001)",
    "CREATE TABLE mine PARTITION OF ledger_entry DEFAULT",
    "SELECT ledger_entry_guard('ledger_entry_0')",
    "CREATE OR REPLACE FUNCTION ledger_entry_partition_size() RETURNS bigint LANGUAGE sql AS 'SELECT 256'",
  ];
  for (const sql of statements) assert.equal(await attempt(app, sql), DENIED, sql);
  for (let i = 0; i < 3; i += 1) await app.query("SELECT ledger_entry_make_room()");
  const { rows } = await owner.query("SELECT count(*)::int AS n FROM pg_partition_tree('ledger_entry') WHERE isleaf");
  assert.equal(rows[0].n, 2);
});

test("entries that the owner adds to a partition are held to what holds for the table", async () => {
  const add = (index: number, evidenceId: string, height: number) =>
    owner.query(
      "INSERT INTO ledger_entry_0 (ledger, index, evidence_id, entry, leaf_hash, block_height) VALUES ('main', $1, $2, 'e', $3, $4)",
      [index, evidenceId, sha256(evidenceId), height],
    );
  const waiting = await insertEvidence(app, { organisationId });
  await assert.rejects(add(7, waiting, 2), { code: INTEGRITY, message: /do not continue/ });
  await assert.rejects(add(2, waiting, 2), { code: "23503" }, "there is no block 2");
  const { rows } = await owner.query("SELECT evidence_id AS id FROM ledger_entry WHERE index = 0");
  await assert.rejects(add(2, rows[0].id, 2), { code: "23505" });
  const next = await owner.query(`SELECT index::int FROM ${NEXT}`);
  assert.deepEqual(next.rows, []);
});

test("what is anchored is not anchored again in another partition", async () => {
  // Unique there is only what lies in one partition: in all of them the queue sees to it.
  await owner.query("BEGIN; SET LOCAL session_replication_role = replica");
  await owner.query("ALTER TABLE ledger_entry_0 DROP CONSTRAINT ledger_entry_0_evidence_id_key");
  await owner.query("SET LOCAL session_replication_role = origin");
  try {
    const { rows } = await owner.query("SELECT evidence_id AS id FROM ledger_entry WHERE index = 0");
    await assert.rejects(insertEntry(owner, { index: 2, evidenceId: rows[0].id, height: 2 }), {
      code: INTEGRITY,
      message: /had evidence waiting/,
    });
  } finally {
    await owner.query("ROLLBACK");
  }
});

test("where a partition is missing nothing is appended, and nothing is lost", async () => {
  const evidenceId = await insertEvidence(app, { organisationId });
  await owner.query("BEGIN");
  try {
    await owner.query("ALTER TABLE ledger_entry DETACH PARTITION ledger_entry_0");
    await assert.rejects(insertEntry(owner, { index: 2, evidenceId, height: 2 }), { code: "23514" });
  } finally {
    await owner.query("ROLLBACK");
  }
  const { rows } = await owner.query("SELECT count(*)::int AS n FROM ledger_pending WHERE evidence_id = $1", [
    evidenceId,
  ]);
  assert.equal(rows[0].n, 1);
  await app.query("BEGIN");
  await insertEntry(app, { index: 2, evidenceId, height: 2 });
  await insertBlock(app, nextBlock(second));
  await app.query("COMMIT");
});
