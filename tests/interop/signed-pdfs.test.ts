/**
 * Signed PDFs of other makers, which lie beside the vectors: what is found of each is what its manifest calls right (how its words map to ours
 * stands below), and for the samples without a manifest what our table says. Other readers differ, and differ from each other: see the
 * manifest's `readers`; most of them look at no change after a signature.
 */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { readPemCertificates } from "#lib/pki/pem.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import type { Trusted } from "#lib/verify/pdf/trust.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { listFiles, readBytes, vectorTest } from "./vectors.ts";

const BY_MAKERS = ["..", "samples", "signed-pdfs-by-makers"];
const SAMPLES = ["..", "samples", "signed-pdfs"];
const NOBODY: Trusted = { anchors: [], authorities: [] };

const pem = (name: string) => readPemCertificates(Buffer.from(readBytes(...BY_MAKERS, name)).toString()) ?? [];

vectorTest("of what other programs signed, each is told what its manifest calls right", async () => {
  const { files } = JSON.parse(Buffer.from(readBytes(...BY_MAKERS, "manifest.json")).toString());
  const [anchors, intermediates] = [pem("ca.pem"), pem("intermediates.pem")];
  const there = new Set(listFiles(...BY_MAKERS).map((path) => basename(path)));
  const wrong: string[] = [];
  for (const { file, expected } of files as { file: string; expected: string }[]) {
    if (!there.has(file)) continue;
    const trusted = { anchors, intermediates, authorities: anchors };
    const report = await verifyPdfSignatures(readBytes(...BY_MAKERS, file), trusted);
    wrong.push(...differences(report, expected).map((each) => `${file} [${expected}]: ${each}`));
  }
  assert.deepEqual(wrong, []);
  assert.ok(files.length > 0);
});

