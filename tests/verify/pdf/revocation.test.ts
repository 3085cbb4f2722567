/** Revocation of signers: found where makers of PDFs put it, and held against the time at which was signed. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readCertificate } from "#lib/pki/certificate.ts";
import { encodeDer, encodeOid, readDer, TAG } from "#lib/pki/der.ts";
import { RevocationMaterial } from "#lib/pki/revocation-material.ts";
import type { Cms, SignerInfo } from "#lib/pki/signed-data.ts";
import { revocationInCms, signerRevocation } from "#lib/verify/pdf/revocation.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { RevokingAuthority } from "#tests/pki/revoking-authority.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { PAGE, saved, signedPdf, stream } from "./signed-pdf.ts";

const REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";
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
        material: new RevocationMaterial([authority.list()]),
        proven: proven ? new Date(proven) : undefined,
        now: new Date(),
      });
      return found.status === "revoked" ? found.when : found.status;
    };
    assert.deepEqual(await Promise.all([when(), when("2026-04-30T00:00:00Z"), when("2026-05-02T00:00:00Z")]), [
      ...["unproven", "after", "before"],
    ]);
  });

  it("is told whatever else a document brings that looks like the issuer's certificate", async () => {
    const { deputy, lookalike } = authority.withDeputy();
    const signer = { sign: (bytes: Uint8Array) => authority.sign(bytes, { by: "client", along: "lookalike" }) };
    const signed = signedPdf(signer);
    const found = async (revocation: Uint8Array[]) => {
      const trusted = { anchors: [authority.root], intermediates: [deputy], authorities: [], revocation };
      const report = await verifyPdfSignatures(new Uint8Array(signed), trusted);
      return [report?.headline, report?.signatures[0]?.revocation];
    };
    authority.says();
    const [headline, status] = await found([authority.list("plain", { by: "deputy" })]);
    assert.deepEqual([headline, (status as { status: string }).status], ["valid", "good"]);
    authority.says(IN_MAY);
    const [own, client] = await found([authority.list("plain", { by: "deputy" })]);
    assert.deepEqual([own, (client as { status: string }).status], ["untrusted", "revoked"]);
    authority.says(IN_MAY, "0B01");
    const [of, above] = await found([authority.list()]);
    assert.deepEqual([of, (above as { authority: string }).authority], ["untrusted", "deputy"]);
    // Without anybody who vouches, all who may be the issuer are asked, whichever of them comes first.
    authority.says(IN_MAY);
    const [certificate, ...issuers] = [authority.der("client"), lookalike, deputy].map((der) => readCertificate(der));
    assert.ok(certificate);
    const candidates = issuers.flatMap((each) => each ?? []);
    const material = new RevocationMaterial([authority.list("plain", { by: "deputy" })]);
    const now = new Date();
    const told = await signerRevocation({ certificate, candidates, anchors: [], material, proven: undefined, now });
    assert.equal(told.status, "revoked");
  });

  it("is looked for within bounds, and never called good where more is there than is looked at", async () => {
    authority.says(IN_MAY);
    const revoked = authority.list();
    authority.says();
    const good = authority.list();
    const values = Array.from({ length: 120_000 }, (_, at) => encodeDer(TAG.octetString, bigEndian(at)));
    const signer = { sign: (bytes: Uint8Array) => withRevocation(authority.sign(bytes), [good, ...values]) };
    const crowded = signedPdf(signer, { reserved: 700_000 });
    const before = process.cpuUsage();
    assert.deepEqual(await told(crowded), ["valid", "unknown not_evaluated", ""]);
    assert.deepEqual(await told(crowded, [revoked]), ["untrusted", "revoked key_compromise", ""], "the reader's own");
    const { user, system } = process.cpuUsage(before);
    // Each value held against each other one took minutes.
    assert.ok(user + system < 20_000_000, `${user + system} microseconds`);
    const few = signedPdf({ sign: (bytes) => withRevocation(authority.sign(bytes), [good, ...values.slice(0, 9)]) });
    assert.deepEqual(await told(few), ["valid", "good true", ""]);
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
    const unsigned = new Map([[REVOCATION_VALUES, value(held(1, answer))]]);
    const info = { attributes, unsigned } as unknown as SignerInfo;
    const found = revocationInCms({ revocation: [list] } as unknown as Cms, info);
    assert.deepEqual(found.map(latin1), [list, list, answer, answer].map(latin1));
  });
});

const bigEndian = (value: number): Uint8Array => Uint8Array.of(value >> 16, value >> 8, value);

/** A signature with lists and answers beside it, as CAdES has them: an attribute that is not signed. */
function withRevocation(signature: Uint8Array, values: readonly Uint8Array[]): Buffer {
  const root = readDer(new Uint8Array(signature));
  const [type, wrapper] = root?.children ?? [];
  const parts = wrapper?.children[0]?.children ?? [];
  const info = parts.at(-1)?.children[0];
  assert.ok(type && info);
  const held = encodeDer(TAG.sequence, encodeDer(TAG.context(0), encodeDer(TAG.sequence, ...values)));
  const attribute = encodeDer(TAG.sequence, encodeOid(REVOCATION_VALUES), encodeDer(TAG.set, held));
  const own = info.children.filter(({ tag }) => tag !== TAG.context(1)).map(({ bytes }) => bytes);
  const infos = encodeDer(TAG.set, encodeDer(TAG.sequence, ...own, encodeDer(TAG.context(1), attribute)));
  const data = encodeDer(TAG.sequence, ...parts.slice(0, -1).map(({ bytes }) => bytes), infos);
  return Buffer.from(encodeDer(TAG.sequence, type.bytes, encodeDer(TAG.context(0), data)));
}
