import assert from "node:assert/strict";
import { test } from "node:test";
import { rootFromInclusion, treeRoot } from "#lib/core/log/merkle.ts";
import { inclusionProof } from "#lib/core/log/tiles.ts";
import {
  attestedDigest,
  encodeRenewedLeaf,
  joinRenewed,
  type RenewedLeaf,
  renewedLeafHash,
} from "#lib/core/renewal/renewed-tree.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { digest, pathOf, rootOf, sha3 } from "./renewal-fixture.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const leaf: RenewedLeaf = {
  entry: utf8("entry\n"),
  record: utf8("{record}"),
  details: digest(4),
  content: digest(5),
  attested: digest(6),
};

test("a leaf is hashed as it is documented: five lines, the entry, the record, under SHA3-256 and a zero byte", () => {
  const text = [
    "sealbook.renewed-leaf/v1",
    `content ${base64(digest(5))}`,
    `details ${base64(digest(4))}`,
    `attested ${base64(digest(6))}`,
    "entry 6",
    "entry",
    "{record}",
  ].join("\n");
  assert.equal(Buffer.from(encodeRenewedLeaf(leaf)).toString(), text);
  assert.deepEqual(renewedLeafHash(leaf), sha3(Uint8Array.of(0), utf8(text)));
});

test("each part of a leaf is bound, also where it lies: what is cut elsewhere is another leaf", () => {
  const others: RenewedLeaf[] = [
    { ...leaf, entry: utf8("entry\n{"), record: utf8("record}") },
    { ...leaf, record: undefined },
    { ...leaf, details: undefined },
    { ...leaf, content: undefined },
    { ...leaf, content: leaf.details, details: leaf.content },
    { ...leaf, attested: digest(7) },
  ];
  const hashes = [leaf, ...others].map((each) => base64(renewedLeafHash(each)));
  assert.equal(new Set(hashes).size, hashes.length);
  assert.throws(() => renewedLeafHash({ ...leaf, content: new Uint8Array(31) }), RangeError);
});

test("what vouched before is bound with every signature line and every token, in their order", () => {
  const [one, other] = [utf8("token"), utf8("another")];
  const bound = attestedDigest({ text: "note\n\n— a b\n", tokens: [one, other] });
  const lines = [utf8("note\n\n— a b\n"), one, other].map((each) => `${base64(sha3(each))}\n`);
  assert.deepEqual(bound, sha3(utf8(`sealbook.attested/v1\n${lines.join("")}`)));
  for (const changed of [
    { text: "note\n\n— a c\n", tokens: [one, other] },
    { text: "note\n\n— a b\n", tokens: [one] },
    { text: "note\n\n— a b\n", tokens: [other, one] },
  ]) {
    assert.notDeepEqual(attestedDigest(changed), bound);
  }
});

test("the tree has the RFC's shape under the new digest, and every path leads to its root", () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = Array.from({ length: size }, (_, at) => renewedLeafHash({ ...leaf, entry: utf8(`${at}`) }));
    const root = rootOf(leaves);
    assert.deepEqual(treeRoot(leaves, joinRenewed), root);
    for (let index = 0; index < size; index++) {
      const proof = pathOf(index, leaves);
      const place = { leaf: leaves[index] as Uint8Array, index: BigInt(index), size: BigInt(size), proof };
      assert.deepEqual(rootFromInclusion({ ...place, join: joinRenewed }), root);
      assert.notDeepEqual(size > 1 && rootFromInclusion(place), root, "under SHA-256 it leads elsewhere");
      const tile = () => new Uint8Array(Buffer.concat(leaves));
      const { index: at, size: of } = place;
      assert.deepEqual(inclusionProof({ index: at, size: of, tile, join: joinRenewed }), proof);
    }
  }
});
