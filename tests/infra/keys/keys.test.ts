import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { VerifierKey } from "#lib/core/log/note.ts";
import type { LedgerSigner } from "#lib/infra/keys/ledger-signer.ts";

const READER = fileURLToPath(new URL("../../support/secret-reader.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sealbook-keys-"));
process.env.DATA_DIR = join(folder, "own");
const { createLedgerKey, openLedgerKey, signNote } = await import("#lib/infra/keys/ledger-signer.ts");
const { openSecret, sealSecret } = await import("#lib/infra/keys/sealed-secret.ts");
const { purposeKey } = await import("#lib/infra/keys/installation-secret.ts");
const { readLastSigned, rememberSigned } = await import("#lib/infra/keys/last-signed.ts");
const { parseNote, verifyNote } = await import("#lib/core/log/note.ts");
const { formatCheckpoint } = await import("#lib/core/log/checkpoint.ts");

/** Runs secret-reader.ts with a data folder, and perhaps a secret, of its own. */
function readKey(dataFolder: string, secret?: string): Promise<{ key: string; problem: string }> {
  const env = { ...process.env, DATA_DIR: dataFolder, SEALBOOK_SECRET: secret } as NodeJS.ProcessEnv;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=react-server", READER], { env }, (_, key, problem) => {
      resolve({ key, problem });
    });
  });
}

after(() => rmSync(folder, { recursive: true, force: true }));

describe("the secret of an installation", () => {
  const made = join(folder, "made");

  it("is made once, readable by its owner alone, however many processes ask first", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => readKey(made)));
    assert.deepEqual(new Set(answers.map(({ key }) => key.length)), new Set([64]));
    assert.equal(new Set(answers.map(({ key }) => key)).size, 1);
    assert.deepEqual(readdirSync(made), ["secret.key"], "no half-made file is left");
    assert.equal(statSync(join(made, "secret.key")).mode & 0o777, 0o600);
    assert.equal(Buffer.from(readFileSync(join(made, "secret.key"), "utf8"), "base64").length, 32);
  });

  it("may come from the environment instead, and then no file is made", async () => {
    const secret = randomBytes(32).toString("base64");
    const [one, other] = await Promise.all([readKey(join(folder, "a"), secret), readKey(join(folder, "b"), secret)]);
    assert.equal(one.key, other.key);
    assert.notEqual(one.key, (await readKey(made)).key);
    assert.ok(!readdirSync(folder).includes("a"));
  });

  it("is refused when others can read it, when it is damaged, and when the variable is no key: each says what to do", async () => {
    const path = join(made, "secret.key");
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path, mode);
      const { problem } = await readKey(made);
      assert.match(problem, /is open to other users \(mode 06[0-9]{2}\)\. Run: chmod 600 /);
    }
    chmodSync(path, 0o600);
    writeFileSync(path, "");
    assert.match((await readKey(made)).problem, /does not hold 32 bytes in base64/);
    for (const secret of ["x", randomBytes(31).toString("base64"), randomBytes(32).toString("hex")]) {
      assert.match((await readKey(made, secret)).problem, /SEALBOOK_SECRET must be 32 bytes in base64/);
    }
    writeFileSync(join(folder, "file"), "");
    assert.match((await readKey(join(folder, "file"))).problem, /secret\.key/);
  });

  it("gives each purpose a key of its own", () => {
    assert.deepEqual(purposeKey("one"), purposeKey("one"));
    assert.notDeepEqual(purposeKey("one"), purposeKey("other"));
  });
});

describe("sealed secrets", () => {
  const context = { purpose: "test", aad: "ledger main" };

  it("open with the same purpose and context, and with no other; any changed byte is noticed", () => {
    const secret = randomBytes(32);
    const sealed = sealSecret(secret, context);
    assert.deepEqual(Buffer.from(openSecret(sealed, context)), secret);
    assert.notDeepEqual(sealSecret(secret, context), sealed, "a nonce is used once");
    assert.throws(() => openSecret(sealed, { ...context, purpose: "other" }), /does not open with the secret/);
    assert.throws(() => openSecret(sealed, { ...context, aad: "ledger other" }), /does not open with the secret/);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1;
      assert.throws(() => openSecret(changed, context), /does not open with the secret/);
    }
    for (const length of [0, 11, 12, 27, 28]) {
      assert.throws(() => openSecret(sealed.subarray(0, length), context), /does not open with the secret/);
    }
  });
});

