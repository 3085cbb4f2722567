/** SM2 signatures on checkpoints against OpenSSL, under the standard user id, both ways round; and its empty user id, which is another signature. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { formatCheckpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import {
  findSignature,
  formatNote,
  formatVerifierKey,
  KEY_TYPE,
  parseNote,
  signatureLine,
} from "#lib/core/log/note.ts";
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { createLedgerKey, openLedgerKey, signCheckpoint } from "#lib/infra/keys/ledger-signer.ts";
import { keyOf, ORIGIN } from "#tests/core/receipt/receipt-fixture.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";

const STANDARD_ID = "1234567812345678";
/** SubjectPublicKeyInfo around an uncompressed point on the curve of SM2 (RFC 5480; the curve is 1.2.156.10197.1.301). */
const SPKI_PREFIX = Buffer.from("3059301306072a8648ce3d020106082a811ccf5501822d034200", "hex");
const POINT_BYTES = 65;
/** DER of a signature has another length now and then. */
const ROUNDS = 6;

const folder = mkdtempSync(join(tmpdir(), "sealbook-sm2-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string, content?: string | Uint8Array) => {
  if (content !== undefined) writeFileSync(join(folder, name), content);
  return join(folder, name);
};

function openssl(...args: string[]): { ok: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  return { ok: status === 0, said: stdout + stderr };
}

/** `openssl dgst` over a text with SM3. */
const dgst = (id: string | undefined, ...args: string[]) =>
  openssl("dgst", "-sm3", ...(id === undefined ? [] : ["-sigopt", `distid:${id}`]), ...args);

const textOf = (round: number) => formatCheckpoint({ origin: ORIGIN, size: BigInt(round), root: EMPTY_ROOT });

test("OpenSSL verifies what a ledger's SM2 key signs", { skip: OPENSSL_MISSING }, () => {
  const stored = createLedgerKey({ ledger: "main", origin: ORIGIN, algorithm: "sm2" });
  const { key } = openLedgerKey(stored);
  const der = path("ours.der", Buffer.concat([SPKI_PREFIX, key.publicKey]));
  for (let round = 1; round <= ROUNDS; round++) {
    const text = textOf(round);
    const note = signCheckpoint([openLedgerKey(stored)], text, new Date());
    assert.ok("checkpoint" in openCheckpoint(note, key));
    // What an auditor does by hand: the last word of the line, out of base64, without the four bytes of the key id.
    const line = note.split("\n").find((each) => each.startsWith("— "))!;
    const signature = path("ours.sig", fromBase64(line.slice(line.lastIndexOf(" ") + 1))!.subarray(4));
    const message = path("ours.txt", text);
    const verify = ["-keyform", "DER", "-verify", der, "-signature", signature];
    assert.ok(dgst(STANDARD_ID, ...verify, message).ok, note);
    assert.ok(!dgst(undefined, ...verify, message).ok, "under the empty id it is another signature");
    assert.ok(!dgst(STANDARD_ID, ...verify, path("other.txt", `${text}more\n`)).ok);
  }
});

test("a signature that OpenSSL makes is one of the ledger's", { skip: OPENSSL_MISSING }, () => {
  const pem = path("theirs.pem");
  const made = openssl("genpkey", "-algorithm", "SM2", "-out", pem);
  assert.ok(made.ok, made.said);
  assert.ok(openssl("pkey", "-in", pem, "-pubout", "-outform", "DER", "-out", path("theirs.der")).ok);
  const publicKey = new Uint8Array(readFileSync(path("theirs.der")).subarray(-POINT_BYTES));
  const key = keyOf(formatVerifierKey({ name: ORIGIN, type: KEY_TYPE.sm2, publicKey }));
  for (let round = 1; round <= ROUNDS; round++) {
    const text = textOf(round);
    const statusUnder = (id: string | undefined) => {
      assert.ok(dgst(id, "-sign", pem, "-out", path("theirs.sig"), path("theirs.txt", text)).ok);
      const signature = new Uint8Array(readFileSync(path("theirs.sig")));
      const note = parseNote(formatNote(text, [signatureLine({ ...key, signature })]))!;
      assert.ok(findSignature(note, key));
      const opened = openCheckpoint(note, key);
      return "failed" in opened ? opened.failed : "ok";
    };
    assert.deepEqual([statusUnder(STANDARD_ID), statusUnder(undefined)], ["ok", "signature_invalid"]);
  }
});
