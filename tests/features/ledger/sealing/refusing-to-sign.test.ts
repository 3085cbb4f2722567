import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fromHex } from "#lib/core/text/bytes.ts";
import { countPending, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, ownerPool, rewrite } from "#tests/support/ledger.ts";

describe("refusing to sign", () => {
  let organisation: MadeOrganisation;
  let owner: Pool;
  const zeros = fromHex("00".repeat(32))!;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 260 });
    await appendAll();
    await makeEvidence({ organisation, count: 2 });
    await appendAll();
    await makeEvidence({ organisation, count: 1 });
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function assertRefused(pattern: RegExp): Promise<void> {
    const before = (await findLedgerHead("main"))!;
    await assert.rejects(() => appendBlock({ ledger: "main" }), pattern);
    assert.deepEqual((await findLedgerHead("main"))!, before);
    assert.equal(await countPending("main"), 1);
  }

  it("when a leaf of the right edge was changed", async () => {
    const { rows } = await owner.query("SELECT leaf_hash FROM ledger_entry WHERE index = 258");
    await rewrite(owner, "UPDATE ledger_entry SET leaf_hash = $1 WHERE index = 258", [zeros]);
    await assertRefused(/do not hash to the root/);
    await rewrite(owner, "UPDATE ledger_entry SET leaf_hash = $1 WHERE index = 258", [rows[0].leaf_hash]);
  });

  it("when a node was changed or is missing", async () => {
    const { rows } = await owner.query("SELECT hash FROM ledger_node WHERE level = 1 AND index = 0");
    await rewrite(owner, "UPDATE ledger_node SET hash = $1 WHERE level = 1 AND index = 0", [zeros]);
    await assertRefused(/do not hash to the root/);
    await rewrite(owner, "DELETE FROM ledger_node WHERE level = 1 AND index = 0");
    await assertRefused(/is not whole/);
    await rewrite(owner, "INSERT INTO ledger_node VALUES ('main', 1, 0, $1)", [rows[0].hash]);
  });

  it("when the last checkpoint is not signed by the ledger's key", async () => {
    const { checkpoint } = (await findLedgerHead("main"))!;
    const forged = checkpoint.replace(/.{8}\n$/, "AAAAAAA=\n");
    await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 1", [forged]);
    await assertRefused(/not one that its keys signed/);
    await rewrite(owner, "UPDATE ledger_block SET checkpoint = $1 WHERE height = 1", [checkpoint]);
  });

  it("when the database was set back behind what was signed before", async () => {
    const connection = await owner.connect();
    await connection.query("BEGIN");
    await connection.query("SET LOCAL session_replication_role = replica");
    await connection.query("CREATE TEMP TABLE block AS SELECT * FROM ledger_block WHERE height = 1");
    await connection.query("CREATE TEMP TABLE entry AS SELECT * FROM ledger_entry WHERE block_height = 1");
    await connection.query("DELETE FROM ledger_block WHERE height = 1");
    await connection.query("DELETE FROM ledger_entry WHERE block_height = 1");
    await connection.query("COMMIT");
    await assertRefused(/would fork the ledger/);
    await connection.query("BEGIN");
    await connection.query("SET LOCAL session_replication_role = replica");
    await connection.query("INSERT INTO ledger_block SELECT * FROM block");
    await connection.query("INSERT INTO ledger_entry SELECT * FROM entry");
    await connection.query("COMMIT");
    connection.release();
  });

  it("and it goes on once the database is as it was", async () => {
    assert.deepEqual(await appendBlock({ ledger: "main" }), {
      height: 2n,
      leafCount: 1,
      treeSize: 263n,
      isFull: false,
    });
    await assertSound(263);
  });
});
