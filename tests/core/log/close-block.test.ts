import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blockHash, blockLine, FIRST_PREVIOUS, parseBlockHeader } from "#lib/core/log/block.ts";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { closeBlock, type LedgerEnd } from "#lib/core/log/close-block.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { appendLeaves, edgeRoot } from "#lib/core/log/tiles.ts";
import { utf8 } from "#lib/core/text/bytes.ts";

const time = "2026-11-22T13:45:00.123Z";
const empty: LedgerEnd = { format: 2, origin: "o", edge: [], size: 0n, height: 0n, previous: undefined, time };
const leavesOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => leafHash(utf8(`entry ${from + at}`)));

describe("closing a block", () => {
  it("format 1: the checkpoint is over the records and names the header, which states the same tree", () => {
    const records = leavesOf(5);
    const block = closeBlock({ ...empty, format: 1 }, records);
    const { origin, size, root, extensions } = parseCheckpoint(block.checkpoint)!;
    assert.deepEqual([origin, size, root], ["o", 5n, treeRoot(records)]);
    assert.deepEqual(extensions, [blockLine(block.hash)]);
    assert.equal(block.leaf, undefined);
    assert.deepEqual(parseBlockHeader(block.bytes), block.header);
    assert.deepEqual([block.header.treeSize, block.header.root], [size, root]);
  });

  it("format 2: the header states the tree before itself and is its last leaf; the checkpoint names nothing", () => {
    const records = leavesOf(5);
    const block = closeBlock(empty, records);
    const header = parseBlockHeader(block.bytes)!;
    assert.deepEqual([header.format, header.firstIndex, header.leafCount, header.treeSize], [2, 0n, 5, 5n]);
    assert.deepEqual(header.root, treeRoot(records));
    assert.deepEqual(header.previous, FIRST_PREVIOUS);
    assert.deepEqual(block.leaf, leafHash(block.bytes));
    const { size, root, extensions } = parseCheckpoint(block.checkpoint)!;
    assert.deepEqual([size, extensions], [6n, []]);
    assert.deepEqual(root, treeRoot([...records, leafHash(block.bytes)]));
    assert.deepEqual([block.treeSize, block.root], [size, root]);
  });

  it("format 2: blocks follow each other, and a header that fills a tile closes it", () => {
    const first = closeBlock(empty, leavesOf(200));
    const leaves = [...leavesOf(200), first.leaf!];
    const { edge, size } = appendLeaves([], 0n, leaves);
    const end = { ...empty, edge, size, height: 1n, previous: first.hash };
    const second = closeBlock(end, leavesOf(54, 200));
    assert.deepEqual([second.header.firstIndex, second.header.treeSize, second.treeSize], [201n, 255n, 256n]);
    assert.deepEqual(second.header.previous, blockHash(first.bytes));
    assert.deepEqual(second.nodes, [{ level: 1, index: 0n, hash: second.root }]);
    assert.deepEqual(edgeRoot(edge), first.root);
  });

  it("no block without a record", () => {
    for (const format of [1, 2] as const) assert.throws(() => closeBlock({ ...empty, format }, []), RangeError);
  });
});
