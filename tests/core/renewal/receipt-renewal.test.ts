import assert from "node:assert/strict";
import { test } from "node:test";
import { follows, isInRenewedTree, type OpenedRenewal, readRenewal } from "#lib/core/renewal/receipt-renewal.ts";
import { attestedDigest, type RenewedLeaf, renewedLeafHash } from "#lib/core/renewal/renewed-tree.ts";
import { formatStatement } from "#lib/core/renewal/statement.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { digest, noteOf, pathOf, rootOf, STATEMENT, STATEMENT_TEXT } from "./renewal-fixture.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const leaf: RenewedLeaf = {
  entry: utf8("entry"),
  record: utf8("record"),
  details: digest(4),
  content: undefined,
  attested: digest(6),
};
const leaves = Array.from({ length: 5 }, (_, at) => renewedLeafHash({ ...leaf, entry: utf8(`${at}`) }));
leaves[2] = renewedLeafHash(leaf);
const statement = noteOf(formatStatement({ ...STATEMENT, renewedRoot: rootOf(leaves) }));
const stamp = (token: string) => ({ seal: base64(new Uint8Array(64)), token: base64(utf8(token)) });
const given = {
  kind: "renewal",
  statement,
  details: base64(digest(4)),
  path: pathOf(2, leaves).map(base64),
  receipt: "{}",
  stamps: [stamp("token")],
};
const open = (value: unknown) => readRenewal(value) as OpenedRenewal;

test("a renewal of a receipt is read, and its leaf stands in its place and in no other", () => {
  const renewal = open(given);
  assert.equal(renewal.content, undefined);
  assert.deepEqual(renewal.tokens, [utf8("token")]);
  assert(isInRenewedTree(renewal, { leaf, index: 2n }));
  for (const index of [0n, 1n, 3n, 4n, 5n]) assert(!isInRenewedTree(renewal, { leaf, index }));
  assert(!isInRenewedTree(renewal, { leaf: { ...leaf, content: digest(5) }, index: 2n }));
});

test("whatever is not in its one form is refused by name of nothing: unread", () => {
  const wrong: Record<string, unknown> = {
    "no object": [],
    "another kind": { ...given, kind: "block" },
    "another member": { ...given, more: 1 },
    "no note": { ...given, statement: STATEMENT_TEXT },
    "no statement": { ...given, statement: noteOf(STATEMENT_TEXT.slice(1)) },
    "path no list": { ...given, path: {} },
    "path too long": { ...given, path: Array.from({ length: 65 }, () => base64(digest(1))) },
    "short hash": { ...given, path: ["AAAA"] },
    "content no digest": { ...given, content: "AAAA" },
    "content null": { ...given, content: null },
    "one token twice": { ...given, stamps: [given.stamps[0], given.stamps[0]] },
    "token no base64": { ...given, stamps: [{ ...stamp("a"), token: "?" }] },
    "token without a seal": { ...given, stamps: [{ token: stamp("a").token }] },
    "tokens without end": { ...given, stamps: Array.from({ length: 5 }, (_, at) => stamp(`${at}`)) },
    "receipt no text": { ...given, receipt: {} },
    "receipt without end": { ...given, receipt: "x".repeat(600_000) },
  };
  for (const [name, value] of Object.entries(wrong)) assert.equal(readRenewal(value), undefined, name);
});

test("a renewal follows the one that it binds with its tokens, and no other", () => {
  const first = open(given);
  const bound = attestedDigest({ text: statement, tokens: first.tokens });
  const second = (changes: object) => {
    const text = formatStatement({ ...STATEMENT, number: 2, previous: bound, ...changes });
    return open({ ...given, statement: noteOf(text) });
  };
  assert(follows(second({}), first));
  assert(follows(second({ size: 9n }), first));
  for (const changes of [{ number: 3 }, { size: 4n, contents: 1n }, { previous: digest(1) }, { origin: "other" }]) {
    assert(!follows(second(changes), first), JSON.stringify(Object.keys(changes)));
  }
  assert(!follows(second({}), open({ ...given, stamps: [] })));
});
