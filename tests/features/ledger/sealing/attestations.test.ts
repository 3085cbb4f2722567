import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { encodeCosignature } from "#lib/core/log/checkpoint.ts";
import { parseNote, signatureLine } from "#lib/core/log/note.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { makeTsa, OPENSSL_MISSING } from "#tests/support/tsa.ts";

const SECOND = 1_790_000_000n;
describe("the audit reads what witnesses and time-stamping authorities said", () => {
  let owner: Pool;
  let text: string;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 1 });
    await makeEvidence({ organisation: await makeOrganisation(), count: 3 });
    await appendAll();
    text = parseNote((await findLedgerHead("main"))!.checkpoint)!.text;
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  /** Audits with a row, and takes it away again. */
  async function find(table: string, values: unknown[]): Promise<string> {
    const places = values.map((_, at) => `$${at + 1}`).join(", ");
    await rewrite(owner, `INSERT INTO ${table} VALUES (${places})`, values);
    const finding = await auditFinding();
    await rewrite(owner, `DELETE FROM ${table}`);
    return finding ? `${finding.check} ${finding.table}.${finding.column}` : "nothing";
  }

  const line = ({ name = "w.example", time = SECOND, length = 64 } = {}) =>
    signatureLine({
      name,
      keyId: new Uint8Array(4).fill(7),
      signature: encodeCosignature(time, new Uint8Array(length)),
    }).trimEnd();
  const at = new Date(Number(SECOND) * 1_000);
  const cosignature = (given: unknown[]) => find("block_cosignature", ["main", ...given]);

  it("a cosignature that cannot be read, or says something else than its columns, is named", async () => {
    assert.equal(await cosignature([0, "w.example", line(), at]), "nothing");
    const bad = ["", "line", `${line()}\n`, line({ length: 63 }), line().slice(2)];
    for (const wrong of bad) {
      assert.equal(await cosignature([0, "w.example", wrong, at]), "cosignature block_cosignature.line", wrong);
    }
    const foreign = `${line()}\n${line({ name: "x" })}`;
    assert.equal(await cosignature([0, "w.example", foreign, at]), "cosignature block_cosignature.witness");
    assert.equal(await cosignature([0, "v.example", line(), at]), "cosignature block_cosignature.witness");
    for (const time of [new Date(Number(at) + 1_000), "infinity"]) {
      assert.equal(await cosignature([0, "w.example", line(), time]), "cosignature block_cosignature.signed_at");
    }
    const never = [0, "w.example", line({ time: 0n }), new Date(0)];
    assert.equal(await cosignature(never), "cosignature block_cosignature.signed_at");
    assert.equal(await cosignature([9, "w.example", line(), at]), "cosignature block_cosignature.height");
    const stray = ["gone", 0, "w.example", line(), at];
    assert.equal(await find("block_cosignature", stray), "ledger block_cosignature.ledger");
  });

  it("a time-stamp that is no token, of another text or time, or not as its authority signed it, is named", {
    skip: OPENSSL_MISSING,
  }, async () => {
    const tsa = await makeTsa();
    const timestamp = (bytes: Uint8Array, time: unknown, height = 0) =>
      find("block_timestamp", ["main", height, "tsa", bytes, time]);
    const good = await tsa.stamp(text);
    const checked = await checkTimestampToken({ token: good, imprint: sha256(utf8(text)) });
    assert.ok("time" in checked);
    const made = new Date(checked.time);
    assert.equal(await timestamp(good, made), "nothing");
    const bad = [
      new Uint8Array(0),
      Uint8Array.of(0),
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.alloc(1)]),
      await tsa.stamp(`${text}x`),
      // The last byte is in the signature.
      Uint8Array.from(good, (byte, index) => (index === good.length - 1 ? byte ^ 1 : byte)),
    ];
    for (const [index, wrong] of bad.entries()) {
      assert.equal(await timestamp(wrong, made), "timestamp block_timestamp.token", `${index}`);
    }
    for (const time of [new Date(Number(made) + 1), "-infinity"]) {
      assert.equal(await timestamp(good, time), "timestamp block_timestamp.time");
    }
    assert.equal(await timestamp(good, made, 9), "timestamp block_timestamp.height");
    for (let cut = 1; cut < good.length; cut += 97) {
      assert.equal(await timestamp(good.subarray(cut), made), "timestamp block_timestamp.token", `${cut}`);
    }
    tsa.remove();
  });

  it("each of many rows is read", async () => {
    const names = Array.from({ length: 1_203 }, (_, index) => `w${String(index).padStart(4, "0")}.example`);
    const insert = (wrong: string) =>
      owner.query(
        "INSERT INTO block_cosignature SELECT 'main', 0, w.name, w.line, $3 FROM unnest($1::text[], $2::text[]) AS w (name, line)",
        [names, names.map((name) => (name === wrong ? "line" : line({ name }))), at],
      );
    await insert("");
    assert.equal(await auditFinding(), undefined);
    await rewrite(owner, "DELETE FROM block_cosignature");
    await insert(names.at(-1)!);
    assert.equal((await auditFinding())?.key.witness, names.at(-1));
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM block_cosignature");
    assert.equal(rows[0].count, names.length);
    await rewrite(owner, "DELETE FROM block_cosignature");
  });
});
