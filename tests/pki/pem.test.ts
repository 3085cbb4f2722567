/** Certificates as people keep them: PEM of any system, or DER. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { trustText } from "#components/verifier-file/named-trust.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readCertificates, readPemCertificates } from "#lib/pki/pem.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";

describe("certificates of a file", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  before(async () => {
    tsa = await makeTsa();
  });
  after(() => tsa.remove());

  it("are the same from PEM with any line ends, mark or encoding, and from DER", () => {
    const pem = tsa.caPem;
    const der = new Uint8Array(new X509Certificate(pem).raw);
    for (const bytes of [
      utf8(pem),
      utf8(pem.replaceAll("\n", "\r\n")),
      utf8(`\ufeff${pem}`),
      Buffer.from(`\ufeff${pem}`, "utf16le"),
      der,
    ]) {
      assert.deepEqual(
        readCertificates(bytes)?.map((each) => Buffer.from(each).toString("hex")),
        [Buffer.from(der).toString("hex")],
      );
      // The offline verifier has a field for text.
      assert.deepEqual(readPemCertificates(trustText(bytes) ?? "")?.length, 1);
    }
    assert.equal(readCertificates(der.subarray(1))?.length, undefined);
    assert.deepEqual(readCertificates(utf8("no certificate")), []);
  });
});
