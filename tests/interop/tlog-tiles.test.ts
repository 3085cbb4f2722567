/** transparency-dev/tessera: a real log in C2SP tlog-tiles, and its table of tile paths. */
import assert from "node:assert/strict";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT, leafHash, treeRoot, verifyConsistency, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import {
  appendLeaves,
  consistencyProof,
  inclusionProof,
  parseTilePath,
  type ReadTile,
  readEdge,
  TILE_WIDTH,
  type TreeEdge,
  tilePath,
  tileWidth,
} from "#lib/core/log/tiles.ts";
import { concat, DIGEST_BYTES, equalBytes } from "#lib/core/text/bytes.ts";
import { listFiles, readBytes, readJson, readText, vectorTest } from "./vectors.ts";

const LOG = "tessera-testdata-log";
const LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
const SIZE_MAX = 15;

function readCheckpoint(name: string) {
  const opened = openCheckpoint(readText(LOG, name), parseVerifierKey(LOG_KEY) as VerifierKey);
  assert.ok(!("failed" in opened), name);
  return opened.checkpoint;
}

/** The entries of a bundle: each has its length in front, two bytes, big-endian. */
function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const length = new DataView(bundle.buffer, bundle.byteOffset + at).getUint16(0);
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

function tileOf(size: number): ReadTile {
  return (level, index) => readBytes(LOG, tilePath(level, index, tileWidth(BigInt(size), { level, index })));
}

vectorTest("the log is there: 17 checkpoints, 15 tiles, 15 entry bundles", () => {
  const files = listFiles(LOG).map((path) => path.slice(LOG.length + 1));
  assert.equal(files.filter((path) => path.startsWith("checkpoint")).length, 17);
  assert.equal(files.filter((path) => path.startsWith("tile/0/")).length, 15);
  assert.equal(files.filter((path) => path.startsWith("tile/entries/")).length, 15);
  for (const path of files.filter((path) => path.startsWith("tile/"))) {
    const parsed = parseTilePath(path);
    assert.ok(parsed !== undefined && tilePath(parsed.level, parsed.index, parsed.width) === path, path);
  }
});

vectorTest(
  "every checkpoint verifies and states the root of its entries and of its tile; our appending writes the same tiles",
  () => {
    let edge: TreeEdge = [];
    for (let size = 0; size <= SIZE_MAX; size++) {
      const checkpoint = readCheckpoint(`checkpoint.${size}`);
      assert.equal(checkpoint.size, BigInt(size));
      if (size === 0) {
        assert.deepEqual(checkpoint.root, EMPTY_ROOT);
        continue;
      }
      const leaves = entriesOf(readBytes(LOG, tilePath("entries", 0n, size))).map(leafHash);
      assert.equal(leaves.length, size);
      assert.deepEqual(treeRoot(leaves), checkpoint.root);
      const grown = appendLeaves(edge, BigInt(size - 1), leaves.slice(-1));
      edge = grown.edge;
      assert.deepEqual(grown.root, checkpoint.root);
      assert.deepEqual(concat(...edge[0]!), readBytes(LOG, tilePath(0, 0n, size)));
      assert.deepEqual(
        readEdge(BigInt(size), tileOf(size)).map((level) => level.map((hash) => [...hash])),
        edge.map((level) => level.map((hash) => [...hash])),
      );
    }
    assert.deepEqual(readCheckpoint("checkpoint"), readCheckpoint(`checkpoint.${SIZE_MAX}`));
  },
);

vectorTest("proofs read from the log's tiles lead to the roots that the log signed", () => {
  for (let size2 = 1; size2 <= SIZE_MAX; size2++) {
    const { root, size } = readCheckpoint(`checkpoint.${size2}`);
    const leaves = readBytes(LOG, tilePath(0, 0n, size2));
    for (let at = 0; at < size2; at++) {
      const proof = inclusionProof({ index: BigInt(at), size, tile: tileOf(size2) });
      const leaf = leaves.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES);
      assert.ok(verifyInclusion({ leaf, index: BigInt(at), size, proof, root }), `${at} of ${size2}`);
    }
    for (let size1 = 1; size1 <= size2; size1++) {
      const { root: root1 } = readCheckpoint(`checkpoint.${size1}`);
      const proof = consistencyProof({ size1: BigInt(size1), size2: size, tile: tileOf(size2) });
      assert.ok(
        verifyConsistency({ size1: BigInt(size1), size2: size, root1, root2: root, proof }),
        `${size1} to ${size2}`,
      );
    }
  }
});

vectorTest("a checkpoint of the log with any changed byte of its text does not open", () => {
  const key = parseVerifierKey(LOG_KEY) as VerifierKey;
  const note = readText(LOG, "checkpoint");
  for (let at = 0; at < note.indexOf("\n\n"); at++) {
    const changed = note.slice(0, at) + String.fromCharCode(note.charCodeAt(at) ^ 1) + note.slice(at + 1);
    assert.ok("failed" in openCheckpoint(changed, key), `${at}`);
  }
  assert.ok(equalBytes(key.keyId, Uint8Array.of(0x33, 0xd7, 0xb4, 0x96)));
});

type PathCase = { level?: string; index?: string; N?: string; p?: string; wantPath: string };
type ParseCase = {
  pathLevel: string;
  pathIndex: string;
  wantLevel?: string;
  wantIndex?: string;
  wantP?: string;
  wantErr?: boolean;
};
type SequenceCase = { seq: string; logSize: string; wantPath: string };
type Paths = {
  entriesPathForLogIndex: SequenceCase[];
  entriesPath: PathCase[];
  tilePath: PathCase[];
  nWithSuffix: PathCase[];
  parse: ParseCase[];
};

/** tessera says 0 for a full tile, we say 256. */
function widthOf(p = "0"): number {
  return Number(p) === 0 ? TILE_WIDTH : Number(p);
}

/** "123456789*256" */
function product(text: string): bigint {
  return text.split("*").reduce((value, factor) => value * BigInt(factor), 1n);
}

vectorTest("39 cases of tile paths are written and read as tessera writes and reads them", () => {
  const paths = readJson<Paths>("tlog-tiles-paths.json");
  let count = 0;
  for (const { N = "", p, wantPath } of paths.entriesPath) {
    assert.equal(tilePath("entries", BigInt(N), widthOf(p)), wantPath);
    count++;
  }
  for (const { level = "", index = "", p, wantPath } of paths.tilePath) {
    assert.equal(tilePath(Number(level), BigInt(index), widthOf(p)), wantPath);
    count++;
  }
  for (const { level = "", index = "", p, wantPath } of paths.nWithSuffix) {
    assert.equal(tilePath(Number(level), BigInt(index), widthOf(p)), `tile/${level}/${wantPath}`);
    count++;
  }
  for (const { seq, logSize, wantPath } of paths.entriesPathForLogIndex) {
    const index = product(seq) / BigInt(TILE_WIDTH);
    assert.equal(tilePath("entries", index, tileWidth(product(logSize), { level: 0, index })), wantPath);
    count++;
  }
  for (const one of paths.parse) {
    const parsed = parseTilePath(`tile/${one.pathLevel}/${one.pathIndex}`);
    const expected = { level: Number(one.wantLevel), index: BigInt(one.wantIndex ?? 0), width: widthOf(one.wantP) };
    // Indexes that no 64-bit tree has are refused here already, while tessera's parser takes any 64-bit index.
    const isBeyondTree = expected.index * 256n >= 2n ** 64n;
    assert.deepEqual(parsed, one.wantErr === true || isBeyondTree ? undefined : expected, one.pathIndex);
    count++;
  }
  assert.equal(count, 39);
});
