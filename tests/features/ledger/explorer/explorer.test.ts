/** The explorer's reads on a real ledger: what its pages state, their browser checks confirm. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { checkpointHolds, headerHolds } from "#components/explorer/block-check.ts";
import { walkInclusion } from "#components/explorer/inclusion-path.ts";
import { fromHex, toBase64 } from "#lib/core/text/bytes.ts";
import { findCommitments } from "#lib/features/evidence/records/rows/commitments.ts";
import { findSubmitters } from "#lib/features/evidence/records/rows/submitters.ts";
import {
  findSearched,
  loadBlock,
  loadCounts,
  loadEntry,
  loadExplorer,
  loadMissing,
} from "#lib/features/ledger/explorer/pages.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

/** More than one page of blocks; most entries are in one of them, for more than one page of entries. */
const BLOCKS = 30;
const ENTRIES = 300;
const BIGINT_MAX = 2n ** 63n - 1n;

// In order: the ledger is empty first.
describe("the explorer", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
  });
  after(() => dropTestDatabase());

  it("shows an empty ledger, with the signed root of the empty tree", async () => {
    const { head, blocks, older } = await loadExplorer(undefined);
    assert.equal(head.treeSize, "0");
    assert.equal(head.height, undefined);
    assert.match(head.root ?? "", /^e3b0c44298fc1c14/);
    assert.deepEqual([blocks, older], [[], undefined]);
    assert.deepEqual(await loadCounts(), { blocks: "0", entries: "0" });
    assert.equal(await loadBlock("0", undefined), undefined);
    assert.equal(await loadEntry("0"), undefined);
  });

  it("lists blocks newest first, page by page, without a gap", async () => {
    const organisation = await makeOrganisation();
    for (let made = 0; made < BLOCKS; made++) {
      await makeEvidence({ organisation, count: made === 1 ? ENTRIES - BLOCKS + 1 : 1 });
      await appendAll();
    }
    const { blocks: count, entries } = await loadCounts();
    assert.deepEqual([count, entries], [`${BLOCKS}`, `${ENTRIES}`]);
    const heights: string[] = [];
    let before: string | undefined;
    do {
      const page = await loadExplorer(before);
      heights.push(...page.blocks.map(({ height }) => height));
      before = page.older;
    } while (before !== undefined);
    assert.deepEqual(
      heights,
      Array.from({ length: Number(count) }, (_, at) => `${Number(count) - 1 - at}`),
    );
  });

  it("shows blocks and entries that a browser can confirm, and every entry of a block once", async () => {
    const seen: string[] = [];
    for (let height: string | undefined = "0"; height !== undefined; ) {
      let from: string | undefined;
      let next: string | undefined;
      do {
        const page = await loadBlock(height, from);
        assert.ok(page);
        const claims = page.block;
        assert.ok(headerHolds(claims) && (await checkpointHolds(claims)));
        assert.ok(!headerHolds({ ...claims, header: claims.header.replace("v1", "v2") }));
        assert.ok(!(await checkpointHolds({ ...claims, treeSize: "1000000" })));
        assert.ok(!(await checkpointHolds({ ...claims, root: page.block.hash })));
        seen.push(...page.entries.map(({ index }) => index));
        from = page.moreFrom;
        next = page.next;
      } while (from !== undefined);
      height = next;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: ENTRIES }, (_, at) => `${at}`),
    );
    for (const index of ["0", "1", "149", "255", "256", "299"]) {
      const page = await loadEntry(index);
      assert.ok(page);
      const { entry, block, proof } = page;
      const path = walkInclusion({ leaf: entry.leaf, index, size: block.treeSize, proof, root: block.root });
      assert.ok(path?.reachesRoot, index);
      assert.ok(!("evidenceId" in entry)); // the ledger names no record
    }
  });

  it("finds by height, entry, hash, root and record id, and nothing by anything else", async () => {
    const page = await loadBlock("1", undefined);
    assert.ok(page);
    const { hash, root } = page.block;
    const id = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c";
    const found: [string, string | undefined][] = [
      ["1", "/explorer/blocks/1"],
      [" #1 ", "/explorer/blocks/1"],
      ["block 1", "/explorer/blocks/1"],
      ["Block #1", "/explorer/blocks/1"],
      ["区块 1", "/explorer/blocks/1"],
      ["区块１", "/explorer/blocks/1"],
      ["＃1", "/explorer/blocks/1"],
      ["entry:7", "/explorer/entries/7"],
      ["entry 7", "/explorer/entries/7"],
      ["Entry #7", "/explorer/entries/7"],
      ["条目 7", "/explorer/entries/7"],
      ["条目：7", "/explorer/entries/7"],
      ["第 7 号条目", "/explorer/entries/7"],
      ["第1号区块", "/explorer/blocks/1"],
      [hash, "/explorer/blocks/1"],
      [root.toUpperCase().replaceAll(/(.{8})/g, "$1 "), "/explorer/blocks/1"],
      [toBase64(fromHex(root) ?? new Uint8Array()), "/explorer/blocks/1"],
      [id.toUpperCase(), `/v/${id}`],
      ["99999", undefined],
      ["block 99,999", undefined],
      ["entry:99999", undefined],
      ["block", undefined],
      ["block 1 2", undefined],
      ["第 7 号", undefined],
      ["block 1.5", undefined],
      [`${BIGINT_MAX + 1n}`, undefined],
      ["ff".repeat(32), undefined],
      ["-1", undefined],
      ["01", undefined],
      ["\0", undefined],
      ["//evil.example", undefined],
      ["x".repeat(100_000), undefined],
    ];
    for (const [query, path] of found) assert.equal(await findSearched(query), path, query.slice(0, 80));
  });

  it("says how many there are of what was named by a number that nothing has", async () => {
    const { blocks, entries } = await loadCounts();
    assert.deepEqual(await loadMissing("block 99,999"), { what: "block", digits: "99999", count: blocks });
    assert.deepEqual(await loadMissing("条目 99999"), { what: "entry", digits: "99999", count: entries });
    assert.equal(await loadMissing("ff".repeat(32)), undefined);
  });

  it("takes numbers that the ledger cannot have for missing pages", async () => {
    for (const text of ["-1", "1.0", "01", "1e3", "x", "", `${BIGINT_MAX}`, `${BIGINT_MAX + 1n}`, "9".repeat(50)]) {
      assert.equal(await loadBlock(text, undefined), undefined, text);
      assert.equal(await loadEntry(text), undefined, text);
    }
    assert.ok(await loadBlock("0", "99999999999999999999"));
    assert.ok((await loadExplorer("nonsense")).blocks.length > 0);
  });

  it("tells an organisation nothing about another one's evidence", async () => {
    const [mine, theirs] = [await makeOrganisation(), await makeOrganisation({ name: "Another" })];
    const [evidence] = await makeEvidence({ organisation: mine, count: 1 });
    assert.ok(evidence);
    await appendAll();
    const [own, other] = [mine.id as OrganisationId, theirs.id as OrganisationId];
    const commitments = await findCommitments(whole(own), evidence.id);
    assert.equal(commitments?.organisation, mine.name);
    assert.ok(commitments.anchoredAt);
    assert.equal(await findCommitments(whole(other), evidence.id), undefined);
    assert.equal((await findSubmitters(whole(own), [evidence.id])).size, 1);
    assert.equal((await findSubmitters(whole(other), [evidence.id])).size, 0);
  });
});
