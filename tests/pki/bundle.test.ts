/** Files of authorities: in whatever way they come, the same certificates are read, and what is damaged is no part of them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readBundle } from "#lib/pki/bundle.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { RevokingAuthority } from "./revoking-authority.ts";

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
const counts = (bytes: Uint8Array) => {
  const bundle = readBundle(bytes);
  return bundle && [bundle.certificates.length, bundle.revocation.length];
};

describe("a file of an authority", { skip: OPENSSL_MISSING }, () => {
  let authority: RevokingAuthority;
  before(() => {
    authority = new RevokingAuthority();
  });
  after(() => authority.remove());

  it("is read as DER, as PEM with several, and as PKCS #7 in either form", () => {
    const both = pem("CERTIFICATE", authority.root) + pem("CERTIFICATE", authority.customer);
    assert.deepEqual(counts(authority.root), [1, 0]);
    assert.deepEqual(counts(utf8(`Our authorities\r\n${both}${both}`)), [2, 0], "each once");
    assert.deepEqual(counts(authority.p7b("PEM")), [2, 0]);
    assert.deepEqual(counts(authority.p7b("DER")), [2, 0]);
    assert.deepEqual(counts(Buffer.from(`\ufeff${both}`, "utf16le")), [2, 0]);
  });

  it("may hold lists and answers, and nothing that is damaged or something else", () => {
    assert.deepEqual(counts(utf8(pem("CERTIFICATE", authority.root) + pem("X509 CRL", authority.list()))), [1, 1]);
    assert.deepEqual(counts(authority.answer()), [0, 1]);
    assert.equal(counts(utf8(pem("CERTIFICATE", authority.root.subarray(0, -4)))), undefined);
    assert.equal(counts(utf8("no certificate")), undefined);
    assert.equal(counts(utf8(pem("PRIVATE KEY", utf8("never read")))), undefined);
  });
});
