import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  findSignature,
  formatNote,
  formatVerifierKey,
  NOTE_CHARS_MAX,
  parseNote,
  parseVerifierKey,
  signatureLine,
  verifierKeyId,
  verifyNote,
} from "#lib/core/log/note.ts";
import { verifyEd25519 } from "#lib/core/log/signature.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { keyOf, signedLine, signer } from "#tests/core/receipt/receipt-fixture.ts";

const EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE_NOTE =
  "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const alice = signer("alice.example/log");
const text = "one\n\nthree\n";
const note = formatNote(text, [signedLine(alice, text)]);

test("the example of C2SP signed-note verifies", () => {
  const parsed = parseNote(EXAMPLE_NOTE)!;
  assert.equal(parsed.text, "This is an example message.\n");
  assert.equal(verifyNote(parsed, keyOf(EXAMPLE_KEY)), "ok");
  assert.equal(toHex(keyOf(EXAMPLE_KEY).keyId), "530d903a");
});

test("a note is put together and taken apart again, blank lines in its text included", () => {
  const parsed = parseNote(note)!;
  assert.equal(parsed.text, text);
  assert.equal(
    formatNote(
      parsed.text,
      parsed.signatures.map(({ line }) => line),
    ),
    note,
  );
  assert.equal(verifyNote(parsed, alice.key), "ok");
});

test("a signature by node:crypto verifies, and a key made from it is the key", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
  const key = keyOf(formatVerifierKey({ name: "node.example", publicKey: raw }));
  const signature = new Uint8Array(sign(null, utf8(text), privateKey));
  const signed = parseNote(formatNote(text, [signatureLine({ name: key.name, keyId: key.keyId, signature })]))!;
  assert.equal(verifyNote(signed, key), "ok");
});

test("absent, bad and ok are told apart by name and key id", () => {
  const parsed = parseNote(note)!;
  assert.equal(verifyNote(parsed, signer("bob.example").key), "absent");
  assert.equal(verifyNote(parsed, signer(alice.key.name, 0x01, "another key").key), "absent");
  assert.equal(verifyNote(parsed, signer(alice.key.name, 0x04).key), "absent");
  const forged = signatureLine({ name: alice.key.name, keyId: alice.key.keyId, signature: new Uint8Array(64) });
  assert.equal(verifyNote(parseNote(formatNote(text, [forged]))!, alice.key), "bad");
  const short = signatureLine({ name: alice.key.name, keyId: alice.key.keyId, signature: new Uint8Array(63) });
  assert.equal(verifyNote(parseNote(formatNote(text, [short]))!, alice.key), "bad");
  assert.equal(findSignature(parsed, alice.key)?.name, alice.key.name);
});

test("a cosignature type or an ML-DSA key never counts as a plain signature", () => {
  const witness = signer("w.example", 0x04);
  const signed = parseNote(formatNote(text, [signedLine(witness, text)]))!;
  assert.equal(verifyNote(signed, witness.key), "absent");
  const mlDsa = keyOf(formatVerifierKey({ name: "pq.example", type: 0x06, publicKey: new Uint8Array(1312) }));
  const line = signatureLine({ name: mlDsa.name, keyId: mlDsa.keyId, signature: new Uint8Array(2428) });
  assert.equal(verifyNote(parseNote(formatNote(text, [line]))!, mlDsa), "absent");
});

test("unknown signatures of any type and length are carried along and ignored", () => {
  const other = signatureLine({ name: "x", keyId: Uint8Array.of(1, 2, 3, 4), signature: Uint8Array.of(1) });
  assert.equal(verifyNote(parseNote(formatNote(text, [other, signedLine(alice, text)]))!, alice.key), "ok");
});

test("two lines of one key are refused: no verifier could say which one counts", () => {
  const line = signedLine(alice, text);
  assert.equal(parseNote(`${text}\n${line}${line}`), undefined);
  const forged = signatureLine({ name: alice.key.name, keyId: alice.key.keyId, signature: new Uint8Array(64) });
  assert.equal(parseNote(`${text}\n${line}${forged}`), undefined);
});

