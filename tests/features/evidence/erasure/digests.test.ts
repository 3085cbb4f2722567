/** Records of digests, which are kept as columns, are erased as those are that are kept as bytes. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { whole } from "#lib/gate/reach.ts";
import { appendAll, auditFinding, ownerPool } from "#tests/support/ledger.ts";
import { closeTwo, openTwo, ours, post } from "#tests/support/two-organisations.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { dump } from "./dump.ts";

before(openTwo);
after(closeTwo);

describe("a record of a digest", () => {
  it("is erased with its name, fields and salt, and its record stays byte for byte", async () => {
    const words = ["maulbeere", "schlehe"].map((word) => `${word}-${randomUUID().slice(0, 8)}`) as [string, string];
    const { body } = await post({
      ...{ sha256: "77".repeat(32), name: words[0], mediaType: "text/plain", sm3: "78".repeat(32) },
      fields: { case: { type: "text", value: words[1] } },
    });
    const { id } = body;
    await appendAll();
    const handedOut = (await buildReceipt({ evidenceId: id, reach: whole(ours.id) }))!.json;
    const before = await findWhole(id);
    assert.equal(before.form === null, false);
    await eraseEvidence({ actor: ours.owner, evidenceId: id, reason: "asked by the person" });
    const text = await dump();
    for (const word of [...words, Buffer.from(before.kept.salt!).toString("latin1")])
      assert.equal(text.includes(word), false, word);
    const erased = await findWhole(id);
    assert.deepEqual([erased.record, erased.details.length, erased.form], [before.record, 0, before.form]);
    assert.deepEqual(Buffer.from(erased.kept.digest!), createHash("sha256").update(before.details).digest());
    assert.equal((await checkReceipt({ receipt: handedOut })).verdict, "valid");
    await appendAll();
    assert.equal(await auditFinding(), undefined);
  });

  it("is never given another record, nor other details, by being erased", async () => {
    const { body } = await post({ sha256: "79".repeat(32), name: "left alone" });
    const owner = ownerPool();
    const connection = await owner.connect();
    try {
      await connection.query("BEGIN");
      await connection.query("SET LOCAL sealbook.erasing = 'on'");
      await connection.query(
        "INSERT INTO evidence_erasure SELECT id, organisation_id, 'r', '{}', now(), sha256(''), NULL, false FROM evidence WHERE id = $1",
        [body.id],
      );
      const gone = "name = '', details = NULL, salt = NULL, media_type = NULL, fields = NULL";
      const isRefused = async (sql: string) => {
        await connection.query("SAVEPOINT tried");
        await assert.rejects(connection.query(sql, [body.id]), /append-only/, sql);
        await connection.query("ROLLBACK TO tried");
      };
      await isRefused("UPDATE evidence SET salt = sha256(salt) WHERE id = $1");
      await isRefused("UPDATE evidence SET record = 'other', form = NULL, salt = NULL WHERE id = $1");
      await isRefused(`UPDATE evidence_private SET ${gone}, digest = sha256('other') WHERE evidence_id = $1`);
      await isRefused("UPDATE evidence_private SET name = 'other' WHERE evidence_id = $1");
      await isRefused("DELETE FROM evidence_private WHERE evidence_id = $1");
    } finally {
      await connection.query("ROLLBACK");
      connection.release();
      await owner.end();
    }
  });
});
