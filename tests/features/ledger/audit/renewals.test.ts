/** The audit reckons renewals anew: whatever of one was rewritten is named. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { renewLedger } from "#lib/features/evidence/renewal/verbs/renew.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";

const actor = { kind: "operator" } as const;

describe("the audit of renewals", { skip: OPENSSL_MISSING }, () => {
  let owner: Pool;
  let tsa: Awaited<ReturnType<typeof startTsa>>;
  const find = async () => {
    const { finding } = await auditLedger({ ledger: "main" });
    return finding && `${finding.check} ${finding.table}.${finding.column}`;
  };
  /** Rewrites a column, audits, and writes back what was there. */
  async function changed(
    table: string,
    column: string,
    value: string,
    where = "number = 1",
  ): Promise<string | undefined> {
    const { rows } = await pool().query(`SELECT ${column} AS was FROM ${table} WHERE ${where}`);
    await rewrite(owner, `UPDATE ${table} SET ${column} = ${value} WHERE ${where}`);
    const found = await find();
    await rewrite(owner, `UPDATE ${table} SET ${column} = $1 WHERE ${where}`, [rows[0].was]);
    return found;
  }

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
    tsa = await startTsa({});
    const { url, tsa: own } = tsa;
    const authorities = [{ name: "a", url, anchors: [own.ca], pem: "", timeoutMs: 5_000, active: true }];
    const organisation = await makeOrganisation();
    for (const count of [700, 20]) {
      await makeEvidence({ organisation, count });
      await appendAll();
      await renewLedger({ actor, ledger: "main", newest: false, authorities });
      await appendAll();
    }
  });
  after(async () => {
    await tsa?.stop();
    await owner.end();
    await dropTestDatabase();
  });

  it("finds nothing in those that are right", async () => assert.equal(await find(), undefined));

  it("names a leaf, a digest, a node, a tile that is missing", async () => {
    const flip = (column: string) => `set_byte(${column}, 40, get_byte(${column}, 40) # 1)`;
    const tile = "ledger_renewal_tile";
    assert.equal(
      await changed(tile, "hashes", flip("hashes"), "number = 1 AND level = 0 AND index = 1"),
      `renewal ${tile}.hashes`,
    );
    assert.equal(
      await changed(tile, "details", flip("details"), "number = 2 AND level = 0 AND index = 0"),
      `renewal ${tile}.details`,
    );
    const content = "set_byte(details, 0, 1)";
    assert.equal(
      await changed(tile, "contents", content, "number = 1 AND level = 0 AND index = 0"),
      `renewal ${tile}.hashes`,
    );
    assert.equal(await changed(tile, "hashes", flip("hashes"), "number = 1 AND level = 1"), `renewal ${tile}.hashes`);
    assert.equal(
      await changed(tile, "root", "sha256(root)", "number = 1 AND level = 0 AND index = 0"),
      `renewal ${tile}.root`,
    );
    const gone = "number = 2 AND level = 0 AND index = 2";
    await rewrite(owner, `UPDATE ${tile} SET number = 9 WHERE ${gone}`);
    assert.equal(await find(), `renewal ${tile}.hashes`);
    await rewrite(owner, `UPDATE ${tile} SET number = 2 WHERE number = 9`);
  });

  it("names what was bound of the time before, the statement, its record and its timestamps", async () => {
    const pin = "ledger_renewal_checkpoint";
    assert.equal(await changed(pin, "digest", "sha256(digest)", "height = 0"), `renewal ${pin}.digest`);
    assert.equal(await changed(pin, "size", "size - 1", "height = 0"), `renewal ${pin}.size`);
    const statement = "ledger_renewal_statement";
    const other = "replace(statement, E'\\n1\\nsha3-256', E'\\n2\\nsha3-256')";
    assert.equal(await changed(statement, "statement", other), `renewal ${statement}.statement`);
    const stamp = "ledger_renewal_stamp";
    assert.equal(await changed(stamp, "time", "time + interval '1 second'"), `renewal ${stamp}.time`);
    assert.match((await changed(stamp, "token", "set_byte(token, 200, get_byte(token, 200) # 1)")) ?? "", /^renewal/);
    const record = "ledger_renewal_record";
    const id = "(SELECT id FROM evidence ORDER BY id LIMIT 1)";
    assert.equal(await changed(record, "evidence_id", id), `renewal ${record}.evidence_id`);
    assert.equal(await find(), undefined, "and everything is as it was");
  });
});