test("malformed notes are refused", () => {
  const line = signedLine(alice, text);
  const base64 = line.trimEnd().split(" ")[2]!;
  const bad = [
    "",
    "\n",
    "\n\n",
    text,
    `${text}\n`,
    `${text}${line}`,
    `${text}\n${line.slice(0, -1)}`,
    `${text}\n${line}\n`,
    `${text}\n${line}x`,
    `${text}\n\n${line}`.replace("three\n\n\n", "three\r\n\n"),
    note.replaceAll("\n", "\r\n"),
    note.replace("one", "o\tne"),
    note.replace("one", "o\u0000ne"),
    note.replace("— ", "- "),
    note.replace("— ", "—  "),
    note.replace("— ", "—\u00a0"),
    `${text}\n— ${base64}\n`,
    `${text}\n— a+b ${base64}\n`,
    `${text}\n— a\u2003b ${base64}\n`,
    `${text}\n— a ${base64} \n`,
    `${text}\n— a ${base64.slice(0, -1)}\n`,
    `${text}\n— a AAAAAA==\n`,
    `${text}\n— a AAAA\n`,
    `${text}\n— a =\n`,
    note.replace("one", "\ud800"),
  ];
  for (const one of bad) assert.equal(parseNote(one), undefined, JSON.stringify(one));
  assert.throws(() => formatNote("no newline", [line]), RangeError);
  assert.throws(() => formatNote(text, []), RangeError);
});

test("64 signatures are read, 65 and a note beyond its length are not", () => {
  const lines = Array.from({ length: 65 }, (_, at) =>
    signatureLine({ name: `n${at}`, keyId: new Uint8Array(4), signature: new Uint8Array(2428) }),
  );
  assert.equal(parseNote(`${text}\n${lines.slice(0, 64).join("")}`)?.signatures.length, 64);
  assert.equal(parseNote(`${text}\n${lines.join("")}`), undefined);
  assert.equal(parseNote(`${"x".repeat(NOTE_CHARS_MAX)}\n\n${lines[0]}`), undefined);
});

test("a verifier key has one spelling, and its id is its own", () => {
  assert.equal(formatVerifierKey(keyOf(EXAMPLE_KEY)), EXAMPLE_KEY);
  const [name, id, base64] = EXAMPLE_KEY.split("+") as [string, string, string];
  const bad = [
    "",
    "+",
    "++",
    `${name}+${id}`,
    `+${id}+${base64}`,
    `${name}+${id.toUpperCase()}+${base64}`,
    `${name}+530d903b+${base64}`,
    `${name} +${id}+${base64}`,
    `other+${id}+${base64}`,
    `${name}+${id}+${base64}=`,
    `${name}+${id}+${base64}\n`,
    `${EXAMPLE_KEY} `,
    `${name}+${id}+${base64.slice(0, -4)}`,
    `${name}+${id}+`,
    `${name}+${id}+AQ==`,
    `${"n".repeat(5000)}+${id}+${base64}`,
  ];
  for (const text of bad) assert.equal(parseVerifierKey(text), undefined, text.slice(0, 80));
  for (const type of [0x00, 0x02, 0x03, 0x05, 0xff]) {
    assert.throws(() => formatVerifierKey({ name: "n", type, publicKey: new Uint8Array(32) }), RangeError);
  }
  assert.equal(verifierKeyId(keyOf(EXAMPLE_KEY)).length, 4);
});

test("any key survives being written and read", () => {
  const name = fc.stringMatching(/^[a-z0-9./-]{1,60}$/);
  fc.assert(
    fc.property(
      name,
      fc.constantFrom(1, 4),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (name, type, publicKey) => {
        const key = keyOf(formatVerifierKey({ name, type, publicKey }));
        assert.deepEqual({ ...key, publicKey: [...key.publicKey] }, { ...key, name, type, publicKey: [...publicKey] });
      },
    ),
    { numRuns: 1_000 },
  );
});

test("Ed25519 is strict: no second spelling of a signature, no small-order key, no wrong length", () => {
  const message = utf8(text);
  const { signature } = parseNote(note)!.signatures[0]!;
  const { publicKey } = alice.key;
  assert.equal(verifyEd25519({ signature, message, publicKey }), true);
  // s + L spells the same scalar.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + order;
  const respelled = Uint8Array.from([
    ...signature.slice(0, 32),
    ...Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse(),
  ]);
  assert.equal(verifyEd25519({ signature: respelled, message, publicKey }), false);
  const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
  const zero = Uint8Array.from([...identity, ...new Uint8Array(32)]);
  assert.equal(verifyEd25519({ signature: zero, message, publicKey: identity }), false);
  assert.equal(verifyEd25519({ signature: signature.slice(1), message, publicKey }), false);
  assert.equal(verifyEd25519({ signature, message, publicKey: publicKey.slice(1) }), false);
  assert.equal(verifyEd25519({ signature, message, publicKey: new Uint8Array(32).fill(255) }), false);
});