/** In what a report differs from the words of a manifest. */
function differences(report: PdfSignaturesReport | undefined, expected: string): string[] {
  if (report === undefined) return ["no signature found"];
  const { headline, signatures } = report;
  const is = (pattern: RegExp): boolean => pattern.test(expected);
  const some = (test: (each: PdfSignaturesReport["signatures"][number]) => boolean): boolean => signatures.some(test);
  // The newest signature of a file that its maker ruined holds by itself, and programs see different documents.
  if (is(/unreadable file/)) return headline === "unchecked" ? [] : [`headline ${headline}`];
  const rules: [boolean, boolean, string][] = [
    [is(/signature value wrong/), some(({ integrity }) => integrity.status === "failed"), "broken"],
    [is(/weak digest/), some(({ algorithm }) => algorithm.status === "weak"), "weak"],
    [is(/broken digest/), some(({ algorithm }) => algorithm.status === "broken"), "broken digest"],
    [is(/not PAdES/), some(({ profile }) => profile.includes("no_signing_certificate")), "no signing certificate"],
    [is(/more than one SignerInfo/), some(({ profile }) => profile.includes("several_signers")), "several signers"],
    [is(/empty user id/), some(({ profile }) => profile.includes("empty_user_id")), "empty user id"],
    [is(/PKCS#1/), some(({ profile }) => profile.includes("pkcs1")), "PKCS #1"],
    [
      is(/not allowed by DocMDP/),
      some(({ changes }) => changes.forbidden.some(({ by }) => by === "certification")),
      "forbidden",
    ],
    [is(/certificate expired/), some(({ time }) => time.status === "expired"), "expired"],
  ];
  const found = rules.flatMap(([wanted, has, name]) => (wanted === has ? [] : [`${wanted ? "not " : ""}${name}`]));
  const kinds = new Set(signatures.flatMap(({ changes }) => changes.kinds));
  // Of one the comment was lost when it was saved: nothing but an empty cross-reference stands behind the signature.
  if (is(/comment added/) && !kinds.has("annotation") && !kinds.has("nothing")) found.push("no comment");
  if (is(/form fill/) && !kinds.has("form_fill")) found.push("no form fill");
  if (is(/only DSS/) && [...kinds].some((kind) => kind !== "validation_data" && kind !== "timestamp"))
    found.push("more than DSS");
  const count = expected.split(";")[0]?.split(", ").length ?? 1;
  if (signatures.length !== count) found.push(`${signatures.length} signatures`);
  const headlines = is(/signature value wrong/)
    ? "broken"
    : is(/not allowed by/)
      ? "altered"
      : is(/broken digest/)
        ? "unchecked"
        : is(/expired/)
          ? "untrusted"
          : "valid";
  if (headline !== headlines) found.push(`headline ${headline}`);
  return found;
}

/**
 * Headlines, where no authority is named. Broken: places for signatures that were never signed, and a time-stamp copied behind another revision.
 * Altered: a catalog's or another object's change that nothing explains. Unchecked: no certificate comes along, a digest or a
 * curve that is not known here, or a catalog that a later save exchanged for another object.
 */
const HEADLINES: Record<string, PdfSignaturesReport["headline"]> = {
  "dss-0396bd84f5-pdf-with-eof-cr.pdf": "untrusted",
  "dss-0de43d49e7-pades-ltv-with-reason.pdf": "untrusted",
  "dss-1ca05275a3-pdf-with-two-empty-sigs.pdf": "broken",
  "dss-258bfce4ba-DSS1376-rev_n-2.pdf": "untrusted",
  "dss-3aa7e402ad-DSS1376-rev_n-4.pdf": "untrusted",
  "dss-427489e5af-DSS-2025.pdf": "untrusted",
  "dss-4fd8feae67-pades-t-duplicated-doctst.pdf": "broken",
  "dss-55f6ab4730-pades-not-epes.pdf": "untrusted",
  "dss-5b27fd59f7-pades-t-level-extended.pdf": "untrusted",
  "dss-5ddf35d7e4-pades-bes-no-certificates.pdf": "unchecked",
  "dss-61bc17a9f0-DSS-1983.pdf": "untrusted",
  "dss-64f322a9b5-pkcs7.pdf": "untrusted",
  "dss-95bbb8f601-pades-unsupported-signature-algorithm.pdf": "unchecked",
  "dss-a17efd367b-pades-ocsp-sign-cert.pdf": "unchecked",
  "dss-a580bfea77-pades-ltv-from-epes.pdf": "untrusted",
  "dss-cd29c40210-DSS1376-rev_n-3.pdf": "untrusted",
  "dss-f2b32cfbc3-DSS-3226.pdf": "untrusted",
  "pyh-1c0810f8ff-minimal-signed-twice-no-sig-type.pdf": "untrusted",
  "pyh-30fe330df1-pades-lta-dss-indirect-arrs-test.pdf": "untrusted",
  "pyh-64170b3a0c-pades-with-old-style-signing-cert-attr-issser.pdf": "untrusted",
  "pyh-78b8f68a7e-ed448-disallowed-hash.pdf": "unchecked",
  "pyh-864b5b778f-separate-annots-kids-indir.pdf": "untrusted",
  "pyh-9aad3553e8-minimal-two-fields-signed-twice.pdf": "untrusted",
  "pyh-9e839295e5-extensions-indirect.pdf": "untrusted",
  "pyh-ac314df705-base.pdf": "broken",
  "pyh-c7f4845990-certified-with-indirect-refs-in-dir.pdf": "untrusted",
  "pyh-e495f94833-minimal-signed-twice-second-created.pdf": "untrusted",
  "pyh-faa675eb60-extensions-indirect-not-all-paths.pdf": "altered",
};

vectorTest(
  "of other corpora, each is told what our table says; none is called valid where nobody vouches",
  async () => {
    const names = listFiles(...SAMPLES)
      .map((path) => basename(path))
      .filter((name) => name.endsWith(".pdf"));
    assert.ok(names.length > 0);
    for (const name of names) {
      const report = await verifyPdfSignatures(readBytes(...SAMPLES, name), NOBODY);
      assert.ok(report, name);
      assert.notEqual(report.headline, "valid", name);
      if (name in HEADLINES) assert.equal(report.headline, HEADLINES[name], name);
    }
  },
);
