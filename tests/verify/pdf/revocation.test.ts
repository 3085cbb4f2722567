/** Revocation of signers: found where makers of PDFs put it, and held against the time at which was signed. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readCertificate } from "#lib/pki/certificate.ts";
import { encodeDer, readDer, TAG } from "#lib/pki/der.ts";
import type { Cms, SignerInfo } from "#lib/pki/signed-data.ts";
import { revocationInCms, signerRevocation } from "#lib/verify/pdf/revocation.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { RevokingAuthority } from "#tests/pki/revoking-authority.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { PAGE, saved, signedPdf, stream } from "./signed-pdf.ts";

const IN_MAY = { at: "260501120000Z", reason: "keyCompromise" };
const latin1 = (der: Uint8Array): string => Buffer.from(der).toString("latin1");

describe("whether a signer's certificate was revoked", { skip: OPENSSL_MISSING }, () => {
  let authority: RevokingAuthority;
  let pdf: Buffer;
  before(() => {
    authority = new RevokingAuthority();
    pdf = signedPdf(authority);
  });
  after(() => authority.remove());

  /** Headline, status of revocation, and which changes came after the signature. */
  async function told(bytes: Uint8Array, revocation: Uint8Array[] = []) {
    const trusted = { anchors: [authority.root], authorities: [], revocation };
    const report = await verifyPdfSignatures(new Uint8Array(bytes), trusted);
    const found = report?.signatures[0]?.revocation;
    const status = found && (found.status === "good" ? `good ${found.isFresh}` : `${found.status} ${found.reason}`);
    return [report?.headline, status, report?.signatures[0]?.changes.kinds.join()];
  }

  /** The document with a store behind it. @param key entry of it, or of what belongs to one signature */
  const stored = (key: "CRLs" | "OCSPs" | "VRI", der: Uint8Array) =>
    saved(pdf, {
      1: (PAGE[1] ?? "").replace("/Pages", "/DSS 10 0 R /Pages"),
      10: key === "VRI" ? "<< /VRI << /AB << /OCSP [11 0 R] >> >> >>" : `<< /${key} [11 0 R] >>`,
      11: stream(latin1(der)),
    });

  it("is not known where nobody says anything, and that is told", async () => {
    assert.deepEqual(await told(pdf), ["valid", "unknown no_answer", ""]);
  });

  it("is told from the document's store, from what belongs to one signature, and from what the reader brings", async () => {
    authority.says();
    assert.deepEqual(await told(stored("CRLs", authority.list())), ["valid", "good true", "validation_data"]);
    assert.deepEqual(await told(stored("OCSPs", authority.answer())), ["valid", "good true", "validation_data"]);
    assert.deepEqual(await told(stored("VRI", authority.answer())), ["valid", "good true", "validation_data"]);
    assert.deepEqual(await told(pdf, [authority.list()]), ["valid", "good true", ""]);
    const old = authority.list("plain", { at: "20260101000000Z" });
    assert.deepEqual(await told(pdf, [old]), ["valid", "good false", ""], "said before it was signed");
  });

  it("takes the signature's word away where it was revoked, unless it is proven to be older", async () => {
    authority.says(IN_MAY);
    assert.deepEqual(await told(stored("CRLs", authority.list())), [
      ...["untrusted", "revoked key_compromise", "validation_data"],
    ]);
    const [certificate, root] = [authority.customer, authority.root].map((der) => readCertificate(der));
    assert.ok(certificate && root);
    const when = async (proven?: string) => {
      const found = await signerRevocation({
        certificate,
        candidates: [root],
        anchors: [root],
        material: [authority.list()],
        proven: proven ? new Date(proven) : undefined,
        now: new Date(),
      });
      return found.status === "revoked" ? found.when : found.status;
    };
    assert.deepEqual(await Promise.all([when(), when("2026-04-30T00:00:00Z"), when("2026-05-02T00:00:00Z")]), [
      ...["unproven", "after", "before"],
    ]);
  });

  it("is read from a signature itself: Adobe's attribute, that of CAdES, and the lists of CMS", () => {
    const [list, answer] = [authority.list(), authority.answer()];
    const held = (n: number, der: Uint8Array) => encodeDer(TAG.context(n), encodeDer(TAG.sequence, der));
    const value = (...parts: Uint8Array[]) => {
      const node = readDer(encodeDer(TAG.sequence, ...parts));
      assert.ok(node);
      return node;
    };
    const attributes = { values: new Map([["1.2.840.113583.1.1.8", value(held(0, list), held(1, answer))]]) };
    const unsigned = new Map([["1.2.840.113549.1.9.16.2.24", value(held(1, answer))]]);
    const info = { attributes, unsigned } as unknown as SignerInfo;
    const found = revocationInCms({ revocation: [list] } as unknown as Cms, info);
    assert.deepEqual(found.map(latin1), [list, list, answer, answer].map(latin1));
  });
});
