/** Whoever holds a chain's receipts finds what follows an event of theirs and is none of theirs; nobody else finds anything. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ChainWatch } from "#lib/core/claim/chain.ts";
import { blinded, encodeEntry, encodeEntryV2 } from "#lib/core/claim/entry.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";

const [first, second, fork, stranger] = ["first", "second", "fork", "stranger"].map(utf8) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const entryOf = (record: Uint8Array, after?: Uint8Array) =>
  encodeEntryV2({ kind: "event", recordHash: sha256(record), ...(after ? { after: blinded("after", after) } : {}) });

test("a second branch is found by its blinded line, and the chain itself is none", () => {
  const watch = new ChainWatch([first, second]);
  const entries = [entryOf(first), entryOf(second, first), entryOf(fork, first), entryOf(fork, stranger)];
  const branches = entries.flatMap((entry, index) => watch.look(BigInt(index), entry) ?? []);
  assert.deepEqual(branches, [{ index: 2n, follows: toBase64(sha256(first)), record: toBase64(sha256(fork)) }]);
});

test("what was left out after the last event that is held is found, too", () => {
  assert.equal(new ChainWatch([first]).look(1n, entryOf(second, first))?.index, 1n);
});

test("entries of other kinds and versions, and bytes that are none, follow nothing", () => {
  const watch = new ChainWatch([first]);
  const others = [
    encodeEntry({ type: "file", recordHash: sha256(first) }),
    utf8("x"),
    new Uint8Array(),
    entryOf(second),
  ];
  for (const entry of others) assert.equal(watch.look(0n, entry), undefined);
  assert.equal(new ChainWatch([]).look(0n, entryOf(second, first)), undefined);
});
