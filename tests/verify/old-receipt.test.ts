/** A receipt of another service counts for the digest that it is about, and for no more than could be checked. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { OLD_RECEIPT_FINDINGS, OLD_RECEIPT_KINDS, readCheck } from "#lib/core/claim/stated-origin.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { checkAgainst, OLD_RECEIPT_BYTES_MAX, readOldReceipt } from "#lib/verify/old-receipt.ts";
import { FILE, receipt, receiptBytes, without } from "#tests/core/receipt/receipt-fixture.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import { makeSigner, saved, signedPdf } from "./pdf/signed-pdf.ts";

const CONTENT = utf8("a loan contract");
const digest = toHex(sha256(CONTENT));
const OTHER = "ab".repeat(32);
const otsOf = (hex: string, version = 1) =>
  concat(
    Buffer.from("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294", "hex"),
    Uint8Array.of(version, 8),
    Buffer.from(hex, "hex"),
    Buffer.from("000588960d73d7190103f7ef15", "hex"),
  );

async function found(bytes: Uint8Array, digests: { sha256: string; sm3?: string } = { sha256: digest }) {
  const { kind, finding } = checkAgainst(await readOldReceipt(new Uint8Array(bytes)), digests);
  return `${kind} ${finding}`;
}

describe("a receipt of another service", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  before(async () => {
    tsa = await makeTsa();
  });
  after(() => tsa.remove());

  it("RFC 3161: a token holds for the digest in it, and for no other; a changed one for none", async () => {
    const token = await tsa.stamp(CONTENT);
    assert.equal(await found(token), "timestamp holds");
    assert.equal(await found(token, { sha256: OTHER }), "timestamp other_digest");
    const { time } = await readOldReceipt(token);
    assert.ok(Math.abs(Date.parse(time ?? "") - Date.now()) < 60_000);
    const changed = new Uint8Array(token);
    const at = Buffer.from(token).indexOf(Buffer.from(digest, "hex"));
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(await found(changed), "timestamp failed");
  });

  it("RFC 3161: the whole reply of an authority is taken as its token is", async () => {
    const { execFileSync } = await import("node:child_process");
    const query = execFileSync("openssl", ["ts", "-query", "-digest", digest, "-sha256", "-cert"]);
    assert.equal(await found(await tsa.reply(new Uint8Array(query))), "timestamp holds");
  });

  it("OpenTimestamps: the digest is compared; that Bitcoin attests it is not said", async () => {
    assert.equal(await found(otsOf(digest)), "opentimestamps names");
    assert.equal(await found(otsOf(OTHER)), "opentimestamps other_digest");
    assert.equal(await found(otsOf(digest, 9)), "opentimestamps failed");
  });

  it("another Sealbook's receipt: for its own content, unless nothing proves it", async () => {
    const own = { sha256: toHex(sha256(FILE)) };
    assert.equal(await found(receiptBytes, own), "receipt holds");
    assert.equal(await found(receiptBytes), "receipt other_digest");
    assert.equal(await found(formatReceipt(without(receipt(), "proof")), own), "receipt kept");
    const bent = new TextDecoder().decode(receiptBytes).replace(/"proof":"(.{40})/, '"proof":"x$1');
    assert.equal(await found(utf8(bent), own), "receipt failed");
  });

  it("a signed PDF: its signatures, never what its pages say", async () => {
    const signer = makeSigner("A notary");
    const pdf = signedPdf(signer);
    assert.equal(await found(pdf), "signed_pdf uncompared");
    const altered = saved(pdf, { 4: "<< /Length 2 >>\nstream\nq \nendstream" });
    assert.equal(await found(altered), "signed_pdf failed");
    signer.remove();
  });

  it("keeps everything else without a word about it, also what is too large or broken", async () => {
    assert.equal(await found(utf8('{"txHash":"0x12","block":7}')), "other kept");
    assert.equal(await found(utf8("%PDF-1.7 scanned")), "other kept");
    assert.equal(await found(Uint8Array.of(0x30, 0x80, 1, 2, 3)), "other kept");
    const token = await tsa.stamp(CONTENT);
    assert.equal(await found(concat(token, new Uint8Array(OLD_RECEIPT_BYTES_MAX))), "other kept");
  });
});

it("compares a digest by SM3 only where the row has one", () => {
  const old = { kind: "timestamp", found: "holds", about: { algorithm: "SM3", hex: OTHER } } as const;
  assert.equal(checkAgainst(old, { sha256: digest, sm3: OTHER }).finding, "holds");
  assert.equal(checkAgainst(old, { sha256: digest, sm3: digest }).finding, "other_digest");
  assert.equal(checkAgainst(old, { sha256: OTHER }).finding, "uncompared");
});

it("reads what it wrote in a field, and nothing else", () => {
  for (const kind of OLD_RECEIPT_KINDS)
    for (const finding of OLD_RECEIPT_FINDINGS) assert.deepEqual(readCheck(`${kind} ${finding}`), { kind, finding });
  const time = "2026-01-02T03:04:05.000Z";
  assert.deepEqual(readCheck(`timestamp holds ${time}`), { kind: "timestamp", finding: "holds", time });
  for (const text of ["", "timestamp", "timestamp fine", `timestamp holds ${time} more`])
    assert.equal(readCheck(text), undefined);
});
