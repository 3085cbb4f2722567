#!/usr/bin/env bash
# merkletreejs makes proofs that its own verify refuses, for two of the tree shapes it offers.
#
# With:  merkletreejs 0.6.0. Run on 2026-11-29.
# Does:  builds trees of 1 to 12 leaves of each shape, and hands every leaf's proof back to the library.
# Seen:  with `duplicateOdd: true` (an odd node is paired with itself, as Bitcoin's blocks do) the proofs of the leaves under the
#        duplicated node fail, with `complete: true` those of the leaves on the lower level: for 10 leaves 2 and 6 of them. The
#        library's own shape (an odd node goes up as it is, what RFC 6962 does) has no such leaf.
# So:    a tree library is only as good as the proofs of its last leaves: try every index of every size, not a power of two.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --before=2026-11-29 merkletreejs@0.6.0

cat > prove.js <<'JS'
import { createHash } from "node:crypto";
import { MerkleTree } from "merkletreejs";

const SIZES = Array.from({ length: 12 }, (_, n) => n + 1);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

for (const options of [{}, { duplicateOdd: true }, { complete: true }]) {
  const refused = SIZES.flatMap((size) => {
    const leaves = Array.from({ length: size }, (_, n) => sha256(`leaf ${n}`));
    const tree = new MerkleTree(leaves, sha256, options);
    const bad = leaves.flatMap((leaf, n) => (tree.verify(tree.getProof(leaf, n), leaf, tree.getRoot()) ? [] : [n]));
    return bad.length > 0 ? [`${size}: ${bad.join(" ")}`] : [];
  });
  console.log(`${JSON.stringify(options)} refuses its own proofs of`);
  console.log(refused.length === 0 ? "  no leaf" : refused.map((line) => `  ${line}`).join("\n"));
}
JS
node prove.js | tee found

cat > expected <<'TEXT'
{} refuses its own proofs of
  no leaf
{"duplicateOdd":true} refuses its own proofs of
  3: 2
  5: 4
  6: 4 5
  7: 6
  9: 8
  10: 8 9
  11: 8 9 10
  12: 8 9 10 11
{"complete":true} refuses its own proofs of
  5: 2 3 4
  6: 4 5
  9: 2 3 4 5 6 7 8
  10: 4 5 6 7 8 9
  11: 6 7 8 9 10
  12: 8 9 10 11
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
