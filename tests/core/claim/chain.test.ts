/** Whoever holds a chain's receipts finds what follows an event of theirs and is none of theirs; nobody else finds anything. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assembleChain, ChainWatch, readEvent } from "#lib/core/claim/chain.ts";
import { blinded, encodeEntry, encodeEntryV2 } from "#lib/core/claim/entry.ts";
import { encodeRecord } from "#lib/core/claim/record.ts";
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

const hash = (text: string) => toBase64(sha256(utf8(text)));
let made = 0;

/** An event as its receipt has it, after the bytes of another. @param line what its `after` is made of, where that is something else */
function eventAfter(previous?: Uint8Array, line = previous) {
  made += 1;
  const bytes = encodeRecord({
    record: "sealbook.record/v2",
    id: `0198c000-0000-7000-8000-${String(made).padStart(12, "0")}`,
    kind: "event",
    digests: { sha256: hash("data") },
    details: hash("details"),
    receivedAt: "2026-11-22T13:45:00.123Z",
    salt: toBase64(sha256(utf8(`${made}`)).slice(0, 16)),
    submitter: { name: "Bank", organisation: "0198c000-0000-7000-8000-000000000000" },
    ...(previous && { parents: [{ role: "previous", record: toBase64(sha256(previous)) }] }),
    ...(line && { claim: { after: toBase64(blinded("after", line)) } }),
  });
  return readEvent(new TextDecoder().decode(bytes), BigInt(made))!;
}

test("events are put in their order, and a receipt that is given twice is one", () => {
  const one = eventAfter();
  const two = eventAfter(one.bytes);
  const three = eventAfter(two.bytes);
  const chain = assembleChain([three, { ...one, index: undefined }, two, one]);
  assert.deepEqual(chain, { events: [one, two, three], firsts: 1, missing: [], branches: [], contradicted: [] });
});

test("what one held event alone is followed by is missing; of two that follow, each is a branch, held or not", () => {
  const one = eventAfter();
  const two = eventAfter(one.bytes);
  const other = eventAfter(one.bytes);
  const follower = (index: bigint, { record }: { record: string }) => ({ index, follows: one.record, record });
  const alone = assembleChain([one], [follower(9n, two)]);
  assert.deepEqual([alone.missing, alone.branches], [[follower(9n, two)], []]);
  for (const forked of [
    assembleChain([one, two, other]),
    assembleChain([one, two], [follower(other.index!, other)]),
    assembleChain([one], [follower(two.index!, two), follower(other.index!, other)]),
  ]) {
    const places = [two, other].map(({ record, index }) => ({ record, index }));
    assert.deepEqual([forked.missing, forked.branches], [[], [{ follows: one.record, places }]]);
  }
  // Two that name the same missing one are a fork, too.
  const unheld = assembleChain([two, other]);
  assert.deepEqual(unheld.missing, [{ record: one.record, index: undefined, follows: undefined }]);
  assert.equal(unheld.branches.length, 1);
  assert.equal(unheld.events.length, 2);
});

test("an entry that would hide from whoever looks for it contradicts its record", () => {
  const one = eventAfter();
  const two = eventAfter(one.bytes);
  const hidden = eventAfter(two.bytes, one.bytes);
  const elsewhere = eventAfter(utf8("not held"), one.bytes);
  const unknown = eventAfter(utf8("not held"));
  assert.deepEqual(assembleChain([one, two, hidden]).contradicted, [hidden]);
  assert.deepEqual(assembleChain([one, elsewhere]).contradicted, [elsewhere]);
  assert.deepEqual(assembleChain([one, unknown]).contradicted, []);
});

test("several chains are told apart, and what is no event is none", () => {
  const chain = assembleChain([eventAfter(), eventAfter()]);
  assert.equal(chain.firsts, 2);
  assert.equal(readEvent("{}", undefined), undefined);
});
