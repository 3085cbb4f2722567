/** The audit of a ledger whose blocks are in the tree: what it says of the tables whose checks differ there, after a superuser rewrote them. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool } from "#tests/support/ledger.ts";
import { auditAfter, where } from "./audit-rewritten.ts";
import { INDEX, REWRITINGS } from "./rewritings.ts";

/** Evidence, the ledger and what waits are checked by the code that ledgers of format 1 try. */
const TABLES = ["ledger_entry", "ledger_node", "ledger_block"];
/** Here each block has a leaf more, and its root is not the header's, which states the tree before itself. */
const ELSEWHERE: Record<string, string> = {
  "a block's root": `root ledger_block.root {"ledger":"main","height":"1"}`,
  "a deleted last block": `index ledger_entry.index {"ledger":"main","index":"602"}`,
};

describe("the audit of a ledger of format 2 names the first row that is wrong after a superuser rewrote it", () => {
  let owner: Pool;
  let evidenceId: string;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 2 });
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 804 });
    await appendAll();
    await makeEvidence({ organisation, count: 3 });
    const { rows } = await pool().query("SELECT evidence_id FROM ledger_entry WHERE index = $1", [INDEX]);
    evidenceId = rows[0].evidence_id;
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  it("nothing, when nothing was rewritten", async () => {
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.deepEqual([finding, counts.blocks, counts.headers], [undefined, 3, 3]);
  });

  for (const [name, table, sql, expected] of REWRITINGS.filter(([, table]) => TABLES.includes(table))) {
    it(`names ${name}, first and among all that is wrong`, async () => {
      await owner.query("ALTER TABLE ledger_block DROP CONSTRAINT IF EXISTS ledger_block_hash_check");
      const audit = { ledger: "main", all: true };
      const { finding, findings } = await auditAfter(owner, table, { sql, values: [evidenceId], audit });
      const wanted = ELSEWHERE[name] ?? expected(evidenceId);
      const found = where(finding);
      assert.ok(found.startsWith(wanted), `${found}, expected ${wanted}`);
      assert.ok(finding && findings.includes(finding));
    });
  }

  it("names a header that is not the block's own, wherever it stands", async () => {
    const { rows } = await pool().query<{ index: bigint }>(
      "SELECT index FROM ledger_entry WHERE evidence_id IS NULL ORDER BY index",
    );
    assert.deepEqual(
      rows.map(({ index }) => Number(index)),
      [300, 601, 806],
    );
    for (const { index } of rows) {
      const sql = `UPDATE ledger_entry SET entry = entry || 'x', leaf_hash = sha256('\\x00'::bytea || entry || 'x') WHERE index = ${index}`;
      const { finding } = await auditAfter(owner, "ledger_entry", { sql });
      assert.match(where(finding), new RegExp(`ledger_entry\\.entry .*"index":"${index}"`));
    }
  });
});
