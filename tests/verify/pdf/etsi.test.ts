/** What was found in the terms of ETSI EN 319 102-1: nothing passes of which something is not known. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { etsiOf, worstOf } from "#lib/verify/pdf/etsi.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { RevokingAuthority } from "#tests/pki/revoking-authority.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { PAGE, saved, signedPdf } from "./signed-pdf.ts";

const PASSED = { indication: "TOTAL-PASSED" } as const;
const LATER = { indication: "INDETERMINATE", subIndication: "TRY_LATER" } as const;

describe("a signature in the terms of ETSI", { skip: OPENSSL_MISSING }, () => {
  let authority: RevokingAuthority;
  let pdf: Buffer;
  before(() => {
    authority = new RevokingAuthority();
    pdf = signedPdf(authority);
  });
  after(() => authority.remove());

  async function told(revocation: Uint8Array[], anchors = [authority.root]) {
    const report = await verifyPdfSignatures(new Uint8Array(pdf), { anchors, authorities: [], revocation });
    const [signature] = report?.signatures ?? [];
    assert.ok(signature);
    return etsiOf(signature);
  }

  it("passes where it is known that its certificate was not revoked, for the time that counts", async () => {
    authority.says();
    assert.deepEqual(await told([authority.list()]), PASSED);
    assert.deepEqual(await told([]), LATER, "nobody says anything");
    assert.deepEqual(await told([authority.list("plain", { at: "20260101000000Z" })]), LATER, "said long before");
    assert.deepEqual(await told([], [authority.customer]), PASSED, "named by the reader");
    authority.says({ at: "260501120000Z" });
    assert.deepEqual(await told([authority.list()]), { indication: "INDETERMINATE", subIndication: "REVOKED_NO_POE" });
  });

  it("does not pass for a document of which signatures were left out, and how many is said", async () => {
    assert.deepEqual(worstOf([PASSED, PASSED], 0), PASSED);
    assert.deepEqual(worstOf([PASSED, PASSED], 1), { indication: "INDETERMINATE", subIndication: "GENERIC" });
    assert.deepEqual(worstOf([PASSED, LATER], 1), LATER);
    assert.equal((await verifyPdfSignatures(new Uint8Array(pdf), { anchors: [], authorities: [] }))?.leftOut, 0);
    const others = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [20 + at, "<< /Type /Sig /ByteRange [0 0 0 0] /Contents <00> >>"]),
    );
    const many = saved(pdf, { 1: PAGE[1] ?? "", ...others });
    const report = await verifyPdfSignatures(new Uint8Array(many), { anchors: [], authorities: [] });
    assert.deepEqual([report?.signatures.length, report?.leftOut], [24, 7]);
  });
});
