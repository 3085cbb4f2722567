/** A file given with a certificate's receipt: as delivered it is the certificate, and with anything else written behind its pages it is not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { certificateParts } from "#lib/verify/certificate/file-parts.ts";
import { verify } from "#lib/verify/verify.ts";
import { receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { makeCertificate, policy } from "#tests/support/whole-certificates.ts";

const made = await makeCertificate();
const receipt = openReceipt(made.receipt);

async function fileStep(file: Uint8Array): Promise<string> {
  const parts = await certificateParts(file, receipt);
  const { steps } = await verify({ receipt, policy, sha256: sha256(file), parts });
  const { status, reason } = steps.find(({ name }) => name === "file") ?? {};
  return `${status} ${reason}`;
}

describe("a file beside a certificate's receipt", () => {
  it("is the certificate in each form that is handed out: PDF as designed and as delivered, credential, SD-JWT whole or in part", async () => {
    const jwt = made.sdJwt.split("~", 1)[0] ?? "";
    const forms = [made.pages, made.delivered, utf8(made.credential), utf8(made.sdJwt), utf8(`${jwt}~`), utf8(jwt)];
    for (const [at, form] of forms.entries()) assert.equal(await fileStep(form), "ok certificate_form", `form ${at}`);
  });

  it("is not, where somebody wrote behind the designed pages, or changed them", async () => {
    const marked = concat(made.delivered, utf8("\n9999 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n"));
    const bent = made.pages.slice();
    bent[200]! ^= 1;
    for (const each of [marked, concat(made.pages, utf8("%%EOF\n")), bent, made.pages.subarray(0, -20)])
      assert.equal(await fileStep(each), "failed digest_mismatch");
  });

  it("is not a presentation with a disclosure that is not its own, nor another credential or text", async () => {
    const forged = Buffer.from(JSON.stringify(["salt", "name", "Somebody"])).toString("base64url");
    for (const each of [`${made.sdJwt}${forged}~`, `${made.credential} `, "a~b", "~", "", "{}"])
      assert.equal(await fileStep(utf8(each)), "failed digest_mismatch", each.slice(-40));
  });

  it("has no such parts beside any other receipt", async () => {
    assert.deepEqual(await certificateParts(made.delivered, openReceipt(receiptBytes)), []);
    assert.deepEqual(await certificateParts(made.delivered, openReceipt("x")), []);
  });
});
