import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatKeyHistory,
  formatKeyStatement,
  LEDGER_KEYS_MAX,
  newestSigner,
  openKeyStatement,
  parseKeyStatement,
  readKeyHistory,
} from "#lib/core/log/key-history.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { ORIGIN, type Signer, signedLine, signer } from "#tests/core/receipt/receipt-fixture.ts";

const [first, second, third] = ["first", "second", "third"].map((label) => signer(ORIGIN, 0x01, label)) as [
  Signer,
  Signer,
  Signer,
];

function statement(of: Signer, { since, by }: { since: bigint; by: Signer[] }): string {
  const text = formatKeyStatement({ origin: ORIGIN, verifierKey: of.key.text, sinceSize: since });
  return formatNote(
    text,
    by.map((one) => signedLine(one, text)),
  );
}

const notes = [
  statement(first, { since: 0n, by: [first] }),
  statement(second, { since: 5n, by: [first, second] }),
  statement(third, { since: 9n, by: [second, third] }),
] as const;

test("a statement is read as it was written, and has one spelling", () => {
  const text = formatKeyStatement({ origin: ORIGIN, verifierKey: second.key.text, sinceSize: 5n });
  assert.equal(text, `sealbook.key/v1\n${ORIGIN}\n${second.key.text}\n5\n`);
  assert.deepEqual(parseKeyStatement(text), { origin: ORIGIN, key: second.key, sinceSize: 5n });
  for (const wrong of [
    text.slice(0, -1),
    `${text}\n`,
    `${text}more\n`,
    text.replace("/v1", "/v2"),
    text.replace("\n5\n", "\n05\n"),
    text.replace("\n5\n", "\n-5\n"),
    text.replace(ORIGIN, "elsewhere.example/ledger/main"),
    text.replaceAll("\n", "\r\n"),
    "",
  ]) {
    assert.equal(parseKeyStatement(wrong), undefined, JSON.stringify(wrong));
  }
});

test("a statement counts when the key before and the key itself signed it", () => {
  assert.equal(openKeyStatement(notes[0])?.key.text, first.key.text);
  assert.equal(openKeyStatement(notes[1], [first.key])?.key.text, second.key.text);
  assert.equal(openKeyStatement(notes[1], [third.key]), undefined);
  for (const by of [[first], [second], [third, second]]) {
    assert.equal(openKeyStatement(statement(second, { since: 5n, by }), [first.key]), undefined);
  }
  const tampered = notes[1].replace("\n5\n", "\n6\n");
  assert.equal(openKeyStatement(tampered, [first.key]), undefined);
});

test("a history is followed from its first key to its last, and no further than it holds", () => {
  const read = readKeyHistory(formatKeyHistory(notes));
  assert.ok(Array.isArray(read));
  assert.deepEqual(
    read.map(({ key, sinceSize }) => [key.text, sinceSize]),
    [
      [first.key.text, 0n],
      [second.key.text, 5n],
      [third.key.text, 9n],
    ],
  );
  const foreign = signer("elsewhere.example/ledger/main");
  const foreignText = formatKeyStatement({ origin: foreign.key.name, verifierKey: foreign.key.text, sinceSize: 9n });
  const foreignNote = formatNote(foreignText, [signedLine(first, foreignText), signedLine(foreign, foreignText)]);
  const cases: [readonly string[], unknown][] = [
    [[notes[0], notes[2]], { failed: "unsigned", number: 2 }],
    [[notes[1]], { failed: "out_of_order", number: 1 }],
    [[notes[0], statement(second, { since: 0n, by: [first, second] })], { failed: "out_of_order", number: 2 }],
    [[notes[0], notes[1], statement(third, { since: 4n, by: [second, third] })], { failed: "out_of_order", number: 3 }],
    [
      [notes[0], notes[1], statement(first, { since: 9n, by: [second, first] })],
      { failed: "duplicate_key", number: 3 },
    ],
    [[notes[0], foreignNote], { failed: "other_origin", number: 2 }],
    [["x", notes[0]], { failed: "malformed", number: 1 }],
    [[notes[0], ""], { failed: "malformed", number: 1 }],
    [[], { failed: "malformed", number: 1 }],
  ];
  for (const [given, expected] of cases) assert.deepEqual(readKeyHistory(formatKeyHistory(given)), expected);
});

test("a history of too many keys, or of too many characters, is refused quickly", () => {
  const many = Array.from({ length: LEDGER_KEYS_MAX + 1 }, () => notes[0]);
  assert.deepEqual(readKeyHistory(formatKeyHistory(many)), { failed: "malformed", number: 1 });
  const started = performance.now();
  assert.ok("failed" in readKeyHistory("sealbook.key/v1\n".repeat(1_000_000)));
  assert.ok(performance.now() - started < 5_000);
});

test("the newest key that signed a note is found, whatever the order of its lines", () => {
  const text = `${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`;
  const note = formatNote(text, [signedLine(second, text), signedLine(first, text)]);
  const keys = [first.key, second.key, third.key];
  assert.equal(newestSigner(note, keys)?.text, second.key.text);
  assert.equal(newestSigner(note, [third.key]), undefined);
  assert.equal(newestSigner("no note", keys), undefined);
});
