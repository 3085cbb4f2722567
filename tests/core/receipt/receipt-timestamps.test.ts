/** Receipts with the tokens of real authorities, in JSON and PDF: verified whole, and failing at any bent byte. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { formatNote } from "#lib/core/log/note.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { insertSeal, sealText } from "#lib/core/receipt/receipt-pdf.ts";
import { timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { Step, Verification } from "#lib/core/verify/verification.ts";
import { attachFiles } from "#lib/pdf/attachments.ts";
import { encodeOid } from "#lib/pki/der.ts";
import {
  checkpointText,
  fullReceipt,
  ledger,
  receiptBytes,
  record,
  sealed,
  signedLine,
  threeWitnessesPolicy,
} from "#tests/core/receipt/receipt-fixture.ts";
import { AUTHORITY, forge, newKey, STAMPS } from "#tests/pki/forged-certificates.ts";
import { forgeToken, sequence, tstInfo } from "#tests/rfc3161/forged-tokens.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import { verify } from "#tests/support/verify-bytes.ts";

const policy = threeWitnessesPolicy;

function step({ steps }: Verification): Step | undefined {
  return steps.find(({ name }) => name === "timestamp");
}

describe("receipts with timestamps", { skip: OPENSSL_MISSING }, () => {
  let tsas: TsaAuthority[];
  let tokens: Uint8Array[];
  let bytes: Uint8Array;
  let authorities: Uint8Array[];
  before(async () => {
    tsas = await Promise.all([makeTsa(), makeTsa({ kind: "rsa", name: "Second" })]);
    tokens = await Promise.all(tsas.map((tsa) => tsa.stamp(checkpointText())));
    bytes = formatReceipt(fullReceipt(tokens));
    authorities = tsas.map(({ ca }) => ca);
  });
  after(() => {
    for (const tsa of tsas ?? []) tsa.remove();
  });

  it("prove their times to a reader who named the authorities", async () => {
    const result = await verify({ receipt: bytes, policy, authorities });
    assert.deepEqual([result.verdict, result.witnessed, step(result)?.status], ["valid", true, "ok"]);
    assert.deepEqual(
      result.facts?.timestamps?.map(({ authority }) => authority),
      ["Example Time Stamping 示例时间戳", "Second"],
    );
  });

  it("say whose they are unproven without an authority, and fail with strangers alone", async () => {
    const unproven = await verify({ receipt: bytes, policy });
    assert.deepEqual([unproven.verdict, step(unproven)?.reason], ["valid", "authority_unproven"]);
    const stranger = await makeTsa();
    stranger.remove();
    const failed = await verify({ receipt: bytes, policy, authorities: [stranger.ca] });
    assert.deepEqual([failed.verdict, step(failed)?.reason], ["failed", "authority_untrusted"]);
  });

  it("a token over another checkpoint fails, although the ledger's key sealed it", async () => {
    const other = await tsas[0]!.stamp("another checkpoint\n");
    const receipt = formatReceipt({ ...fullReceipt(), timestamps: [sealed(other)] });
    const result = await verify({ receipt, policy, authorities });
    assert.deepEqual([result.verdict, step(result)?.reason], ["failed", "imprint_mismatch"]);
  });

  it("a time that is not there yet by the reader's clock fails", async () => {
    const check = async (at: Date) => await verify({ receipt: bytes, policy, authorities, at });
    assert.equal((await check(new Date())).verdict, "valid");
    const early = await check(new Date(Date.now() - 3_600_000));
    assert.deepEqual([early.verdict, step(early)?.reason], ["failed", "time_implausible"]);
  });

  it("a token by an algorithm that is not known here leaves the step open, and spoils nothing", async () => {
    const key = newKey("secp256k1");
    const root = forge({ subject: "Root", issuer: "Root", key, by: key, extensions: AUTHORITY });
    const certificate = forge({ subject: "New", issuer: "Root", key, by: key, extensions: STAMPS, number: 7n });
    const info = tstInfo({ text: checkpointText() });
    const signing = { key: key.privateKey, algorithm: sequence(encodeOid("1.2.840.10045.4.3.2")) };
    const token = forgeToken({ info, issuer: "Root", number: 7n, certificate, signing });
    const alone = await verify({ receipt: formatReceipt(fullReceipt([token])), policy, authorities: [root] });
    const { status, reason, found } = step(alone) ?? {};
    assert.deepEqual(
      [alone.verdict, status, reason, found],
      ["valid", "unchecked", "algorithm_unknown", "1.2.840.10045.4.3.2"],
    );
    const beside = formatReceipt(fullReceipt([token, tokens[0]!]));
    assert.equal(step(await verify({ receipt: beside, policy, authorities }))?.status, "ok");
  });

  it("the authority may stand anywhere in a long list", async () => {
    const [key, name] = [newKey(), "Somebody else"];
    const stranger = forge({ subject: name, issuer: name, key, by: key, extensions: AUTHORITY });
    const long = [...Array.from({ length: 200 }, () => stranger), ...authorities];
    const result = await verify({ receipt: bytes, policy, authorities: long });
    assert.equal(result.verdict, "valid");
  });

  it("what is sealed but is no token fails", async () => {
    const receipt = formatReceipt({ ...fullReceipt(), timestamps: [sealed(utf8("no token"))] });
    const result = await verify({ receipt, policy, authorities });
    assert.deepEqual([result.verdict, step(result)?.reason], ["failed", "token_malformed"]);
  });

  it("any changed byte of the timestamps fails, even where the token itself would still verify", async () => {
    const from = new TextDecoder("latin1").decode(bytes).indexOf('"timestamps"');
    for (let at = from; at < bytes.length; at += 11) {
      const bent = bytes.slice();
      bent[at]! ^= 1 << (at % 5);
      const result = await verify({ receipt: bent, policy, authorities });
      assert.equal(result.verdict, "failed", `byte ${at}`);
    }
  });

  it("a receipt without timestamps, or that is none, is verified as ever", async () => {
    assert.equal((await verify({ receipt: receiptBytes, authorities })).verdict, "issuer_unproven");
    for (const hostile of [new Uint8Array(0), utf8("{}"), utf8("%PDF-1.7\n")]) {
      assert.equal((await verify({ receipt: hostile, authorities })).verdict, "failed");
    }
  });

  it("a PDF has to carry the very checkpoint and tokens of its receipt", async () => {
    const pdfWith = async (files: [string, Uint8Array][]) => {
      const { PDFDocument } = await import("pdf-lib");
      const pdf = await PDFDocument.create();
      pdf.addPage();
      const common = {
        mediaType: "text/plain",
        date: new Date("2026-11-22T00:00:00Z"),
        relationship: "Supplement",
      } as const;
      attachFiles(
        pdf,
        files.map(([name, content]) => ({ name, bytes: content, description: name, ...common })),
      );
      const unsealed = await pdf.save({ useObjectStreams: false });
      const text = sealText(record.id, unsealed);
      return insertSeal(unsealed, formatNote(text, [signedLine(ledger, text)]));
    };
    const checkpoint: [string, Uint8Array] = ["checkpoint.txt", utf8(checkpointText())];
    const proofText = fullReceipt(tokens).proof ?? "";
    const base: [string, Uint8Array][] = [
      ["receipt.json", bytes],
      ["receipt.tlog-proof", utf8(proofText)],
    ];
    const stamps = tokens.map((token, at): [string, Uint8Array] => [`timestamp-${at + 1}.tst`, token]);
    const documentOf = async (files: [string, Uint8Array][]) => {
      const result = await verify({ receipt: await pdfWith(files), policy, authorities });
      return result.steps[0];
    };
    assert.equal((await documentOf([...base, checkpoint, ...stamps]))?.status, "ok");
    for (const files of [
      base,
      [...base, checkpoint],
      [...base, ...stamps],
      [...base, checkpoint, stamps[0]!],
      [...base, checkpoint, stamps[1]!, stamps[0]!].map(([name, content], at): [string, Uint8Array] =>
        at < 3 ? [name, content] : [`timestamp-${at - 2}.tst`, content],
      ),
      [...base, ["checkpoint.txt", utf8("other\n")] as [string, Uint8Array], ...stamps],
      [...base, checkpoint, ...stamps, ["timestamp-3.tst", tokens[0]!] as [string, Uint8Array]],
    ]) {
      assert.deepEqual(
        [(await documentOf(files))?.status, (await documentOf(files))?.reason],
        ["failed", "attachment_mismatch"],
        files.map(([name]) => name).join(),
      );
    }
  });

  it("a seal by another key under a key that signed the checkpoint binds nothing", async () => {
    const [token] = tokens;
    const seal = toBase64(ed25519.sign(utf8(timestampSealText(checkpointText(), token!)), new Uint8Array(32).fill(5)));
    const receipt = formatReceipt({ ...fullReceipt(), timestamps: [{ seal, token: toBase64(token!) }] });
    const result = await verify({ receipt, policy, authorities });
    assert.equal(step(result)?.reason, "seal_invalid");
  });
});
