import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, auditFinding, ownerPool } from "#tests/support/ledger.ts";

const TABLES = ["evidence", "evidence_private", "ledger_entry", "ledger_node", "ledger_block", "ledger", "audit_event"];
const COLUMN_OF: Record<string, string> = {
  audit_event: "action",
  evidence_private: "name",
  ledger: "origin",
};

/** An entry for what waits; `$1` is its index, `$2` its height. */
const ENTRY = `INSERT INTO ledger_entry SELECT 'main', $1, evidence_id, 'e', sha256('e'), $2 FROM ledger_pending LIMIT 1`;
/** The next block of one entry as that role can make it: everything but the signature. */
const FORGED_BLOCK = `
  INSERT INTO ledger_block
  SELECT ledger, height, first_index, 1, first_index + 1, root, previous, time, header, sha256(header),
    origin || E'\\n' || first_index + 1 || E'\\n' || encode(root, 'base64') || E'\\nsealbook.block/v1 '
      || encode(sha256(header), 'base64') || E'\\n\\n— ' || origin || ' AAAA' || E'\\n'
  FROM (SELECT n.*, convert_to('sealbook.block/v1' || E'\\n' || origin || E'\\n' || height || E'\\n' || first_index || E'\\n1\\n'
      || first_index + 1 || E'\\n' || encode(root, 'base64') || E'\\n'
      || to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\\n' || encode(previous, 'base64') || E'\\n', 'UTF8') AS header
    FROM (SELECT b.ledger, l.origin, b.height + 1 AS height, b.tree_size AS first_index, sha256('x') AS root, b.hash AS previous, b.time
      FROM ledger_block b JOIN ledger l ON l.name = b.ledger ORDER BY b.height DESC LIMIT 1) n) made`;
/** The repair that docs/decisions/0006 describes; `$1` is the height of the last good block. */
const REPAIR = [
  "DELETE FROM block_cosignature WHERE ledger = 'main' AND height > $1",
  "DELETE FROM block_timestamp WHERE ledger = 'main' AND height > $1",
  "DELETE FROM ledger_block WHERE ledger = 'main' AND height > $1",
  "DELETE FROM ledger_entry WHERE ledger = 'main' AND block_height > $1",
  `DELETE FROM ledger_node WHERE ledger = 'main' AND index >=
     (SELECT tree_size FROM ledger_block WHERE ledger = 'main' AND height = $1) >> (8 * level)`,
  `INSERT INTO ledger_pending SELECT ledger, sequence, id FROM evidence v
   WHERE ledger = 'main' AND $1::bigint IS NOT NULL AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.evidence_id = v.id)
   ON CONFLICT DO NOTHING`,
];

