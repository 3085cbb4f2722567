import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { blockLine, findBlockLine } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { readSince, type Since } from "#lib/features/ledger/audit/checks/since.ts";
import { CLOCK_SLACK_MS } from "#lib/features/ledger/audit/checks/walk.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { findLedgerHead, listBlocks, listEntries } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { rewriteHeaders } from "#tests/support/block-headers.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const SAVED = ["ledger_block", "ledger_entry"];
const later = (time: string, milliseconds: number) => new Date(Date.parse(time) + milliseconds).toISOString();

describe("bounds and times of blocks are signed", () => {
  let owner: Pool;
  let receipt: Uint8Array;
  let checkpoint: Uint8Array;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 1 });
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 610 });
    await appendAll();
    checkpoint = utf8((await findLedgerHead("main"))!.checkpoint);
    const [entry] = await listEntries({ ledger: "main", from: 350n, limit: 1 });
    receipt = (await buildReceipt({ evidenceId: entry!.evidenceId! }))!.json;
    await makeEvidence({ organisation, count: 1 });
    for (const table of SAVED) await owner.query(`CREATE TABLE saved_${table} AS SELECT * FROM ${table}`);
  });
  beforeEach(async () => {
    for (const table of SAVED.toReversed()) await rewrite(owner, `DELETE FROM ${table}`);
    for (const table of SAVED) await rewrite(owner, `INSERT INTO ${table} SELECT * FROM saved_${table}`);
    assert.equal(await auditFinding(), undefined);
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function findSince(bytes: Uint8Array) {
    const since = (await readSince(bytes)) as Since;
    assert.ok(!("failed" in since));
    return (await auditLedger({ ledger: "main", since })).finding;
  }

  /** Two blocks become one, as if the first of them had never been. */
  async function mergeLastBlocks(sign: boolean): Promise<void> {
    await rewrite(owner, "DELETE FROM ledger_block WHERE height = 1");
    await rewrite(owner, "UPDATE ledger_entry SET block_height = 1 WHERE block_height = 2");
    const merged = { height: 1n, firstIndex: 300n, leafCount: 310 };
    await rewriteHeaders(owner, { sign, change: ({ height }) => (height === 2n ? merged : {}) });
  }

  it("each checkpoint names its block, and receipts that carry it verify", async () => {
    for (const block of await listBlocks({ ledger: "main", limit: 10 })) {
      const stated = parseCheckpoint(parseNote(block.checkpoint)!.text)!;
      assert.deepEqual(stated.extensions, [blockLine(block.hash)]);
      assert.equal(findBlockLine(stated), blockLine(block.hash));
    }
    assert.equal(verifyReceipt({ receipt }).verdict, "issuer_unproven");
    const { emptyCheckpoint } = (await findLedgerHead("main"))!.ledger;
    assert.deepEqual(parseCheckpoint(parseNote(emptyCheckpoint)!.text)?.extensions, []);
  });

  it("without the key, times rewritten consistently in every header are found, and nothing is signed on top", async () => {
    await rewriteHeaders(owner, { sign: false, change: ({ time }) => ({ time: later(time, 3_600_000) }) });
    const finding = await auditFinding();
    assert.equal(finding?.check, "checkpoint");
    assert.deepEqual(finding?.key, { ledger: "main", height: "0" });
    await assert.rejects(() => appendBlock({ ledger: "main" }), /not the one that its checkpoint names/);
  });

  it("without the key, two blocks made one are found, and nothing is signed on top", async () => {
    await mergeLastBlocks(false);
    const finding = await auditFinding();
    assert.equal(finding?.check, "checkpoint");
    assert.deepEqual(finding?.key, { ledger: "main", height: "1" });
    await assert.rejects(() => appendBlock({ ledger: "main" }), /not the one that its checkpoint names/);
  });

  it("nothing is signed on top of a last block whose columns are not those of its header", async () => {
    for (const change of ["time = time + interval '1 year'", "height = 7", "hash = sha256('x'), header = 'x'"]) {
      await owner.query("ALTER TABLE ledger_block DROP CONSTRAINT IF EXISTS ledger_block_hash_check");
      await rewrite(owner, `UPDATE ledger_block SET ${change} WHERE height = 2`);
      await assert.rejects(() => appendBlock({ ledger: "main" }), /is not the one|does not state its columns/, change);
      await rewrite(owner, "DELETE FROM ledger_block");
      await rewrite(owner, "INSERT INTO ledger_block SELECT * FROM saved_ledger_block");
    }
  });

  it("with the key, other times pass a plain audit and are caught by what was handed out, and by the installation", async () => {
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, 1) }) });
    assert.equal(await auditFinding(), undefined);
    for (const bytes of [receipt, checkpoint]) {
      const finding = await findSince(bytes);
      assert.equal(`${finding?.check} ${finding?.table}.${finding?.column}`, "since ledger_block.hash");
    }
    await assert.rejects(() => appendBlock({ ledger: "main" }), /would fork the ledger/);
  });

  it("with the key, other bounds pass a plain audit and are caught by what was handed out", async () => {
    const [entry] = await listEntries({ ledger: "main", from: 599n, limit: 1 });
    const { proof } = (await buildReceipt({ evidenceId: entry!.evidenceId! }))!;
    const middle = utf8((await listBlocks({ ledger: "main", limit: 3 }))[1]!.checkpoint);
    await mergeLastBlocks(true);
    assert.equal(await auditFinding(), undefined);
    assert.equal((await findSince(checkpoint))?.column, "hash");
    const gone = await findSince(middle);
    assert.deepEqual(gone?.key, { ledger: "main", size: "600" });
    assert.equal(`${gone?.check} ${gone?.table}.${gone?.column}`, "since ledger_block.tree_size");
    assert.equal((await findSince(utf8(proof!)))?.check, "since");
  });

  it("a block is not earlier than its entries, beyond what clocks may differ, nor than the block before", async () => {
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, 60_000 - CLOCK_SLACK_MS) }) });
    assert.equal(await auditFinding(), undefined);
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, -120_000) }) });
    const early = await auditFinding();
    assert.equal(`${early?.check} ${early?.table}.${early?.column}`, "block ledger_block.time");
    assert.deepEqual(early?.key, { ledger: "main", height: "0" });
    await rewriteHeaders(owner, {
      sign: true,
      change: ({ time, height }) => ({ time: later(time, height === 2n ? 300_000 : 600_000) }),
    });
    const before = await auditFinding();
    assert.equal(`${before?.check} ${before?.table}.${before?.column}`, "block ledger_block.time");
    assert.deepEqual(before?.key, { ledger: "main", height: "2" });
  });

  it("and the ledger goes on once the headers are as they were signed", async () => {
    assert.deepEqual(await appendBlock({ ledger: "main" }), {
      height: 3n,
      leafCount: 1,
      treeSize: 611n,
      isFull: false,
    });
    assert.equal(await auditFinding(), undefined);
  });
});
