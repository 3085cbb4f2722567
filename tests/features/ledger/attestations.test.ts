import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sha256, utf8 } from "#lib/core/bytes.ts";
import { encodeCosignature } from "#lib/core/checkpoint.ts";
import { parseNote, signatureLine } from "#lib/core/note.ts";
import { findLedgerHead } from "#lib/features/ledger/data.ts";
import { ensureLedger } from "#lib/features/ledger/mutations/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";

const SECOND = 1_790_000_000n;
const MADE = new Date("2026-11-22T10:11:12.345Z");

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
};
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const one = der(0x02, Uint8Array.of(1));
const SHA256 = "608648016503040201";

/** A TimeStampToken as RFC 3161 section 2.4.2 lays it out, with a signature of nobody. */
function token({ text, time = "20261122101112.345Z", algorithm = SHA256 }: Record<string, string>): Buffer {
  const imprint = der(0x30, der(0x30, oid(algorithm!), der(0x05)), der(0x04, sha256(utf8(text!))));
  const info = der(0x30, one, oid("2a0304"), imprint, one, der(0x18, Buffer.from(time)), der(0x01, Uint8Array.of(255)));
  const encapsulated = der(0x30, oid("2a864886f70d0109100104"), der(0xa0, der(0x04, info)));
  const signers = der(0x31, Buffer.alloc(300));
  const signedData = der(0x30, der(0x02, Uint8Array.of(3)), der(0x31), encapsulated, signers);
  return der(0x30, oid("2a864886f70d010702"), der(0xa0, signedData));
}

describe("the audit reads what witnesses and time-stamping authorities said", () => {
  let owner: Pool;
  let text: string;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
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
    const bad = ["", "line", `${line()}\n`, `${line()}\n${line({ name: "x" })}`, line({ length: 63 }), line().slice(2)];
    for (const wrong of bad) {
      assert.equal(await cosignature([0, "w.example", wrong, at]), "cosignature block_cosignature.line", wrong);
    }
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

  it("a time-stamp that cannot be read, is of another text, or another time than its column's, is named", async () => {
    const timestamp = (bytes: Uint8Array, time: unknown = MADE, height = 0) =>
      find("block_timestamp", ["main", height, "tsa", bytes, time]);
    const good = token({ text });
    assert.equal(await timestamp(good), "nothing");
    assert.equal(await timestamp(token({ text, time: "20261122101112.3456Z" })), "nothing");
    const bad = [
      Buffer.alloc(0),
      Buffer.from([0]),
      good.subarray(0, -1),
      Buffer.concat([good, Buffer.alloc(1)]),
      token({ text: `${text}x` }),
      token({ text, algorithm: "2b0e03021a" }),
      token({ text, time: "20261322101112Z" }),
      token({ text, time: "202611221011Z" }),
    ];
    for (const [index, wrong] of bad.entries()) {
      assert.equal(await timestamp(wrong), "timestamp block_timestamp.token", `${index}`);
    }
    for (const time of [new Date(Number(MADE) + 1), "-infinity"]) {
      assert.equal(await timestamp(good, time), "timestamp block_timestamp.time");
    }
    assert.equal(await timestamp(good, MADE, 9), "timestamp block_timestamp.height");
    // No byte in front of the signature may be cut, and none makes the reader stumble.
    for (let cut = 1; cut < good.length; cut += 7) {
      assert.equal(await timestamp(good.subarray(cut)), "timestamp block_timestamp.token", `${cut}`);
    }
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
