import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cosignatureMessage,
  encodeCosignature,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  verifyCosignature,
} from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import { formatNote, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import {
  checkpointText,
  cosignedLine,
  ledger,
  ORIGIN,
  signedCheckpoint,
  signedLine,
  signer,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";

const ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const text = checkpointText();

test("the checkpoint of the empty tree is the three lines of C2SP tlog-checkpoint", () => {
  const empty = formatCheckpoint({ origin: "example.com/log", size: 0n, root: EMPTY_ROOT });
  assert.equal(empty, `example.com/log\n0\n${ROOT}\n`);
  assert.deepEqual(parseCheckpoint(empty), { origin: "example.com/log", size: 0n, root: EMPTY_ROOT, extensions: [] });
});

test("extension lines are kept, 64-bit sizes are exact", () => {
  const parsed = parseCheckpoint(`a b\n18446744073709551615\n${ROOT}\next one\next two\n`);
  assert.equal(parsed?.size, 2n ** 64n - 1n);
  assert.deepEqual(parsed?.extensions, ["ext one", "ext two"]);
});

test("extension lines are formatted as they are read, and only what is one line each", () => {
  const input = { origin: "example.com/log", size: 1n, root: EMPTY_ROOT };
  const extended = formatCheckpoint({ ...input, extensions: ["ext one", "ext two"] });
  assert.equal(extended, `example.com/log\n1\n${ROOT}\next one\next two\n`);
  assert.deepEqual(parseCheckpoint(extended)?.extensions, ["ext one", "ext two"]);
  for (const extensions of [[""], ["a\nb"], ["a", ""], ["\n"], Array(17).fill("x")]) {
    assert.throws(() => formatCheckpoint({ ...input, extensions }), RangeError, JSON.stringify(extensions));
  }
});

test("malformed checkpoints are refused", () => {
  const bad = [
    "",
    "\n",
    `o\n1\n${ROOT}`,
    `\n1\n${ROOT}\n`,
    `o\n01\n${ROOT}\n`,
    `o\n+1\n${ROOT}\n`,
    `o\n-1\n${ROOT}\n`,
    `o\n1 \n${ROOT}\n`,
    `o\n\n${ROOT}\n`,
    `o\n18446744073709551616\n${ROOT}\n`,
    `o\n0x1\n${ROOT}\n`,
    `o\n１\n${ROOT}\n`,
    `o\n1\n${ROOT}=\n`,
    `o\n1\n${ROOT.slice(0, -1)}\n`,
    "o\n1\nAAAA\n",
    `o\n1\n${ROOT.replace("U=", "V=")}\n`,
    `o\n1\n${ROOT}\n\n`,
    `o\n1\n${ROOT}\nx\n\ny\n`,
    `o\r\n1\n${ROOT}\n`,
    `o\u0000\n1\n${ROOT}\n`,
    `o\n1\n${ROOT}\n${"x\n".repeat(17)}`,
    `${"o".repeat(256)}\n1\n${ROOT}\n`,
  ];
  for (const one of bad) assert.equal(parseCheckpoint(one), undefined, JSON.stringify(one));
  assert.throws(() => formatCheckpoint({ origin: "a\nb", size: 0n, root: EMPTY_ROOT }), RangeError);
  assert.throws(() => formatCheckpoint({ origin: "a", size: -1n, root: EMPTY_ROOT }), RangeError);
  assert.throws(() => formatCheckpoint({ origin: "a", size: 1n, root: EMPTY_ROOT.slice(1) }), RangeError);
});

test("a checkpoint opens for the key that is named like its origin and signed it, and for no other", () => {
  const opened = openCheckpoint(signedCheckpoint(), ledger.key);
  assert.ok(!("failed" in opened));
  assert.equal(opened.checkpoint.size, 11n);
  const foreign = signer("other.example");
  const cases = {
    note_malformed: [text, ledger],
    checkpoint_malformed: [formatNote("o\n1\n", [signedLine(ledger, "o\n1\n")]), ledger],
    origin_mismatch: [formatNote(text, [signedLine(foreign, text)]), foreign],
    signature_absent: [signedCheckpoint({ signer: signer(ORIGIN, 0x01, "another key") }), ledger],
    signature_invalid: [formatNote(text, [signedLine(ledger, text.replace("11", "12"))]), ledger],
  } as const;
  for (const [failed, [note, { key }]] of Object.entries(cases)) {
    assert.deepEqual(openCheckpoint(note, key), { failed }, failed);
  }
});

test("a cosignature covers the time and the whole text, as C2SP tlog-cosignature writes them", () => {
  assert.deepEqual(cosignatureMessage("o\n1\nr\n", 5n), utf8("cosignature/v1\ntime 5\no\n1\nr\n"));
  const [witness] = witnesses;
  const note = parseNote(signedCheckpoint({ cosigners: [witness] }))!;
  assert.deepEqual(verifyCosignature(note, witness.key), { status: "ok", timestamp: 1_770_000_000n });
  assert.deepEqual(verifyCosignature(note, witnesses[1].key), { status: "absent" });
  assert.deepEqual(verifyCosignature(note, signer(witness.key.name, 0x01).key), { status: "absent" });
  const plain = signer("plain.example", 0x01);
  const wrongType = parseNote(signedCheckpoint({ cosigners: [plain] }))!;
  assert.deepEqual(verifyCosignature(wrongType, plain.key), { status: "absent" });
  assert.deepEqual(verifyCosignature({ ...note, text: note.text.replace("11", "12") }, witness.key), { status: "bad" });
});

test("a cosignature with another time, time 0, a time beyond 63 bits or another length is bad", () => {
  const [witness] = witnesses;
  const status = (line: string) => verifyCosignature(parseNote(formatNote(text, [line]))!, witness.key).status;
  const { name, keyId } = witness.key;
  const payload = parseNote(formatNote(text, [cosignedLine(witness, text, 5n)]))!.signatures[0]!.signature;
  assert.equal(status(signatureLine({ name, keyId, signature: payload })), "ok");
  assert.equal(status(signatureLine({ name, keyId, signature: encodeCosignature(6n, payload.slice(8)) })), "bad");
  assert.equal(status(signatureLine({ name, keyId, signature: payload.slice(0, -1) })), "bad");
  assert.equal(status(signatureLine({ name, keyId, signature: payload.slice(8) })), "bad");
  assert.equal(status(cosignedLine(witness, text, 0n)), "bad");
  assert.equal(status(cosignedLine(witness, text, 2n ** 63n)), "bad");
  assert.equal(status(cosignedLine(witness, text, 2n ** 63n - 1n)), "ok");
});
