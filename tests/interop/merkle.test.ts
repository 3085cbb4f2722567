/** transparency-dev/merkle: its probes of inclusion and consistency proofs, and its reference tree. */
import assert from "node:assert/strict";
import {
  EMPTY_ROOT,
  isSubtree,
  leafHash,
  nodeHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  verifySubtree,
} from "#lib/core/log/merkle.ts";
import { appendLeaves, edgeRoot } from "#lib/core/log/tiles.ts";
import { concat, fromHex, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { goBytes, listFiles, readJson, vectorTest } from "./vectors.ts";

const FOLDER = "merkle-transparency-dev";

type InclusionProbe = {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
};
type ConsistencyProbe = {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
};

/** 64-bit values pass through JSON numbers; those that a double cannot hold are as good when rounded: far outside of the tree. */
function unsigned(value: number): bigint {
  return BigInt(value);
}

function read<T>(kind: string): { file: string; probe: T }[] {
  return listFiles(FOLDER, kind).map((file) => ({ file, probe: readJson<T>(file) }));
}

vectorTest("98 inclusion probes are judged as transparency-dev/merkle judges them", () => {
  const probes = read<InclusionProbe>("inclusion");
  assert.equal(probes.length, 98);
  for (const { file, probe } of probes) {
    const verified = verifyInclusion({
      leaf: goBytes(probe.leafHash),
      index: unsigned(probe.leafIdx),
      size: unsigned(probe.treeSize),
      proof: (probe.proof ?? []).map(goBytes),
      root: goBytes(probe.root),
    });
    assert.equal(verified, !probe.wantErr, `${file}: ${probe.desc}`);
  }
  assert.ok(probes.filter(({ probe }) => !probe.wantErr).length >= 5, "some probes are good");
});

vectorTest(
  "98 consistency probes are judged as transparency-dev/merkle judges them, those from size 0 among them",
  () => {
    const probes = read<ConsistencyProbe>("consistency");
    assert.equal(probes.length, 98);
    for (const { file, probe } of probes) {
      const verified = verifyConsistency({
        size1: unsigned(probe.size1),
        size2: unsigned(probe.size2),
        root1: goBytes(probe.root1),
        root2: goBytes(probe.root2),
        proof: (probe.proof ?? []).map(goBytes),
      });
      assert.equal(verified, !probe.wantErr, `${file}: ${probe.desc}`);
    }
    assert.ok(probes.some(({ probe }) => probe.size1 === 0) && probes.some(({ probe }) => !probe.wantErr));
  },
);

type SubtreeProbe = { start: number; end: number; size: number; root1: string; root2: string; proof: string[] | null };
type InSubtreeProbe = { leafIdx: number; start: number; end: number; root: string; leafHash: string; proof: string[] };

vectorTest("subtree consistency probes are judged as transparency-dev/merkle judges them", () => {
  const probes = read<SubtreeProbe & { desc: string; wantErr: boolean }>("subtreeconsistency");
  for (const { file, probe } of probes) {
    const verified = verifySubtree({
      start: unsigned(probe.start),
      end: unsigned(probe.end),
      size: unsigned(probe.size),
      hash: goBytes(probe.root1),
      root: goBytes(probe.root2),
      proof: (probe.proof ?? []).map(goBytes),
    });
    // The drafts that C2SP names know no empty subtree; the editor's copy after them, which these probes follow, does.
    const isEmpty = probe.start === probe.end;
    assert.equal(verified, !probe.wantErr && !isEmpty, `${file}: ${probe.desc}`);
  }
  assert.ok(probes.filter(({ probe }) => !probe.wantErr).length >= 5, "some probes are good");
});

vectorTest("subtree inclusion probes: an entry in a subtree is one in a tree of its own", () => {
  const probes = read<InSubtreeProbe & { desc: string; wantErr: boolean }>("subtreeinclusion");
  for (const { file, probe } of probes) {
    const [start, end] = [unsigned(probe.start), unsigned(probe.end)];
    const verified =
      isSubtree(start, end) &&
      verifyInclusion({
        leaf: goBytes(probe.leafHash),
        index: unsigned(probe.leafIdx) - start,
        size: end - start,
        proof: (probe.proof ?? []).map(goBytes),
        root: goBytes(probe.root),
      });
    assert.equal(verified, !probe.wantErr, `${file}: ${probe.desc}`);
  }
  assert.ok(probes.filter(({ probe }) => !probe.wantErr).length >= 5, "some probes are good");
});

type Reference = {
  emptyRoot: string;
  leafInputsHex: string[];
  nodeHashesByLevel: string[][];
  rootBySize: string[];
  hasher: { what: string; want: string }[];
};

vectorTest("the reference tree of eight leaves: every hash, every root, by whole tree and by appending", () => {
  const reference = readJson<Reference>("merkle-reference.json");
  const leaves = reference.leafInputsHex.map((hex) => leafHash(fromHex(hex)!));
  assert.equal(toHex(EMPTY_ROOT), reference.emptyRoot);
  assert.deepEqual([leaves.length, reference.nodeHashesByLevel.length, reference.rootBySize.length], [8, 4, 9]);
  for (const [level, hashes] of reference.nodeHashesByLevel.entries()) {
    const span = 2 ** level;
    const roots = hashes.map((_, at) => toHex(treeRoot(leaves.slice(at * span, (at + 1) * span))));
    assert.deepEqual(roots, hashes);
  }
  for (const [size, root] of reference.rootBySize.entries()) {
    assert.equal(toHex(treeRoot(leaves.slice(0, size))), root);
    assert.equal(toHex(edgeRoot(appendLeaves([], 0n, leaves.slice(0, size)).edge)), root);
  }
});

vectorTest("the hasher's own vectors", () => {
  const { hasher } = readJson<Reference>("merkle-reference.json");
  const [empty, leaf, node, ...others] = hasher;
  assert.equal(others.length, 0);
  assert.equal(toHex(leafHash(new Uint8Array(0))), empty?.want);
  assert.equal(toHex(leafHash(utf8("L123456"))), leaf?.want);
  // Its children are four bytes long, which our nodeHash refuses: the prefix is what the vector is about.
  assert.equal(toHex(sha256(concat(Uint8Array.of(1), utf8("N123"), utf8("N456")))), node?.want);
  assert.throws(() => nodeHash(utf8("N123"), utf8("N456")), RangeError);
});
