import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BlockHeader,
  blockHash,
  blockLine,
  encodeBlockHeader,
  FIRST_PREVIOUS,
  findBlockLine,
  isHeaderEntry,
  parseBlockHeader,
} from "#lib/core/log/block.ts";
import { formatCheckpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import { fromUtf8, sha256, utf8 } from "#lib/core/text/bytes.ts";

const first: BlockHeader = {
  format: 1,
  origin: "seal.example/ledger/main",
  height: 0n,
  firstIndex: 0n,
  leafCount: 3,
  treeSize: 3n,
  root: EMPTY_ROOT,
  time: "2026-11-22T13:45:00.123Z",
  previous: FIRST_PREVIOUS,
};
const second: BlockHeader = {
  ...first,
  height: 1n,
  firstIndex: 3n,
  leafCount: 1,
  treeSize: 4n,
  previous: blockHash(encodeBlockHeader(first)),
};

test("a header is nine lines and its hash is theirs", () => {
  const bytes = encodeBlockHeader(first);
  assert.equal(
    fromUtf8(bytes),
    "sealbook.block/v1\nseal.example/ledger/main\n0\n0\n3\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" +
      "2026-11-22T13:45:00.123Z\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
  );
  assert.deepEqual(blockHash(bytes), sha256(bytes));
  for (const header of [first, second]) assert.deepEqual(parseBlockHeader(encodeBlockHeader(header)), header);
});

test("a header that is a leaf has the same nine lines and counts the headers before it", () => {
  const bytes = encodeBlockHeader({ ...first, format: 2 });
  assert.equal(fromUtf8(bytes), fromUtf8(encodeBlockHeader(first))!.replace("block/v1", "block/v2"));
  assert.deepEqual(parseBlockHeader(bytes), { ...first, format: 2 });
  const third = { ...second, format: 2 as const, height: 2n };
  assert.throws(() => encodeBlockHeader(third), RangeError, "two blocks have two records and two headers");
  assert.deepEqual(encodeBlockHeader({ ...third, firstIndex: 4n, treeSize: 5n }).length, bytes.length);
  assert.ok(isHeaderEntry(bytes));
  assert.ok(isHeaderEntry(utf8("sealbook.block/v9")));
  for (const other of ["", "sealbook.bloc", "sealbook.entry/v1\nfile\n"]) assert.ok(!isHeaderEntry(utf8(other)), other);
});

test("a header that contradicts itself is none", () => {
  const bad: Partial<BlockHeader>[] = [
    { treeSize: 5n },
    { leafCount: 0, treeSize: 3n },
    { leafCount: 1.5 },
    { leafCount: -1, treeSize: 2n },
    { firstIndex: 0n, treeSize: 1n },
    { height: 0n },
    { height: 4n },
    { height: -1n },
    { previous: FIRST_PREVIOUS },
    { previous: new Uint8Array(31) },
    { root: new Uint8Array(33) },
    { origin: "" },
    { origin: "a\nb" },
    { origin: "x".repeat(256) },
    { time: "2026-11-22T13:45:00Z" },
    { time: "2026-13-22T13:45:00.123Z" },
  ];
  for (const changes of bad)
    assert.throws(() => encodeBlockHeader({ ...second, ...changes }), RangeError, JSON.stringify(Object.keys(changes)));
  assert.throws(() => encodeBlockHeader({ ...first, previous: new Uint8Array(32).fill(1) }), RangeError);
});

test("a header has one spelling", () => {
  const text = fromUtf8(encodeBlockHeader(second))!;
  for (const bad of [
    "",
    text.slice(0, -1),
    `${text}\n`,
    ` ${text}`,
    text.replace("\n1\n", "\n01\n"),
    text.replaceAll("\n", "\r\n"),
    text.replace("v1", "v3"),
    text.replace("v1", "v02"),
    text.replace("sealbook.block/v1", "constructor"),
  ]) {
    assert.equal(parseBlockHeader(utf8(bad)), undefined, JSON.stringify(bad));
  }
  assert.equal(parseBlockHeader(Uint8Array.of(0xff)), undefined);
  assert.equal(parseBlockHeader(new Uint8Array(1_000_000)), undefined);
});

test("a checkpoint names its block in an extension line", () => {
  const line = blockLine(EMPTY_ROOT);
  assert.equal(line, "sealbook.block/v1 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  const named = (...extensions: string[]) =>
    findBlockLine(parseCheckpoint(formatCheckpoint({ origin: "o", size: 3n, root: EMPTY_ROOT, extensions }))!);
  assert.equal(named(line), line);
  assert.equal(named("other", line), line);
  assert.equal(named("sealbook.block/v1 x"), "sealbook.block/v1 x", "a malformed one is not passed over");
  assert.equal(named(), undefined);
  assert.equal(named("other", "sealbook.block/v10 x"), undefined);
  assert.throws(() => blockLine(new Uint8Array(31)), RangeError);
});
