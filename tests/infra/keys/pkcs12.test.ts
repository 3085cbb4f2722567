/** Key files of old and new programs open with their password and no other, and the signer's certificate is the one of the key. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac, createPrivateKey, createPublicKey, pbkdf2Sync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createSecureContext } from "node:tls";
import { type Pkcs12, type Pkcs12Failure, readPkcs12 } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";
import { encodeDer, encodeInteger, encodeOid, readDer, TAG } from "#lib/pki/der.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-pkcs12-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const openssl = (...args: string[]) =>
  execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"], cwd: folder });
const PASSWORDS = ["secret 1", "印章密码𠮷", ""];

before(() => {
  openssl(..."req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Root -keyout root.key -out root.pem".split(" "));
  openssl(
    ..."req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Bank -keyout bank.key -out bank.csr".split(
      " ",
    ),
  );
  openssl(..."x509 -req -in bank.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -out bank.pem".split(" "));
});

/** @param args as the program is told how to write it */
function made(password: string, ...args: string[]): Uint8Array {
  const files = ["-inkey", "bank.key", "-in", "bank.pem", "-certfile", "root.pem", "-out", "made.p12"];
  openssl("pkcs12", "-export", ...files, "-passout", `pass:${password}`, ...args);
  return new Uint8Array(readFileSync(path("made.p12")));
}

function opened(outcome: Pkcs12 | Pkcs12Failure): Pkcs12 {
  assert.ok(!("failed" in outcome), JSON.stringify(outcome));
  return outcome;
}

const WRITERS: Record<string, string[]> = {
  "AES-256": [],
  "3DES": ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
  "RC2-40 and 3DES, as of old": ["-legacy"],
  "RC2-128": ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"],
  "two keys of DES": ["-certpbe", "PBE-SHA1-2DES", "-keypbe", "PBE-SHA1-2DES"],
  "AES-128, MAC of SHA-512": ["-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC", "-macalg", "sha512"],
  "no MAC": ["-nomac"],
  "open certificates": ["-certpbe", "NONE"],
};

describe("a PKCS #12 file", () => {
  for (const [name, args] of Object.entries(WRITERS)) {
    it(`opens with its password, and with no other: ${name}`, () => {
      for (const password of PASSWORDS) {
        const file = made(password, ...args);
        const { key, certificate, chain } = opened(readPkcs12(file, password));
        assert.match(new X509Certificate(certificate).subject, /Bank/);
        assert.deepEqual(
          chain.map((each) => new X509Certificate(each).subject),
          ["CN=Root"],
        );
        const own = createPublicKey(createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" }));
        assert.ok(own.equals(new X509Certificate(certificate).publicKey));
        assert.deepEqual(readPkcs12(file, `${password}x`), { failed: "key_file_password_wrong" });
      }
    });
  }

  it("opens by PBMAC1, which OpenSSL takes as well", () => {
    for (const password of PASSWORDS) {
      const file = withPbmac1(made(password), password);
      // The password of a context may not be empty.
      if (password !== "") createSecureContext({ pfx: Buffer.from(file), passphrase: password });
      assert.equal(opened(readPkcs12(file, password)).chain.length, 1);
      assert.deepEqual(readPkcs12(file, "other"), { failed: "key_file_password_wrong" });
    }
  });

  it("is opened with as many rounds as a browser writes, and with no more of all its parts together", () => {
    const strong = ["-iter", "600000"];
    assert.equal(opened(readPkcs12(made("x", ...strong), "x")).chain.length, 1);
    const old = ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
    // Each of its derivations alone is below the limit.
    const costly = readPkcs12(made("x", ...old, "-iter", "900000"), "x");
    assert.ok("failed" in costly);
    assert.equal(costly.failed, "key_file_algorithm_unknown");
    assert.match(costly.detail ?? "", /iterations together/);
  });

  it("without a key, or without its certificate, is said to be so; and what is none at all", () => {
    openssl("pkcs12", "-export", "-nokeys", "-in", "bank.pem", "-out", "nokey.p12", "-passout", "pass:x");
    assert.deepEqual(readPkcs12(readFileSync(path("nokey.p12")), "x"), { failed: "key_file_without_key" });
    openssl("pkcs12", "-export", "-nocerts", "-inkey", "bank.key", "-out", "nocert.p12", "-passout", "pass:x");
    assert.deepEqual(readPkcs12(readFileSync(path("nocert.p12")), "x"), { failed: "key_file_without_certificate" });
    assert.deepEqual(readPkcs12(readFileSync(path("bank.pem")), "x"), { failed: "key_file_malformed" });
    const file = made("x");
    for (let at = 0; at < file.length; at += 7) {
      const other = Uint8Array.from(file);
      other[at] = (other[at] ?? 0) ^ 0x41;
      readPkcs12(other, "x");
      readPkcs12(file.subarray(0, at), "x");
    }
  });
});

/** The file with another MAC (RFC 9579). */
function withPbmac1(file: Uint8Array, password: string): Uint8Array {
  const sequence = (...parts: Uint8Array[]) => encodeDer(TAG.sequence, ...parts);
  const [version, safe] = readDer(file)?.children ?? [];
  assert.ok(version && safe);
  const content = safe.children[1]?.children[0]?.content ?? new Uint8Array();
  const salt = new Uint8Array(16).fill(7);
  const hmac = sequence(encodeOid("1.2.840.113549.2.9"), encodeDer(TAG.null));
  const kdf = sequence(
    encodeOid("1.2.840.113549.1.5.12"),
    sequence(encodeDer(TAG.octetString, salt), encodeInteger(2_048n), encodeInteger(32n), hmac),
  );
  const algorithm = sequence(encodeOid("1.2.840.113549.1.5.14"), sequence(kdf, hmac));
  const key = pbkdf2Sync(password, salt, 2_048, 32, "sha256");
  const mac = createHmac("sha256", key).update(content).digest();
  const info = sequence(algorithm, encodeDer(TAG.octetString, new Uint8Array(mac)));
  return sequence(version.bytes, safe.bytes, sequence(info, encodeDer(TAG.octetString, salt), encodeInteger(1n)));
}