describe("the application's role", () => {
  let organisation: MadeOrganisation;

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 300 });
    await appendAll();
  });
  after(() => dropTestDatabase());

  const refused = (sql: string) => assert.rejects(() => pool().query(sql), { code: "42501" }, sql);

  it("cannot update, delete or truncate a row of the ledger, nor what waits", async () => {
    for (const table of [...TABLES, "ledger_pending"]) {
      const column = COLUMN_OF[table] ?? "ledger";
      await refused(`UPDATE ${table} SET ${column} = ${column}`);
      await refused(`DELETE FROM ${table}`);
      await refused(`TRUNCATE ${table} CASCADE`);
    }
    await refused("INSERT INTO ledger_pending SELECT ledger, sequence, id FROM evidence");
  });

  it("cannot disable, drop or get round the triggers, nor become someone who can", async () => {
    for (const table of TABLES) {
      await refused(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      await refused(`DROP TABLE ${table} CASCADE`);
    }
    await refused("DROP TRIGGER ledger_block_continues ON ledger_block");
    await refused("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'");
    await refused("SET session_replication_role = replica");
    await refused("CREATE TABLE mine (id int)");
    const owner = ownerPool();
    const { rows } = await owner.query("SELECT current_user AS name");
    await owner.end();
    await refused(`SET ROLE ${rows[0].name}`);
  });

  it("can add only a block that continues the last, with the header that its columns make", async () => {
    const copy = (height: string, first: string) =>
      `INSERT INTO ledger_block SELECT ledger, ${height}, ${first}, leaf_count, ${first} + leaf_count, root, hash, time,
         header, hash, checkpoint FROM ledger_block`;
    for (const [height, first] of [
      ["height", "first_index"],
      ["height + 2", "tree_size"],
      ["height + 1", "tree_size + 1"],
      ["height + 1", "tree_size"],
    ]) {
      await assert.rejects(() => pool().query(copy(height!, first!)), /does not (continue|state)/);
    }
  });

  it("cannot anchor evidence twice, nor what does not wait", async () => {
    const again = `INSERT INTO ledger_entry SELECT ledger, 300, evidence_id, entry, leaf_hash, 1 FROM ledger_entry LIMIT 1`;
    await assert.rejects(() => pool().query(again), /duplicate key|had evidence waiting/);
    await assertSound(300);
  });

  it("cannot put an entry in the way of the next block, not even while the block is being made", async () => {
    await makeEvidence({ organisation, count: 2 });
    for (const [index, height] of [
      [300, 0],
      [300, 7],
      [301, 1],
      [1_000, 1],
    ]) {
      await assert.rejects(() => pool().query(ENTRY, [index, height]), { code: "23000", message: /do not continue/ });
    }
    await assert.rejects(() => pool().query(ENTRY, [300, 1]), { code: "23503" }, "there is no block 1");
    await assert.rejects(() => pool().query("INSERT INTO ledger_node VALUES ('main', 1, 1, sha256('x'))"), {
      code: "23000",
    });

    // The place of the next entry can be held only as long as a transaction lasts, which cannot commit.
    const rival = await pool().connect();
    await rival.query("BEGIN");
    await rival.query(ENTRY, [300, 1]);
    const appending = appendBlock({ ledger: "main" });
    await assert.rejects(() => rival.query("COMMIT"), { code: "23503" });
    rival.release();
    assert.deepEqual(await appending, { height: 1n, leafCount: 2, treeSize: 302n, isFull: false });

    // Nor can entries join a block that is committed between their insertion and their commit.
    await makeEvidence({ organisation, count: 2 });
    const joiner = await pool().connect();
    await joiner.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await joiner.query("SELECT FROM ledger_block");
    await appendBlock({ ledger: "main" });
    await makeEvidence({ organisation, count: 1 });
    await assert.rejects(() => joiner.query(ENTRY, [302, 2]));
    await joiner.query("ROLLBACK");
    joiner.release();
    await appendAll();
    await assertSound(305);
  });

  it("can forge a block but not its signature: nothing is signed on top, and it can be taken away", async () => {
    const good = (await findLedgerHead("main"))!;
    await makeEvidence({ organisation, count: 3 });
    const forger = await pool().connect();
    await forger.query("BEGIN");
    await forger.query(ENTRY, [305, Number(good.block!.height) + 1]);
    await forger.query(FORGED_BLOCK);
    await forger.query("INSERT INTO block_cosignature VALUES ('main', $1, 'w', 'line', now())", [
      good.block!.height + 1n,
    ]);
    await forger.query("COMMIT");
    forger.release();
    await assert.rejects(() => appendBlock({ ledger: "main" }), /not one that its keys signed/);
    assert.ok(await auditFinding());

    const owner = ownerPool();
    const connection = await owner.connect();
    await connection.query("BEGIN");
    await connection.query("SET LOCAL session_replication_role = replica");
    for (const sql of REPAIR) await connection.query(sql, [good.block!.height]);
    await connection.query("COMMIT");
    connection.release();
    await owner.end();
    assert.deepEqual(await findLedgerHead("main"), good);
    assert.equal(await auditFinding(), undefined);
    await appendAll();
    await assertSound(308);
  });
});
