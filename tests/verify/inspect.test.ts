/** Every kind of file that this field hands around is recognised by its bytes; nothing of a private key is repeated; nothing breaks it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatKeyHistory, formatKeyStatement } from "#lib/core/log/key-history.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { renderReceiptPdf } from "#lib/features/evidence/receipts/drawing/render-receipt.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { FILE_KINDS, type Inspection, isCompanion } from "#lib/verify/inspection.ts";
import { hybridPolicy } from "#tests/core/receipt/hybrid-fixture.ts";
import {
  ledger,
  noWitnessPolicy,
  ORIGIN,
  policyOf,
  proof,
  receipt,
  receiptBytes,
  record,
  signedCheckpoint,
  signedLine,
  signer,
  without,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { sampleReceipt, sign } from "#tests/features/evidence/receipts/pdf-samples.ts";
import { inFolder } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { lacks, PRINTED, RESAVINGS, resave } from "#tests/support/resaved-pdfs.ts";
import { derOf, makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";

const url = "https://evidence.example.com";
const pdf = await renderReceiptPdf({ receipt: sampleReceipt(), locale: "en", publicUrl: url, sign });
const pdfOf = (body: string) => utf8(`%PDF-1.7\n${body}\ntrailer<</Root 9 0 R>>\n%%EOF\n`);
const signature =
  "<</Type/Sig/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 30]/Contents<00>/Name(Zhang San)/M(D:20260102030405+05'30')>>";
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${base64url({ alg: "ES256", typ: "JWT" })}.${base64url({ iss: "https://issuer.example", exp: 1_800_000_000 })}.c2ln`;
const statement = formatKeyStatement({ origin: ORIGIN, verifierKey: ledger.key.text, sinceSize: 0n });
const otsDigest = sha256(utf8("file"));
const ots = concat(
  Buffer.from("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294", "hex"),
  Uint8Array.of(1, 8),
  otsDigest,
  Buffer.from("000588960d73d7190103f7ef15", "hex"),
);
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const pem = (type: "pkcs8" | "sec1") => privateKey.export({ type, format: "pem" });

const FILES: [string, string | Uint8Array, string][] = [
  ["a receipt", receiptBytes, "receipt"],
  ["a receipt as an editor left it", `${JSON.stringify(receipt(), null, 2)}\r\n`, "receipt"],
  ["a receipt in UTF-16", Buffer.from(`\ufeff${new TextDecoder().decode(receiptBytes)}`, "utf16le"), "receipt"],
  ["a receipt's PDF", pdf, "receipt_pdf"],
  ["a proof", proof(), "proof"],
  ["a proof with CR LF", proof().replaceAll("\n", "\r\n"), "proof"],
  ["a checkpoint", signedCheckpoint(), "checkpoint"],
  ["a note", formatNote("any text\n", [signedLine(ledger, "any text\n")]), "note"],
  ["a key history", formatKeyHistory([formatNote(statement, [signedLine(ledger, statement)])]), "key_history"],
  ["a policy", `log ${ledger.key.text}\nquorum none\n`, "policy"],
  ["a policy with a comment, a mark and CR LF", `\ufeff# ours\r\nlog ${ledger.key.text}\r\nquorum none\r\n`, "policy"],
  ["a verifier key", `${ledger.key.text}\n`, "verifier_key"],
  ["two verifier keys", `${ledger.key.text}\n${witnesses[0].key.text}`, "verifier_key"],
  [
    "a witness's private key",
    `PRIVATE+KEY+w1.example+01020304+${Buffer.alloc(33, 1).toString("base64")}\n`,
    "private_key",
  ],
  ["PKCS #8 in PEM", pem("pkcs8"), "private_key"],
  ["SEC1 in PEM", pem("sec1"), "private_key"],
  ["PKCS #8 in DER", privateKey.export({ type: "pkcs8", format: "der" }), "private_key"],
  ["SEC1 in DER", privateKey.export({ type: "sec1", format: "der" }), "private_key"],
  ["PKCS #1 in DER", rsa.export({ type: "pkcs1", format: "der" }), "private_key"],
  [
    "encrypted PKCS #8 in DER",
    rsa.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" }),
    "private_key",
  ],
  ["a private JWK", JSON.stringify(privateKey.export({ format: "jwk" })), "private_key"],
  ["a public key", publicKey.export({ type: "spki", format: "pem" }), "public_key"],
  ["the offline verifier", "<!doctype html>\n<html><title>Sealbook 印证</title>", "verifier_file"],
  ["a signed PDF", pdfOf(`1 0 obj${signature}endobj`), "signed_pdf"],
  ["a PDF", pdfOf("1 0 obj<<>>endobj"), "pdf"],
  [
    "a credential",
    JSON.stringify({ "@context": [], type: ["VerifiableCredential"], issuer: "did:example:1" }),
    "credential",
  ],
  ["a JWT", jwt, "jwt"],
  ["an SD-JWT", `${jwt}~ZGlzY2xvc3VyZQ~\n`, "sd_jwt"],
  ["a proof of OpenTimestamps", ots, "opentimestamps"],
  ["a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), "picture"],
  ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), "picture"],
  ["nothing", "", "empty"],
  ["a text", "hello\n", "other"],
  ["other JSON", '{"a":1}', "other"],
  ["a program", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0), "other"],
];

const asBytes = (content: string | Uint8Array) =>
  typeof content === "string" ? utf8(content) : new Uint8Array(content);
const values = ({ states }: Inspection, name: string) =>
  states.filter((each) => each.name === name).map(({ value }) => value);
const status = ({ checks }: Inspection, name: string) => checks.find((each) => each.name === name)?.status;

describe("what a file is", () => {
  for (const [what, content, kind] of FILES) {
    it(`${what}: ${kind}`, async () => {
      assert.equal((await inspect(asBytes(content))).kind, kind);
    });
  }

  it("nothing of a private key is repeated", async () => {
    for (const [, content, kind] of FILES.filter(([, , kind]) => kind === "private_key")) {
      assert.deepEqual(await inspect(asBytes(content)), { kind, states: [], checks: [], missing: [] });
    }
  });

  it("what goes along with evidence is told from what may be evidence itself", () => {
    const companions = FILE_KINDS.filter(isCompanion);
    assert.ok(companions.includes("proof") && companions.includes("private_key"));
    for (const kind of ["receipt", "receipt_pdf", "signed_pdf", "pdf", "picture", "credential", "other"] as const)
      assert.ok(!companions.includes(kind), kind);
  });

  it("of any file with a bit flipped, or cut, something is said", async () => {
    for (const [, content] of FILES) {
      const bytes = asBytes(content);
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 12)) {
        const bent = bytes.slice();
        bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
        assert.ok(FILE_KINDS.includes((await inspect(bent)).kind));
        assert.ok(FILE_KINDS.includes((await inspect(bytes.subarray(0, at))).kind));
      }
    }
  });
});

describe("what a file states, and what is missing", () => {
  it("a proof: where, in which ledger, and that the receipt is missing; signed, once a policy knows the key", async () => {
    const alone = await inspect(utf8(proof()));
    assert.deepEqual(
      [values(alone, "origin"), status(alone, "form"), status(alone, "path")],
      [[ORIGIN], "ok", "unchecked"],
    );
    assert.deepEqual([status(alone, "signature"), alone.missing], ["unchecked", ["receipt", "policy"]]);
    const trusted = await inspect(utf8(proof()), { policy: noWitnessPolicy });
    assert.deepEqual([status(trusted, "signature"), trusted.missing], ["ok", ["receipt"]]);
    const hybrid = await inspect(utf8(proof()), { policy: hybridPolicy });
    assert.equal(status(hybrid, "signature"), "failed", "the policy asks for the ledger's other key as well");
    const stranger = policyOf([`log ${signer("other.example").key.text}`, "quorum none"]);
    assert.equal(status(await inspect(utf8(proof()), { policy: stranger }), "signature"), "unchecked");
    const forged = proof().replace(/\n([0-9]+)\n(?=[^\n]{44}\n)/, (line) => line.replace(/[0-9]/, "9"));
    assert.equal(status(await inspect(utf8(forged), { policy: noWitnessPolicy }), "signature"), "failed");
  });

  it("a proof whose path does not fit its place does not hold", async () => {
    const bent = proof().replace(/index [0-9]+/, "index 99999");
    assert.equal(status(await inspect(utf8(bent)), "form"), "failed");
    assert.equal(status(await inspect(utf8("c2sp.org/tlog-proof@v1\nnonsense")), "form"), "failed");
  });

  it("a receipt: its steps; of one without a proof nothing that it says", async () => {
    const whole = await inspect(receiptBytes);
    assert.deepEqual([values(whole, "record"), whole.verification?.verdict], [[record.id], "issuer_unproven"]);
    const typed = await inspect(formatReceipt(without(receipt(), "proof")));
    assert.deepEqual([typed.states, typed.verification?.verdict], [[], "not_anchored"]);
    assert.equal(JSON.stringify(typed).includes(record.id), false);
  });

  it("a policy, and the line at which a bad one breaks", async () => {
    const good = await inspect(utf8(`log ${ledger.key.text}\nwitness w ${witnesses[0].key.text}\nquorum w\n`));
    assert.deepEqual([values(good, "quorum"), values(good, "witness").length], [["w"], 1]);
    const bad = await inspect(utf8(`log ${ledger.key.text}\nquorun w\n`));
    assert.deepEqual([status(bad, "form"), values(bad, "line")], ["failed", ["2"]]);
  });

  it("signatures in a PDF are checked; rights of Adobe's reader are none", async () => {
    const signed = await inspect(pdfOf(`1 0 obj${signature}endobj`));
    // Ten bytes of a file are no revision of it.
    const [found] = signed.signatures?.signatures ?? [];
    assert.deepEqual(
      [signed.signatures?.headline, found?.integrity],
      ["broken", { status: "failed", reason: "range_wrong" }],
    );
    assert.deepEqual([found?.format, found?.reason, found?.signer], ["adbe.pkcs7.detached", undefined, undefined]);
    const rights = await inspect(pdfOf(`1 0 obj${signature}endobj 9 0 obj<</Perms<</UR3 1 0 R>>>>endobj`));
    assert.deepEqual([rights.kind, values(rights, "usage_rights")], ["pdf", ["adbe.pkcs7.detached"]]);
  });

  it("credentials: issuer and dates as stated, nothing as checked", async () => {
    const credential = await inspect(utf8(jwt));
    assert.deepEqual(
      [values(credential, "issuer"), values(credential, "expires")],
      [["https://issuer.example"], ["2027-01-15T08:00:00.000Z"]],
    );
    assert.deepEqual([credential.checks, credential.missing], [[], ["credential_verifier"]]);
  });

  it("OpenTimestamps: the digest and the block", async () => {
    const found = await inspect(ots);
    assert.deepEqual(values(found, "digest"), [`SHA-256 ${Buffer.from(otsDigest).toString("hex")}`]);
    assert.deepEqual(values(found, "attestation"), ["Bitcoin 358391"]);
  });

  it("pages of a receipt from a printer: the record's id, and that the receipt is gone", {
    skip: lacks(PRINTED),
  }, async () => {
    const printed = await inspect(resave(pdf, PRINTED));
    assert.deepEqual([printed.kind, printed.missing], ["receipt_pages", ["attachments"]]);
    assert.deepEqual(values(printed, "record"), ["0193563f-9a10-7b22-a5d3-0e6f4c1d2b37"]);
  });

  const [first] = RESAVINGS;
  it("a PDF that wants a password", { skip: first && lacks(first) }, async () => {
    assert.ok(first);
    const locked = resave(pdf, { ...first, args: ["--encrypt", "secret", "owner", "256", "--", "IN", "OUT"] });
    assert.equal((await inspect(locked)).kind, "locked_pdf");
  });
});

describe("timestamps and certificates", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  before(async () => {
    tsa = await makeTsa({ name: "Example TSA" });
  });
  after(() => tsa.remove());

  it("a token: its time and authority, intact by its own certificate, and what is missing", async () => {
    const token = await tsa.stamp("text");
    const found = await inspect(token);
    assert.deepEqual(
      [found.kind, values(found, "authority"), status(found, "signature")],
      ["timestamp", ["Example TSA"], "ok"],
    );
    assert.deepEqual(found.missing, ["stamped", "authority"]);
    assert.match(values(found, "imprint")[0] ?? "", /^SHA-256 [0-9a-f]{64}$/);
  });

  it("certificates in PEM and DER, and a key in PKCS #12", async () => {
    for (const bytes of [utf8(tsa.caPem), derOf(tsa.caPem)]) assert.equal((await inspect(bytes)).kind, "certificate");
    const store = inFolder((folder) => {
      const key = join(folder, "key.pem");
      writeFileSync(key, pem("pkcs8"));
      const args = ["pkcs12", "-export", "-nocerts", "-passout", "pass:x", "-inkey", key];
      return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
    });
    assert.equal((await inspect(new Uint8Array(store))).kind, "private_key");
  });
});
