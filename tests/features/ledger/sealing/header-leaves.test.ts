/** A ledger of format 2: what its blocks say of themselves is signed because it is in the tree. */
import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { parseBlockHeader } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { rootBefore } from "#lib/core/log/root-before.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { readSince, type Since } from "#lib/features/ledger/audit/checks/since.ts";
import { CLOCK_SLACK_MS } from "#lib/features/ledger/audit/checks/walk.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { countAll, findLedgerHead, listBlocks, listEntries } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readInclusionProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { readEntryBundle } from "#lib/features/ledger/sealing/rows/tiles.ts";
import { headerIndexOf } from "#lib/features/ledger/sealing/types.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { rewriteHeaders } from "#tests/support/block-headers.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, auditFinding, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { verify } from "#tests/support/verify-bytes.ts";

const TABLES = ["ledger_block", "ledger_entry", "ledger_node"];
/** Blocks of 300, 300 and 11 records, each with its header. */
const SIZE = 614n;
const later = (time: string, milliseconds: number) => new Date(Date.parse(time) + milliseconds).toISOString();

describe("blocks inside the tree", () => {
  let owner: Pool;
  let receipt: Uint8Array;
  let checkpoint: Uint8Array;

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main", { format: 2 });
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 611 });
    await appendAll();
    checkpoint = utf8((await findLedgerHead("main"))!.checkpoint);
    const [entry] = await listEntries({ ledger: "main", from: 350n, limit: 1 });
    receipt = (await buildReceipt({ evidenceId: entry!.evidenceId! }))!.json;
    await makeEvidence({ organisation, count: 1 });
    for (const table of TABLES) await owner.query(`CREATE TABLE saved_${table} AS SELECT * FROM ${table}`);
  });
  beforeEach(async () => {
    await restore();
    assert.equal(await auditFinding(), undefined);
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function restore(): Promise<void> {
    for (const table of TABLES.toReversed()) await rewrite(owner, `DELETE FROM ${table}`);
    for (const table of TABLES) await rewrite(owner, `INSERT INTO ${table} SELECT * FROM saved_${table}`);
  }

  const blockOf = async (height: number) => (await listBlocks({ ledger: "main", limit: 10 })).at(-1 - height)!;

  async function findSince(bytes: Uint8Array) {
    const since = (await readSince(bytes)) as Since;
    assert.ok(!("failed" in since));
    return (await auditLedger({ ledger: "main", since })).finding;
  }

  it("the header is the last leaf of its block, states the tree before it, and no checkpoint has an extension line", async () => {
    let end = 0n;
    for (const block of (await listBlocks({ ledger: "main", limit: 10 })).reverse()) {
      const header = parseBlockHeader(block.header)!;
      const index = headerIndexOf(block)!;
      assert.deepEqual([header.format, header.firstIndex, header.treeSize], [2, end, index]);
      assert.equal(block.treeSize, index + 1n);
      const stated = parseCheckpoint(parseNote(block.checkpoint)!.text)!;
      assert.deepEqual([stated.size, stated.extensions], [block.treeSize, []]);
      const [leaf] = await listEntries({ ledger: "main", from: index, limit: 1 });
      assert.deepEqual([leaf!.evidenceId, toHex(leaf!.entry)], [null, toHex(block.header)]);
      const place = { index, size: SIZE, proof: await readInclusionProof({ ledger: "main", index, size: SIZE }) };
      const { root } = parseCheckpoint(parseNote((await findLedgerHead("main"))!.checkpoint)!.text)!;
      assert.ok(verifyInclusion({ ...place, leaf: leafHash(block.header), root }));
      assert.equal(toHex(rootBefore(place)!), toHex(header.root));
      end = block.treeSize;
    }
    assert.equal(end, SIZE);
    assert.deepEqual((await countAll()).entries, 611n, "figures count records");
  });

  it("bundles serve the header as the entry that it is", async () => {
    const bundle = await readEntryBundle({ ledger: "main", index: 1n, width: 256 });
    assert.ok(Buffer.from(bundle!).includes(Buffer.from((await blockOf(0)).header)));
  });

  it("a receipt carries its block's header with a path of its own, and says height and time", async () => {
    const { steps, facts } = await verify({ receipt });
    assert.deepEqual(
      steps.filter(({ name }) => name === "block").map(({ status }) => status),
      ["ok"],
    );
    const { height, time } = await blockOf(1);
    assert.deepEqual(facts?.block, { height: Number(height), time: time.toISOString() });
    assert.equal(facts?.treeSize, 602);
  });

  it("without the key, times rewritten in every header are found, whether or not the tree follows", async () => {
    const change = ({ time }: { time: string }) => ({ time: later(time, 3_600_000) });
    await rewriteHeaders(owner, { sign: false, regrow: false, change });
    const header = await auditFinding();
    assert.equal(`${header?.check} ${header?.table}.${header?.column}`, "entry ledger_entry.entry");
    assert.deepEqual(header?.key, { ledger: "main", index: "300" });
    await assert.rejects(() => appendBlock({ ledger: "main" }), /is not the last leaf of its tree/);
    await rewriteHeaders(owner, { sign: false, change });
    const grown = await auditFinding();
    assert.equal(`${grown?.check} ${grown?.column}`, "checkpoint checkpoint");
    assert.deepEqual(grown?.key, { ledger: "main", height: "0" });
    await assert.rejects(() => appendBlock({ ledger: "main" }), /do not hash to the root that was signed/);
  });

  it("without the key, a header leaf that gets evidence, or loses itself, is found by name", async () => {
    const finding = async (sql: string) => {
      await rewrite(owner, sql);
      const found = await auditFinding();
      return `${found?.check} ${found?.table}.${found?.column} ${found?.key.index ?? found?.key.height}`;
    };
    assert.equal(
      await finding("UPDATE ledger_entry SET evidence_id = gen_random_uuid() WHERE index = 300"),
      "entry ledger_entry.evidence_id 300",
    );
    await restore();
    assert.equal(
      await finding("UPDATE ledger_entry SET evidence_id = NULL WHERE index = 7"),
      "record ledger_entry.evidence_id 7",
    );
    await restore();
    assert.equal(await finding("DELETE FROM ledger_entry WHERE index = 601"), "index ledger_entry.index 601");
    await restore();
    assert.equal(
      await finding("UPDATE ledger_entry SET leaf_hash = sha256('x') WHERE index = 300"),
      "leaf ledger_entry.leaf_hash 300",
    );
  });

  it("without the key, a missing block is found, and nothing is signed on top", async () => {
    await rewrite(owner, "DELETE FROM ledger_block WHERE height = 1");
    const finding = await auditFinding();
    assert.equal(`${finding?.check} ${finding?.table}.${finding?.column}`, "block ledger_block.height");
    await restore();
    await rewrite(owner, "DELETE FROM ledger_block WHERE height = 2");
    assert.ok(await auditFinding());
    await assert.rejects(() => appendBlock({ ledger: "main" }), /would fork the ledger/);
  });

  it("nothing is signed on top of a last block whose columns are not those of its header", async () => {
    for (const change of ["time = time + interval '1 year'", "height = 7", "hash = sha256('x'), header = 'x'"]) {
      await owner.query("ALTER TABLE ledger_block DROP CONSTRAINT IF EXISTS ledger_block_hash_check");
      await rewrite(owner, `UPDATE ledger_block SET ${change} WHERE height = 2`);
      await assert.rejects(
        () => appendBlock({ ledger: "main" }),
        /is not the last leaf|does not state its columns/,
        change,
      );
      await restore();
    }
    await rewrite(owner, "UPDATE ledger SET format = 1 WHERE name = 'main'");
    await assert.rejects(() => appendBlock({ ledger: "main" }), /not the one that its checkpoint names/);
    assert.ok(await auditFinding());
    await rewrite(owner, "UPDATE ledger SET format = 2 WHERE name = 'main'");
  });

  it("a header that states another root of the tree before it is found, even signed with the key", async () => {
    const change = ({ height }: { height: bigint }) => (height === 2n ? { root: new Uint8Array(32).fill(7) } : {});
    await rewriteHeaders(owner, { sign: true, keepRoots: true, change });
    const finding = await auditFinding();
    assert.equal(`${finding?.check} ${finding?.table}.${finding?.column}`, "root ledger_block.header");
    assert.deepEqual(finding?.key, { ledger: "main", height: "2" });
    await assert.rejects(() => appendBlock({ ledger: "main" }), /is not the last leaf of its tree/);
  });

  it("with the key, other times pass a plain audit and are caught by what was handed out, and by the installation", async () => {
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, 1) }) });
    assert.equal(await auditFinding(), undefined);
    for (const bytes of [receipt, checkpoint]) {
      const finding = await findSince(bytes);
      assert.equal(`${finding?.check} ${finding?.table}.${finding?.column}`, "since ledger_entry.root");
    }
    await assert.rejects(() => appendBlock({ ledger: "main" }), /would fork the ledger/);
  });

  it("a block is not earlier than its entries, beyond what clocks may differ, nor than the block before", async () => {
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, 60_000 - CLOCK_SLACK_MS) }) });
    assert.equal(await auditFinding(), undefined);
    await rewriteHeaders(owner, { sign: true, change: ({ time }) => ({ time: later(time, -120_000) }) });
    const early = await auditFinding();
    assert.equal(`${early?.check} ${early?.table}.${early?.column}`, "block ledger_block.time");
    assert.deepEqual(early?.key, { ledger: "main", height: "0" });
    await restore();
    await rewriteHeaders(owner, {
      sign: true,
      change: ({ time, height }) => ({ time: later(time, height === 2n ? 300_000 : 600_000) }),
    });
    const before = await auditFinding();
    assert.equal(`${before?.check} ${before?.table}.${before?.column}`, "block ledger_block.time");
    assert.deepEqual(before?.key, { ledger: "main", height: "2" });
  });

  it("a header alone is nothing to append: an idle ledger does not grow", async () => {
    assert.deepEqual(await appendBlock({ ledger: "main" }), {
      height: 3n,
      leafCount: 1,
      treeSize: SIZE + 2n,
      isFull: false,
    });
    assert.equal(await auditFinding(), undefined);
    assert.equal(await appendBlock({ ledger: "main" }), undefined);
    assert.equal((await findLedgerHead("main"))!.treeSize, SIZE + 2n);
  });
});
