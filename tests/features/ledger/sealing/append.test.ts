import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { encodeEntry } from "#lib/core/claim/entry.ts";
import { recordHash } from "#lib/core/claim/record.ts";
import { parseBlockHeader } from "#lib/core/log/block.ts";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import {
  countPending,
  findEntryOfEvidence,
  findLedgerHead,
  listBlocks,
  listEntries,
} from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger, originOf } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { rewriteHeaders } from "#tests/support/block-headers.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, assertSound, ownerPool, rewrite } from "#tests/support/ledger.ts";

// In order: each test continues the ledger of the one before.
describe("appending a block", () => {
  let organisation: MadeOrganisation;
  let owner: Pool;
  let recorded = 0;

  async function record(count: number) {
    recorded += count;
    return makeEvidence({ organisation, count });
  }

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  it("a ledger is made once, however many ask for it at the same time, with a signed empty checkpoint and an audit row", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureLedger("main", { format: 1 })));
    assert.equal(new Set(made.map((ledger) => ledger.verifierKey)).size, 1);
    const ledger = made[0]!;
    assert.equal(ledger.origin, originOf("main"));
    assert.equal(ledger.origin, "localhost:3000/ledger/main");
    const opened = openCheckpoint(ledger.emptyCheckpoint, parseVerifierKey(ledger.verifierKey)!);
    assert.ok("checkpoint" in opened);
    assert.equal(opened.checkpoint.size, 0n);
    assert.deepEqual(opened.checkpoint.root, treeRoot([]));
    const { rows } = await pool().query("SELECT actor, details FROM audit_event WHERE action = 'ledger.create'");
    assert.deepEqual(rows, [
      {
        actor: { kind: "worker" },
        details: { origin: ledger.origin, format: ledger.format, verifierKey: ledger.verifierKey },
      },
    ]);
  });

  it("no block is appended when nothing waits", async () => {
    organisation = await makeOrganisation();
    assert.equal(await appendBlock({ ledger: "main" }), undefined);
    assert.equal((await findLedgerHead("main"))?.block, undefined);
    await assertSound(0);
  });

  it("what waits becomes one block, in the order in which it was recorded, under a checkpoint over its root", async () => {
    const made = await record(5);
    assert.equal(await countPending("main"), 5);
    assert.deepEqual(await appendBlock({ ledger: "main" }), { height: 0n, leafCount: 5, treeSize: 5n, isFull: false });
    assert.equal(await countPending("main"), 0);
    const entries = await listEntries({ ledger: "main", from: 0n, limit: 10 });
    assert.deepEqual(
      entries.map((entry) => entry.evidenceId),
      made.map((evidence) => evidence.id),
    );
    const { rows } = await pool().query("SELECT type, record FROM evidence_whole ORDER BY sequence");
    const leaves = rows.map(({ type, record }) => leafHash(encodeEntry({ type, recordHash: recordHash(record) })));
    const head = (await findLedgerHead("main"))!;
    assert.equal(toHex(head.block!.root), toHex(treeRoot(leaves)));
    const opened = openCheckpoint(head.checkpoint, parseVerifierKey(head.ledger.verifierKey)!);
    assert.ok("checkpoint" in opened);
    assert.equal(opened.checkpoint.size, 5n);
    assert.equal(toHex(opened.checkpoint.root), toHex(treeRoot(leaves)));
    await assertSound(recorded);
  });

  it("the next block continues the last: index, previous hash, root over everything", async () => {
    const [evidence] = await record(1);
    assert.deepEqual(await appendBlock({ ledger: "main" }), { height: 1n, leafCount: 1, treeSize: 6n, isFull: false });
    const [last, first] = await listBlocks({ ledger: "main", limit: 10 });
    assert.equal(toHex(last!.previous), toHex(first!.hash));
    assert.equal(parseBlockHeader(last!.header)?.firstIndex, 5n);
    assert.equal((await findEntryOfEvidence(evidence!.id))?.index, 5n);
    await assertSound(recorded);
  });

  it("more than BLOCK_LEAVES_MAX becomes several blocks, across tile boundaries", async () => {
    await record(2 * env.BLOCK_LEAVES_MAX + 7);
    assert.equal(await appendAll(), 3);
    const blocks = await listBlocks({ ledger: "main", limit: 3 });
    assert.deepEqual(
      blocks.map((block) => block.leafCount),
      [7, env.BLOCK_LEAVES_MAX, env.BLOCK_LEAVES_MAX],
    );
    await assertSound(recorded);
  });

  it("a block of the size of a tile, and one leaf more, leave the right edge", async () => {
    const { treeSize } = (await findLedgerHead("main"))!;
    for (const count of [256 - Number(treeSize % 256n), 256, 1, 255, 1]) {
      await record(count);
      await appendAll();
      await assertSound(recorded);
    }
  });

  it("evidence whose transaction commits late, after higher numbers were anchored, is anchored by the next block", async () => {
    const slow = await pool().connect();
    await slow.query("BEGIN");
    const [late] = await makeEvidence({ organisation, count: 1, on: slow });
    const [early] = await record(1);
    await appendAll();
    assert.ok(await findEntryOfEvidence(early!.id));
    assert.equal(await findEntryOfEvidence(late!.id), undefined);
    await slow.query("COMMIT");
    slow.release();
    recorded += 1;
    await appendAll();
    const [lateEntry, earlyEntry] = [await findEntryOfEvidence(late!.id), await findEntryOfEvidence(early!.id)];
    assert.ok(lateEntry!.index > earlyEntry!.index);
    const { rows } = await pool().query("SELECT id FROM evidence WHERE id = ANY ($1) ORDER BY sequence", [
      [late!.id, early!.id],
    ]);
    assert.equal(rows[0].id, late!.id, "the late one had the lower number");
    await assertSound(recorded);
  });

  it("each ledger has its own key, blocks and indexes", async () => {
    const other = await ensureLedger("other");
    const elsewhere = await makeOrganisation({ ledger: "other", name: "Elsewhere" });
    await makeEvidence({ organisation: elsewhere, count: 3 });
    // Three records, and behind them the header, since it is of the format of new ledgers.
    assert.deepEqual(await appendBlock({ ledger: "other" }), { height: 0n, leafCount: 3, treeSize: 4n, isFull: false });
    assert.equal(await appendBlock({ ledger: "main" }), undefined);
    assert.notEqual(other.verifierKey, (await findLedgerHead("main"))!.ledger.verifierKey);
    await rewrite(owner, "DELETE FROM ledger_entry WHERE ledger = 'other'");
    await rewrite(owner, "DELETE FROM evidence WHERE ledger = 'other'");
  });

  it("a clock that was set back does not make a block earlier than the last", async () => {
    const { height, time } = (await findLedgerHead("main"))!.block!;
    const future = "2100-01-01T00:00:00.000Z";
    const setTime = async (to: string) => {
      await rewriteHeaders(owner, { sign: true, change: (block) => (block.height === height ? { time: to } : {}) });
      rmSync(join(testFolder, "last-signed"), { recursive: true });
      rememberSigned((await findLedgerHead("main"))!.checkpoint);
    };
    await setTime(future);
    await record(1);
    await appendAll();
    assert.equal((await findLedgerHead("main"))!.block!.time.toISOString(), future);
    await setTime(time.toISOString());
    await assertSound(recorded);
  });

  it("the signing key is stored sealed: neither the database nor the folder holds the seed in the clear", async () => {
    const { rows } = await pool().query("SELECT signing_key FROM ledger_key WHERE ledger = 'main'");
    const sealed: Buffer = rows[0].signing_key;
    assert.equal(sealed.length, 12 + 32 + 16);
    const secret = Buffer.from(readFileSync(join(testFolder, "secret.key"), "utf8").trim(), "base64");
    assert.equal(secret.length, 32);
    assert.ok(!sealed.includes(secret));
  });
});
