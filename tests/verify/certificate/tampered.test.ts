/** Certificates with something changed: each class of bytes gets its verdict, and no change at all leaves altered pages behind a green one. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { equalBytes, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import { openCertificate } from "#lib/verify/certificate/open.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";
import { judge, makeCertificate, storyOf } from "#tests/support/whole-certificates.ts";

const made = await makeCertificate({ seal: "good" });
const other = await makeCertificate({ place: 4 });
const { pages, delivered } = made;
const credential = utf8(made.credential);
const { receipt } = made;

/** The receipt with a part of its extra changed, as its canonical JSON. */
function withExtra(change: (extra: Record<string, unknown>) => void): Uint8Array {
  const value = JSON.parse(new TextDecoder().decode(receipt));
  const extra = value.extras.find(({ kind }: { kind: string }) => kind === "certificate");
  change(extra);
  return utf8(JSON.stringify(value));
}

const flipped = (bytes: Uint8Array, at: number) => {
  const bent = bytes.slice();
  bent[at]! ^= 1;
  return bent;
};

describe("a certificate that was tampered with", () => {
  const classes: [string, () => Promise<Uint8Array> | Uint8Array, string[], string][] = [
    [
      "another name in the credential",
      () => deliver(pages, { credential: utf8(made.credential.replaceAll("Zhang Ji", "Zhang Jo")), receipt }),
      ["content_mismatch"],
      "integrity: credential_not_bound",
    ],
    [
      "another name in the credential alone",
      () => utf8(made.credential.replaceAll("Zhang Ji", "Zhang Jo")),
      ["content_mismatch"],
      "integrity: signature_wrong",
    ],
    [
      "a member that people would read and the signature does not cover",
      () => utf8(made.credential.replace('"name":"Diploma', '"name":"x","name":"Diploma')),
      ["content_mismatch"],
      "integrity: credential_malformed",
    ],
    [
      "another's credential",
      () => deliver(pages, { credential: utf8(other.credential), receipt }),
      ["content_mismatch"],
      "integrity: credential_not_bound",
    ],
    [
      "another's receipt",
      () => deliver(pages, { credential, receipt: other.receipt }),
      ["content_mismatch"],
      "integrity: credential_not_bound",
    ],
    [
      "the leaf",
      () =>
        deliver(pages, {
          credential,
          receipt: withExtra((extra) => {
            extra.leaf = String(extra.leaf).replace(/^pages .*$/m, `pages ${toBase64(new Uint8Array(32))}`);
          }),
        }),
      ["content_mismatch"],
      "integrity: certificate_mismatch",
    ],
    [
      "the path",
      () =>
        deliver(pages, {
          credential,
          receipt: withExtra((extra) => {
            extra.path = [toBase64(new Uint8Array(32)), ...(extra.path as string[]).slice(1)];
          }),
        }),
      ["content_mismatch"],
      "integrity: certificate_mismatch",
    ],
    [
      "the statement of the batch",
      () =>
        deliver(pages, {
          credential,
          receipt: withExtra((extra) => {
            extra.statement = String(extra.statement).replace('"version":1', '"version":2');
          }),
        }),
      ["content_mismatch"],
      "integrity: certificate_mismatch",
    ],
    ["the pages", () => flipped(delivered, 700), ["pages_altered"], "pages: pages_altered"],
    [
      "pages added behind",
      () => deliver(pages, { credential, receipt, more: (document) => void document.getPage(0).drawText("Dr.") }),
      ["pages_altered"],
      "pages: pages_appended",
    ],
    ["no receipt any more", () => deliver(pages, { credential }), ["pages_altered"], "pages: pages_unbound"],
    ["no credential any more", () => deliver(pages, { receipt }), ["could_not_check"], "integrity: no_credential"],
    [
      "two credentials",
      async () => deliver(await deliver(pages, { credential, receipt }), { credential: utf8(other.credential) }),
      ["failed"],
      "format: attachments_conflict",
    ],
  ];
  for (const [what, bytes, verdicts, story] of classes) {
    it(`is found out: ${what}`, async () => {
      const found = await judge(await bytes());
      assert.ok(verdicts.includes(found.verdict), `${found.verdict}: ${storyOf(found)}`);
      assert.ok(storyOf(found).includes(story), storyOf(found).join());
      if (found.verdict === "content_mismatch") {
        assert.deepEqual(Object.keys(found).sort(), ["form", "steps", "verdict"]);
        assert.equal(found.steps.length, 2);
      }
    });
  }

  it("any byte of a presentation that is changed is noticed", async () => {
    const presentation = presentSdJwt(made.sdJwt, ["fields.holder_name"]);
    for (let at = 0; at < presentation.length; at += 5) {
      const bent = Buffer.from(flipped(utf8(presentation), at)).toString();
      if ((await openCertificate(bent)) === undefined) continue;
      const { verdict, shown } = await judge(bent, { beside: receipt });
      assert.ok(verdict === "content_mismatch" || verdict === "failed", `byte ${at}: ${verdict}`);
      assert.equal(shown, undefined);
    }
  });

  it("with any byte of a delivered PDF changed, is never valid with other pages or another content", async () => {
    const verdicts = new Map<string, number>();
    for (let at = 0; at < delivered.length; at += at < pages.length ? 37 : 5) {
      const bent = flipped(delivered, at);
      const opened = await openCertificate(bent);
      // Where the credential cannot be found any more nothing is claimed of it.
      if (opened === undefined) continue;
      const { verdict } = await judge(bent);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== "valid") continue;
      assert.ok(equalBytes(bent.subarray(0, pages.length), pages), `byte ${at}`);
      assert.equal(opened.credential, made.credential, `byte ${at}`);
    }
    assert.ok((verdicts.get("pages_altered") ?? 0) > 20, JSON.stringify([...verdicts]));
    assert.ok((verdicts.get("content_mismatch") ?? 0) > 20, JSON.stringify([...verdicts]));
  });
});
