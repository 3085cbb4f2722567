/** SM2 keys in notes and statements: one spelling, an id of their own, and nobody's trust. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { algorithmOf, isTrusted, openKeyStatement, readKeyHistory } from "#lib/core/log/key-history.ts";
import {
  formatNote,
  formatVerifierKey,
  KEY_TYPE,
  parseNote,
  parseVerifierKey,
  verifyNote,
} from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { provideVerifier } from "#lib/core/log/signature.ts";
import { verifySm2 } from "#lib/core/sm/sm2.ts";
import { concat, fromBase64, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { ORIGIN, signedLine, signer } from "#tests/core/receipt/receipt-fixture.ts";
import { sm2Line, sm2Signer, sm2Statement } from "./sm2-signers.ts";

afterEach(() => provideVerifier("sm2", verifySm2));

const own = sm2Signer(ORIGIN);
const first = signer(ORIGIN, 0x01, "first");
const type = concat(Uint8Array.of(0xff), utf8("sealbook.sm2/v1"));

test("a key is written with the type 0xff, its identifier and the point, and its id is over all of them", () => {
  const [name, id = "", encoded = ""] = own.key.text.split("+", 2).concat(own.key.text.slice(ORIGIN.length + 10));
  assert.equal(name, ORIGIN);
  assert.equal(toHex(fromBase64(encoded) ?? type), toHex(concat(type, own.key.publicKey)));
  assert.equal(id, toHex(sha256(concat(utf8(`${ORIGIN}\n`), type, own.key.publicKey)).slice(0, 4)));
  assert.deepEqual([own.key.publicKey.length, own.key.publicKey[0]], [65, 4]);
  for (const other of ["sealbook.sm2/v2", "elsewhere.sm2/1", ""]) {
    const bytes = concat(Uint8Array.of(0xff), utf8(other), own.key.publicKey);
    const keyId = toHex(sha256(concat(utf8(`${ORIGIN}\n`), bytes)).slice(0, 4));
    assert.equal(parseVerifierKey(`${ORIGIN}+${keyId}+${toBase64(bytes)}`), undefined, other);
  }
  assert.throws(() => formatVerifierKey({ name: ORIGIN, type: KEY_TYPE.sm2, publicKey: new Uint8Array(64) }));
});

test("its line is verified where SM2 has been loaded, and is unchecked where not", () => {
  const text = `${ORIGIN}\nsome text\n`;
  const noteOf = () => parseNote(formatNote(text, [signedLine(first, text), sm2Line(own, text)]))!;
  assert.equal(verifyNote(noteOf(), own.key), "ok");
  assert.equal(verifyNote(noteOf(), sm2Signer(ORIGIN, "another").key), "absent");
  const forged = formatNote(text, [sm2Line(own, `${text}more\n`)]);
  assert.equal(verifyNote(parseNote(forged)!, own.key), "bad");
  provideVerifier("sm2", undefined);
  assert.equal(verifyNote(noteOf(), own.key), "unchecked");
});

test("the ledger's Ed25519 key and itself make it the ledger's; it leads to no other key and is in no history", () => {
  const statement = sm2Statement(own, [first]);
  assert.equal(openKeyStatement(statement, [first.key])?.key.text, own.key.text);
  assert.equal(openKeyStatement(statement, [signer(ORIGIN, 0x01, "second").key]), undefined);
  assert.equal(openKeyStatement(sm2Statement(own, []), [first.key]), undefined);
  assert.equal(algorithmOf(own.key), "sm2");
  assert.ok(!isTrusted(own.key));
  const text = `sealbook.key/v1\n${ORIGIN}\n${first.key.text}\n0\n`;
  const history = `${formatNote(text, [signedLine(first, text)])}\n${statement}`;
  assert.deepEqual(readKeyHistory(history), { failed: "malformed", number: 2 });
});

test("no reader trusts a ledger, a policy or a witness by it", () => {
  assert.deepEqual(trustLedger([own.key.text]), { failed: "key_malformed" });
  for (const line of [`log ${own.key.text}`, `witness w1 ${own.key.text}`]) {
    assert.deepEqual(parsePolicy(`${line}\nquorum none\n`), { error: "bad_key_type", line: 1 });
  }
});
