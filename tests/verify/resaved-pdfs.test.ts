/** Receipt PDFs that went through ordinary programs: the pages are nobody's any more, the receipt inside is what was issued. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answer } from "#components/verification/inspect-and-check.ts";
import { formatPolicy, parsePolicy } from "#lib/core/log/policy.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { LEDGER_KEY, ORIGIN, sampleReceipt, sign } from "#tests/features/evidence/receipts/pdf-samples.ts";
import { lacks, PRINTED, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";

const receipt = sampleReceipt();
const pdf = await renderReceiptPdf({ receipt, locale: "en", publicUrl: "https://evidence.example.com", sign });
const policy = parsePolicy(`log ${LEDGER_KEY}\nquorum none\n`);
assert.ok(!("error" in policy));
const trusted = { policy, at: new Date() };
const digest = sha256(utf8("the content\n"));

const failed = ({ steps }: { steps: readonly { name: string; status: string; reason: string }[] }) =>
  steps.filter(({ status }) => status === "failed").map(({ name, reason }) => `${name}: ${reason}`);

describe("a receipt PDF that another program saved", () => {
  for (const resaving of RESAVINGS) {
    it(`${resaving.what}: the pages are not vouched for, the receipt inside holds`, {
      skip: lacks(resaving),
    }, async () => {
      const saved = resave(pdf, resaving);
      const opened = await open(saved);
      assert.deepEqual(opened.json, receipt);
      const verification = await verify({ receipt: opened, sha256: digest, ...trusted });
      assert.deepEqual([verification.verdict, failed(verification)], ["failed", ["document: not_sealed"]]);
      assert.equal(verification.facts, undefined, "nothing is said of the file as a whole");
      const { inside } = verification;
      assert.deepEqual([inside?.verdict, inside && failed(inside)], ["valid", []]);
      assert.deepEqual(inside?.steps.map(({ name }) => name).includes("document"), false);
      assert.equal(inside?.facts?.details?.name, "合同 contract.pdf");
    });

    it(`${resaving.what}: the page takes it for a receipt and comes to the same`, {
      skip: lacks(resaving),
    }, async () => {
      const file = new File([new Uint8Array(resave(pdf, resaving))], "receipt.pdf");
      const inspected = await answer({ call: 1, kind: "inspect", file }, () => {});
      assert.ok(inspected.kind === "inspected" && inspected.inspected.kind === "receipt");
      const trust = [{ origin: ORIGIN, keys: formatPolicy(policy), policies: [], authorities: "", ends: [] }];
      const { bytes } = inspected.inspected;
      const checked = await answer({ call: 2, kind: "check", receipt: bytes, trust }, () => {});
      assert.ok(checked.kind === "checked");
      assert.equal(checked.checked.verification.inside?.verdict, "valid");
      assert.ok(checked.checked.texts?.record.includes("sealbook.record/v1"));
    });
  }

  const [first] = RESAVINGS;
  assert.ok(first);
  it("of a receipt of version 2 has the receipt inside all the same", { skip: lacks(first) }, async () => {
    const second = sampleReceipt({ extras: [{ kind: "relay", to: ["somewhere"] }] });
    const drawn = await renderReceiptPdf({ receipt: second, locale: "en", publicUrl: "https://x.example", sign });
    const opened = await open(resave(drawn, first));
    assert.deepEqual(opened.json, second);
    assert.equal((await verify({ receipt: opened, sha256: digest, ...trusted })).inside?.verdict, "valid");
  });

  it("with another file, a receipt that says something else, or two of them fails as before", {
    skip: lacks(first),
  }, async () => {
    const other = await verify({ receipt: await open(resave(pdf, first)), sha256: sha256(utf8("other")), ...trusted });
    assert.deepEqual([other.verdict, other.inside], ["failed", undefined]);
    const plain = resave(pdf, { ...first, args: ["--stream-data=uncompress", "IN", "OUT"] });
    const text = Buffer.from(plain).toString("latin1");
    const bent = Buffer.from(text.replace('\\"size\\":12', '\\"size\\":13'), "latin1");
    const changed = await verify({ receipt: await open(bent), ...trusted });
    assert.deepEqual([changed.verdict, changed.inside], ["failed", undefined]);
    assert.ok(failed(changed).includes("record: digest_mismatch"), String(failed(changed)));
  });

  it("which still has its seal, but not as it was sealed, gets no second verdict", async () => {
    const bent = Buffer.from(Buffer.from(pdf).toString("latin1").replace("/Title", "/Tinle"), "latin1");
    const verification = await verify({ receipt: await open(bent), ...trusted });
    assert.deepEqual([verification.inside, failed(verification)], [undefined, ["document: digest_mismatch"]]);
  });

  it("whose attachment got a line end from a repair is read all the same, and called reformatted", async () => {
    const broken = Buffer.from(pdf)
      .toString("latin1")
      .replace(/startxref\n\d+/, "startxref\n7");
    const repaired = broken
      .replace('"timestamps":[]}\nendstream', '"timestamps":[]}\r\n\nendstream')
      .replace(/\/Length \d+\n(?=[\s\S]{0,200}\{"details")/, "");
    const opened = await open(
      Buffer.from(repaired.replace("%sealbook.receipt-pdf/v1\n%sealbook", "%gone\n%gone"), "latin1"),
    );
    assert.deepEqual([opened.json, opened.respelled], [receipt, "reformatted"]);
  });

  it("of an issuer whom nobody named stays unproven inside", { skip: lacks(first) }, async () => {
    const { verdict, inside } = await verify({ receipt: await open(resave(pdf, first)) });
    assert.deepEqual([verdict, inside?.verdict], ["failed", "issuer_unproven"]);
  });

  it("without a proof inside gets no second verdict: nothing in it is signed", { skip: lacks(first) }, async () => {
    const unsigned = sampleReceipt({ anchored: false });
    const waiting = await renderReceiptPdf({ receipt: unsigned, locale: "en", publicUrl: "https://a.example", sign });
    const { verdict, inside } = await verify({ receipt: await open(resave(waiting, first)), ...trusted });
    assert.deepEqual([verdict, inside], ["failed", undefined]);
  });

  it("which dropped the attachments carries no receipt", { skip: lacks(PRINTED) }, async () => {
    const verification = await verify({ receipt: await open(resave(pdf, PRINTED)), ...trusted });
    assert.deepEqual([verification.verdict, verification.inside], ["failed", undefined]);
  });

  it("that needs a password is not opened, and nothing breaks", { skip: lacks(first) }, async () => {
    const locked = resave(pdf, { ...first, args: ["--encrypt", "secret", "owner", "256", "--", "IN", "OUT"] });
    assert.deepEqual((await open(locked)).json, undefined);
  });

  it("in which bits were flipped never breaks the reader, and never gets a better verdict than its receipt", {
    skip: lacks(first),
  }, async () => {
    const [, , packed] = RESAVINGS;
    assert.ok(packed);
    const saved = resave(pdf, packed);
    for (let at = 0; at < saved.length; at += Math.ceil(saved.length / 150)) {
      const bent = saved.slice();
      bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
      const { inside } = await verify({ receipt: await open(bent), ...trusted });
      assert.ok(inside === undefined || inside.verdict === "valid", String(at));
      if (inside) assert.equal(inside.facts?.details?.name, "合同 contract.pdf");
    }
  });
});