describe("the signing key of a ledger", () => {
  const origin = "localhost:3000/ledger/main";

  it("signs notes that its verifier key accepts, here and in node:crypto, and opens again from what is stored", () => {
    const { ledger, verifierKey, sealed, signer } = createLedgerKey({ ledger: "main", origin });
    const text = formatCheckpoint({ origin, size: 1n, root: createHash("sha256").digest() });
    for (const one of [signer, openLedgerKey({ ledger, verifierKey, sealed })]) {
      assert.equal(one.key.text, verifierKey);
      assert.equal(one.key.name, origin);
      assert.equal(verifyNote(parseNote(signNote(one, text))!, one.key), "ok");
      const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(one.key.publicKey).toString("base64url") };
      const publicKey = createPublicKey({ key: jwk, format: "jwk" });
      assert.ok(verify(null, Buffer.from(text), publicKey, one.sign(Buffer.from(text))));
      assert.ok(!JSON.stringify(one).includes("private"), "nothing of the private key can be read from it");
    }
  });

  it("does not open for another ledger, or beside another verifier key", () => {
    const { ledger, verifierKey, sealed } = createLedgerKey({ ledger: "main", origin });
    const other = createLedgerKey({ ledger: "main", origin });
    assert.throws(() => openLedgerKey({ ledger: "other", verifierKey, sealed }), /does not open/);
    assert.throws(() => openLedgerKey({ ledger, verifierKey: other.verifierKey, sealed }), /does not open/);
  });

  describe("the memory of what was signed last", () => {
    const { signer } = createLedgerKey({ ledger: "main", origin });
    const newer = createLedgerKey({ ledger: "main", origin }).signer;
    const stranger = createLedgerKey({ ledger: "main", origin }).signer;
    const keys = [signer.key, newer.key];
    const memory = join(folder, "own", "last-signed");
    const noteOf = (size: bigint, by: LedgerSigner | LedgerSigner[] = signer) =>
      signNote(by, formatCheckpoint({ origin, size, root: createHash("sha256").update(String(size)).digest() }));
    const oldFile = (key: VerifierKey) => join(memory, `${Buffer.from(key.keyId).toString("hex")}.checkpoint`);

    it("is the ledger's: a new key does not forget, and any of its keys reads it", () => {
      assert.equal(readLastSigned({ origin, keys }), undefined);
      rememberSigned(noteOf(7n));
      assert.equal(readLastSigned({ origin, keys: [signer.key] })?.size, 7n);
      rememberSigned(noteOf(8n, [signer, newer]));
      rememberSigned(noteOf(9n, newer));
      assert.equal(readLastSigned({ origin, keys })?.size, 9n);
      const name = createHash("sha256").update(origin).digest("hex");
      assert.deepEqual(readdirSync(memory), [`${name}.checkpoint`], "one file a ledger, and none half-written");
      assert.equal(readLastSigned({ origin: "elsewhere.test/ledger/main", keys }), undefined);
    });

    it("is verified unless it is the very text that was opened already", () => {
      const note = noteOf(9n, newer);
      rememberSigned(note);
      const opened = { note, checkpoint: { origin, size: 9n, root: new Uint8Array(32), extensions: [] } };
      assert.equal(readLastSigned({ origin, keys, opened }), opened.checkpoint);
      rememberSigned(noteOf(9n, stranger));
      assert.throws(() => readLastSigned({ origin, keys, opened }), /is not a checkpoint signed by/);
      rememberSigned(note);
    });

    it("does not shrink, whichever of several workers comes last", () => {
      rememberSigned(noteOf(3n));
      assert.equal(readLastSigned({ origin, keys })?.size, 9n);
    });

    it("is refused when none of the ledger's keys signed it", () => {
      rememberSigned(noteOf(10n, stranger));
      assert.throws(() => readLastSigned({ origin, keys }), /is not a checkpoint signed by/);
      rmSync(memory, { recursive: true });
      assert.throws(() => rememberSigned("nonsense"), /not a checkpoint/);
    });

    it("takes over what was kept one file a key, the largest of them", () => {
      mkdirSync(memory, { recursive: true });
      writeFileSync(oldFile(signer.key), noteOf(5n));
      assert.equal(readLastSigned({ origin, keys })?.size, 5n);
      assert.equal(existsSync(oldFile(signer.key)), false);
      writeFileSync(oldFile(signer.key), noteOf(4n));
      assert.equal(readLastSigned({ origin, keys })?.size, 5n);
      assert.equal(existsSync(oldFile(signer.key)), false);
      writeFileSync(oldFile(newer.key), noteOf(6n));
      assert.throws(() => readLastSigned({ origin, keys }), /is not a checkpoint signed by/);
    });
  });
});
