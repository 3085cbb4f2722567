/** Signers whose certificates are not as they should be: each has a reason of its own, and none is called valid. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Authority } from "#lib/verify/pdf/trust.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { AUTHORITY, forge, keyUsage, newKey, purposes } from "#tests/pki/forged-certificates.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { signedPdf } from "./signed-pdf.ts";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const SIGNS = [keyUsage(0xc0)];
const [rootKey, ownKey] = [newKey(), newKey()];
const root = forge({ subject: "Root", key: rootKey, issuer: "Root", by: rootKey, extensions: AUTHORITY });
type Changes = Partial<Parameters<typeof forge>[0]>;
const certificateWith = (changes: Changes = {}) =>
  forge({ subject: "Customer", key: ownKey, issuer: "Root", by: rootKey, extensions: SIGNS, ...changes });

describe("a signer's certificate", { skip: OPENSSL_MISSING }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sealbook-certificates-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const pem = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64")}\n-----END CERTIFICATE-----\n`;

  /** Of a document that was signed with it: headline, and what is said of trust, time and algorithm. */
  async function told(
    certificate: Uint8Array,
    { key = ownKey, anchors = [root] as Authority[], along = [] as Uint8Array[] } = {},
  ) {
    const path = (name: string) => join(folder, name);
    writeFileSync(path("pem"), pem(certificate));
    writeFileSync(path("chain"), along.map(pem).join(""));
    writeFileSync(path("key"), key.privateKey.export({ type: "pkcs8", format: "pem" }));
    const sign = (bytes: Uint8Array): Buffer => {
      writeFileSync(path("data"), bytes);
      const chain = along.length > 0 ? ["-certfile", path("chain")] : [];
      const signer = ["-signer", path("pem"), "-inkey", path("key"), ...chain];
      const options = [
        "-binary",
        "-md",
        "sha256",
        "-cades",
        "-in",
        path("data"),
        "-outform",
        "DER",
        "-out",
        path("cms"),
      ];
      execFileSync("openssl", ["cms", "-sign", ...options, ...signer], { stdio: "ignore" });
      return readFileSync(path("cms"));
    };
    const report = await verifyPdfSignatures(new Uint8Array(signedPdf({ sign })), { anchors, authorities: [] });
    const [first] = report?.signatures ?? [];
    assert.ok(first);
    const trust = "reason" in first.trust ? first.trust.reason : first.trust.status;
    return [report?.headline, first.integrity.status, trust, first.time.status, first.algorithm.status].join(" ");
  }

  it("that is as it should be makes the signature valid", async () => {
    assert.equal(await told(certificateWith()), "valid ok trusted claimed ok");
  });

  it("that has ended, or is not valid yet, does not, and is told as that", async () => {
    assert.equal(await told(certificateWith({ until: "20250101000000Z" })), "untrusted ok trusted expired ok");
    const later = certificateWith({ from: "20350101000000Z" });
    assert.equal(await told(later), "untrusted ok trusted not_yet_valid ok");
  });

  it("for something else, or that it issued itself, is nobody's word", async () => {
    const server = certificateWith({ extensions: [...SIGNS, purposes(SERVER_AUTH)] });
    assert.equal(await told(server), "untrusted ok wrong_purpose claimed ok");
    const authority = certificateWith({ extensions: [keyUsage(0x06)] });
    assert.equal(await told(authority), "untrusted ok wrong_purpose claimed ok");
    const own = forge({ subject: "Me", key: ownKey, issuer: "Me", by: ownKey, extensions: SIGNS });
    assert.equal(await told(own), "untrusted ok self_signed claimed ok");
  });

  it("with a key that others can calculate is no yes", async () => {
    const key = generateKeyPairSync("rsa", { modulusLength: 1024 }) as unknown as KeyPairKeyObjectResult;
    assert.equal(await told(certificateWith({ key }), { key }), "unchecked ok trusted claimed weak_key");
  });

  it("in a circle of authorities that issued one another leads to nobody", async () => {
    const [oneKey, otherKey] = [newKey(), newKey()];
    const one = forge({ subject: "One", key: oneKey, issuer: "Other", by: otherKey, extensions: AUTHORITY });
    const other = forge({ subject: "Other", key: otherKey, issuer: "One", by: oneKey, extensions: AUTHORITY });
    const below = certificateWith({ issuer: "One", by: oneKey });
    assert.equal(await told(below, { along: [one, other] }), "untrusted ok not_named claimed ok");
  });

  it("comes from an authority only within the dates between which the reader lets it count", async () => {
    const within = { der: root, from: new Date("2020-01-01"), until: new Date("2090-01-01") };
    assert.equal(await told(certificateWith(), { anchors: [within] }), "valid ok trusted claimed ok");
    const over = { der: root, until: new Date("2024-01-01") };
    assert.equal(await told(certificateWith(), { anchors: [over] }), "untrusted ok outside_dates claimed ok");
    const later = { der: root, from: new Date("2090-01-01") };
    assert.equal(await told(certificateWith(), { anchors: [later] }), "untrusted ok outside_dates claimed ok");
  });
});
