import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { encodeRecord, parseRecord } from "#lib/core/claim/record.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { signatureLine } from "#lib/core/log/note.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { readSince, type Since } from "#lib/features/ledger/audit/checks/since.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { findLedgerHead, listEntries } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { createLedgerKey, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";

/** The record that is rewritten, and one from a later block. */
const REWRITTEN = 120n;
const LATER = 350n;
const ENTRIES = 400;

describe("the audit with something handed out earlier", () => {
  let owner: Pool;
  let empty: Uint8Array;
  let early: Uint8Array;
  let checkpoint: Uint8Array;
  let proof: Uint8Array;
  let receipt: Uint8Array;
  let laterReceipt: Uint8Array;
  let pdf: Uint8Array;
  let waiting: Uint8Array;

  async function receiptOf(index: bigint) {
    const [entry] = await listEntries({ ledger: "main", from: index, limit: 1 });
    return (await buildReceipt({ evidenceId: entry!.evidenceId! }))!;
  }

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    empty = utf8((await ensureLedger("main", { format: 1 })).emptyCheckpoint);
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 100 });
    await appendAll();
    early = utf8((await findLedgerHead("main"))!.checkpoint);
    await makeEvidence({ organisation, count: ENTRIES - 100 });
    await appendAll();
    checkpoint = utf8((await findLedgerHead("main"))!.checkpoint);
    const built = await receiptOf(REWRITTEN);
    receipt = built.json;
    proof = utf8(built.proof!);
    laterReceipt = (await receiptOf(LATER)).json;
    const signer = await openLedgerSigner("main");
    const sign = (text: string) => signatureLine({ ...signer.key, signature: signer.sign(utf8(text)) });
    pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl: "http://localhost:3000", sign });
    const [last] = await makeEvidence({ organisation, count: 10 });
    waiting = (await buildReceipt({ evidenceId: last!.id }))!.json;
    await appendAll();
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function read(bytes: Uint8Array): Promise<Since> {
    const since = await readSince(bytes);
    assert.ok(!("failed" in since), "failed" in since ? since.failed : "");
    return since;
  }
  const audit = async (bytes: Uint8Array) => await auditLedger({ ledger: "main", since: await read(bytes) });

  it("tells checkpoints, proofs and receipts apart, and shows that the ledger still contains them", async () => {
    const expected = [
      [empty, { kind: "checkpoint", size: 0, index: undefined }],
      [early, { kind: "checkpoint", size: 100, index: undefined }],
      [checkpoint, { kind: "checkpoint", size: 400, index: undefined }],
      [proof, { kind: "proof", size: 400, index: 120 }],
      [receipt, { kind: "receipt", size: 400, index: 120 }],
      [pdf, { kind: "receipt", size: 400, index: 120 }],
      [laterReceipt, { kind: "receipt", size: 400, index: 350 }],
    ] as const;
    for (const [bytes, since] of expected) {
      const report = await audit(bytes);
      assert.equal(report.finding, undefined);
      assert.deepEqual(report.since, since);
    }
  });

  it("refuses what is none of them, what is not anchored, and what is damaged in itself", async () => {
    for (const text of ["", "{}", "hello\n", "%PDF-1.7\n", "c2sp.org/tlog-proof@v1\nindex x\n\n", "\xff"]) {
      assert.deepEqual(await readSince(Buffer.from(text, "latin1")), { failed: "unreadable" });
    }
    assert.deepEqual(await readSince(waiting), { failed: "not_anchored" });
    const damaged = Buffer.from(Buffer.from(receipt).toString().replace("Blue", "Glue"));
    assert.deepEqual(await readSince(damaged), { failed: "not_intact", step: "record" });
  });

  it("says when the ledger is shorter, has another origin, or another key", async () => {
    const signer = await openLedgerSigner("main");
    const origin = signer.key.name;
    const root = new Uint8Array(32);
    const longer = await audit(utf8(signNote(signer, formatCheckpoint({ origin, size: 411n, root }))));
    assert.deepEqual(longer.finding, {
      check: "since",
      table: "ledger_block",
      key: { ledger: "main" },
      column: "tree_size",
      expected: "411 or more",
      found: "410",
    });
    for (const [name, column] of [
      ["elsewhere/ledger/main", "origin"],
      [origin, "verifier_key"],
    ] as const) {
      const other = createLedgerKey({ ledger: "main", origin: name }).signer;
      const { finding } = await audit(utf8(signNote(other, formatCheckpoint({ origin: name, size: 100n, root }))));
      assert.equal(finding?.check, "since");
      assert.equal(finding?.column, column);
    }
  });

  it("refuses a proof that proves nothing: of an index outside of the tree, or with a path that leads nowhere", async () => {
    const text = Buffer.from(proof).toString();
    const { hashes } = (await read(proof)).proof!;
    const more = `${"A".repeat(43)}=\n`;
    const last = `${toBase64(hashes.at(-1)!)}\n`;
    const nothing = [
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${Buffer.from(empty)}`,
      text.replace("index 120", "index 400"),
      text.replace("index 120", "index 4000000000"),
      text.replace(last, `${last}${more}`),
      text.replace(last, ""),
    ];
    for (const one of nothing) {
      assert.notEqual(one, text);
      assert.deepEqual(await readSince(utf8(one)), { failed: "not_intact", step: "inclusion" });
    }
  });

  it("an empty tree that the real key signed with another root is not where the ledger began", async () => {
    const signer = await openLedgerSigner("main");
    const origin = signer.key.name;
    const { finding } = await audit(
      utf8(signNote(signer, formatCheckpoint({ origin, size: 0n, root: new Uint8Array(32) }))),
    );
    assert.equal(`${finding?.check} ${finding?.column}`, "since root");
    assert.deepEqual(finding?.key, { ledger: "main", size: "0" });
  });

  it("a checkpoint that the real key signed over another tree is not contained in the ledger", async () => {
    const signer = await openLedgerSigner("main");
    const forked = formatCheckpoint({ origin: signer.key.name, size: 250n, root: new Uint8Array(32) });
    const { finding } = await audit(utf8(signNote(signer, forked)));
    assert.equal(finding?.check, "since");
    assert.deepEqual(finding?.key, { ledger: "main", size: "250" });
  });

  it("a whole fork, rebuilt and signed with the real key, passes a plain audit and is caught by what was handed out", async () => {
    await rebuildWithOneRecordChanged(owner);
    const plain = await auditLedger({ ledger: "main" });
    assert.equal(plain.finding, undefined, "the fork is consistent in itself");
    assert.equal(plain.counts.entries, 410);

    assert.equal((await audit(early)).finding?.column, "tree_size", "its entries are the same, its block is not there");
    for (const bytes of [checkpoint, proof, laterReceipt]) {
      const { finding } = await audit(bytes);
      assert.equal(finding?.check, "since");
      assert.equal(finding?.column, "root");
      assert.deepEqual(finding?.key, { ledger: "main", size: "400" });
    }
    for (const bytes of [receipt, pdf]) {
      const { finding } = await audit(bytes);
      assert.equal(finding?.check, "since");
      assert.equal(finding?.column, "leaf_hash");
      assert.deepEqual(finding?.key, { ledger: "main", index: String(REWRITTEN) });
    }
  });

  /** What a superuser who also holds the secret can do: another digest in one record, and everything after it again. */
  async function rebuildWithOneRecordChanged(superuser: Pool): Promise<void> {
    const { rows } = await pool().query(
      "SELECT v.id, v.record FROM ledger_entry e JOIN evidence v ON v.id = e.evidence_id WHERE e.index = $1",
      [REWRITTEN],
    );
    const record = parseRecord(rows[0].record.toString())!;
    const digest = sha256(utf8("forged"));
    const forged = encodeRecord({ ...record, digests: { sha256: toBase64(digest) } });
    await rewrite(superuser, "UPDATE evidence SET record = $1, sha256 = $2 WHERE id = $3", [
      forged,
      digest,
      rows[0].id,
    ]);
    for (const table of ["ledger_entry", "ledger_node", "ledger_block"])
      await rewrite(superuser, `DELETE FROM ${table}`);
    await rewrite(superuser, "INSERT INTO ledger_pending SELECT ledger, sequence, id FROM evidence");
    await assert.rejects(() => appendBlock({ ledger: "main" }), /would fork the ledger/, "the installation remembers");
    rmSync(join(testFolder, "last-signed"), { recursive: true });
    await appendAll();
  }
});
