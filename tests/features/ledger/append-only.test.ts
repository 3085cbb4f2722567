import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ensureLedger } from "#lib/features/ledger/mutations/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, ownerPool } from "#tests/support/ledger.ts";

const TABLES = ["evidence", "ledger_entry", "ledger_node", "ledger_block", "ledger", "audit_event"];
const COLUMN_OF: Record<string, string> = { audit_event: "action", evidence: "name", ledger: "origin" };

describe("the application's role", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    await makeEvidence({ organisation: await makeOrganisation(), count: 300 });
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
});
