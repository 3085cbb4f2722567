import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, treeRoot, verifyConsistency, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { concat, equalBytes, toHex } from "#lib/core/text/bytes.ts";
import { findLedger, listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import {
  buildTlogProof,
  findAnchoredEntry,
  readConsistencyProof,
  readInclusionProof,
} from "#lib/features/ledger/sealing/rows/proofs.ts";
import { readEntryBundle, readTiles } from "#lib/features/ledger/sealing/rows/tiles.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

const SIZE = 1_357;

describe("proofs and tiles", () => {
  let organisation: MadeOrganisation;
  let leaves: Uint8Array[];

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: SIZE });
    await appendAll();
    const { rows } = await pool().query("SELECT leaf_hash FROM ledger_entry ORDER BY index");
    leaves = rows.map((row) => row.leaf_hash);
  });
  after(() => dropTestDatabase());

  it("every entry's proof leads from its entry to the root that the checkpoint of its own block signs", async () => {
    const key = parseVerifierKey((await findLedger("main"))!.verifierKey)!;
    for (let index = 0n; index < SIZE; index += 7n) {
      const { entry } = (await findAnchoredEntry({ ledger: "main", index }))!;
      const proof = parseTlogProof((await buildTlogProof({ ledger: "main", index }))!)!;
      const opened = openCheckpoint(proof.checkpoint, key);
      assert.ok("checkpoint" in opened);
      const { size, root } = opened.checkpoint;
      assert.equal(proof.index, index);
      assert.ok(verifyInclusion({ leaf: leafHash(entry.entry), index, size, proof: proof.hashes, root }));
      assert.ok(!verifyInclusion({ leaf: leafHash(new Uint8Array(1)), index, size, proof: proof.hashes, root }));
    }
  });

  it("an entry's proof stays the same while the ledger grows", async () => {
    const before = await buildTlogProof({ ledger: "main", index: 3n });
    await makeEvidence({ organisation, count: 500 });
    await appendAll();
    assert.equal(await buildTlogProof({ ledger: "main", index: 3n }), before);
    const { rows } = await pool().query("SELECT leaf_hash FROM ledger_entry ORDER BY index");
    leaves = rows.map((row) => row.leaf_hash);
  });

  it("an entry can be proved in the tree of every later block, and the trees of two blocks are consistent", async () => {
    const blocks = (await listBlocks({ ledger: "main", limit: 100 })).reverse();
    for (const [at, { treeSize: size1, root: root1 }] of blocks.entries()) {
      const index = size1 - 1n;
      for (const { treeSize: size2, root: root2 } of blocks.slice(at)) {
        const path = await readInclusionProof({ ledger: "main", index, size: size2 });
        assert.ok(verifyInclusion({ leaf: leaves[Number(index)]!, index, size: size2, proof: path, root: root2 }));
        const proof = await readConsistencyProof({ ledger: "main", size1, size2 });
        assert.ok(verifyConsistency({ size1, size2, root1, root2, proof }));
      }
    }
  });

  it("beyond the ledger there are no proofs, entries or tiles", async () => {
    const size = BigInt(leaves.length);
    assert.equal(await buildTlogProof({ ledger: "main", index: size }), undefined);
    assert.equal(await buildTlogProof({ ledger: "nowhere", index: 0n }), undefined);
    await assert.rejects(() => readInclusionProof({ ledger: "main", index: 0n, size: size + 1n }), /not whole/);
    await assert.rejects(() => readInclusionProof({ ledger: "main", index: size, size }), RangeError);
    await assert.rejects(() => readConsistencyProof({ ledger: "main", size1: 2n, size2: 1n }), RangeError);
  });

  it("tiles are the hashes of the tree, in the order asked, and only where the tree covers them", async () => {
    const last = BigInt(Math.floor(leaves.length / 256));
    const edge = leaves.length % 256;
    const tiles = [
      { level: 1, index: 0n, width: Number(last) },
      { level: 0, index: last, width: edge },
      { level: 0, index: 0n, width: 256 },
      { level: 0, index: 0n, width: 17 },
      { level: 0, index: last, width: edge + 1 },
      { level: 0, index: last, width: 256 },
      { level: 1, index: 0n, width: Number(last) + 1 },
      { level: 2, index: 0n, width: 1 },
      { level: 63, index: 0n, width: 1 },
      { level: 0, index: 2n ** 56n, width: 1 },
    ];
    const read = await readTiles({ ledger: "main", tiles });
    const slice = (from: number, to: number) => leaves.slice(from, to);
    const roots = Array.from({ length: Number(last) }, (_, at) => treeRoot(slice(at * 256, (at + 1) * 256)));
    const expected = [roots, slice(Number(last) * 256, leaves.length), slice(0, 256), slice(0, 17)];
    const missing = Array.from({ length: 6 }, () => new Uint8Array(0));
    for (const [at, hashes] of [...expected, ...missing.map((none) => [none])].entries()) {
      assert.ok(equalBytes(read[at] ?? new Uint8Array(0), concat(...hashes)), `tile ${at}`);
    }
  });

  it("an entry bundle holds each entry behind its length, and hashes to the tile beside it", async () => {
    const bundle = Buffer.from((await readEntryBundle({ ledger: "main", index: 1n, width: 256 }))!);
    const hashes: Uint8Array[] = [];
    for (let at = 0; at < bundle.length; ) {
      const length = bundle.readUInt16BE(at);
      hashes.push(leafHash(bundle.subarray(at + 2, at + 2 + length)));
      at += 2 + length;
    }
    assert.deepEqual(hashes.map(toHex), leaves.slice(256, 512).map(toHex));
    assert.equal(await readEntryBundle({ ledger: "main", index: 7n, width: 256 }), undefined);
    assert.equal(await readEntryBundle({ ledger: "main", index: 2n ** 56n, width: 1 }), undefined);
  });
});
