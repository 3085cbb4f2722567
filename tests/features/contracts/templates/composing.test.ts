/**
 * Contracts as they are composed: the same bytes from the same facts, with the mark on every page, everything stated in its place, and a place
 * for all that the parties fill in; on PDFs that others made, turned and cropped ones too, nothing of the page is lost.
 */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PDFDocument } from "pdf-lib";
import { composeContract, markPdf } from "#lib/features/contracts/templates/drawing/compose-contract.ts";
import { DrawingRefused } from "#lib/features/contracts/templates/drawing/refused.ts";
import { contractDocumentSchema } from "#lib/features/contracts/templates/schema/document.ts";
import { readValues } from "#lib/features/contracts/templates/schema/values.ts";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import { finishForm } from "#lib/pades/finish-form.ts";
import { prepare, readSignable } from "#lib/pades/prepare.ts";
import { readFields } from "#lib/verify/pdf/form.ts";
import { contract, newSigner, seal } from "#tests/pades/sealed-pdf.ts";
import { GIVEN, LOAN, loanOn } from "./loan.ts";
import { readQr, runOn, textOf } from "./looking.ts";

const NUMBER = "7K3M-9QXD-TR2V-H8P4";
const AT = new Date("2026-11-30T08:00:00.000Z");
const HASH = "0".repeat(64);

function statedOf(given: Readonly<Record<string, string>>, document: ContractTemplateDocument = LOAN) {
  const { stated, refused } = readValues(document.values, given);
  assert.deepEqual(refused, []);
  return stated;
}
const composed = async (given = GIVEN, document = LOAN, pdf?: Uint8Array) =>
  await composeContract({ document, pdf, values: statedOf(given, document), number: NUMBER, at: AT });
const refused = async (work: Promise<unknown>, refusal: Record<string, unknown>) => {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof DrawingRefused, String(error));
    assert.deepEqual(error.refusal, refusal);
    return true;
  });
};

describe("a contract that was written here", () => {
  it("is the same bytes whenever it is composed from the same facts, and another number makes another", async () => {
    const [one, other] = [await composed(), await composed()];
    assert.deepEqual(one.pdf, other.pdf);
    const third = await composeContract({ document: LOAN, values: statedOf(GIVEN), number: "1111", at: AT });
    assert.notDeepEqual(one.pdf, third.pdf);
  });

  it("says what was stated, in order, with the mark on every page", async () => {
    const { pdf } = await composed();
    const text = textOf(pdf).replace(/\s/g, "");
    for (const words of ["个人借款合同", "甲方：张三", "人民币120,000.00元", "人民币壹拾贰万元整", "2026年12月1日"])
      assert.ok(text.includes(words), words);
    assert.ok(text.includes("第一条借款") && text.includes("第二条争议解决"), text);
    assert.equal(text.includes("保证"), false);
    assert.ok(text.includes(NUMBER) && text.includes("1/1"));
    assert.equal(await readQr(pdf, 1), `http://localhost:3000/contracts/check/${NUMBER}`);
  });

  it("has the clauses that its values call for, and counts those that are there", async () => {
    const { pdf } = await composed({ ...GIVEN, amount: "600000", guarantor: "李四" });
    const text = textOf(pdf).replace(/\s/g, "");
    assert.ok(text.includes("第二条保证李四为本合同项下") && text.includes("第三条争议解决"), text);
  });

  it("has a place for whatever the parties fill in, whole on its page and none over another", async () => {
    const { fields, parties, number } = await composed();
    assert.equal(number, NUMBER);
    assert.deepEqual(parties, LOAN.parties);
    assert.deepEqual(
      fields.map(({ name, kind, party }) => `${name} ${kind} ${party}`),
      ["signed_by signature borrower", "signed_on date borrower", "sealed_by seal bank"],
    );
    for (const [at, { x, y, width, height }] of fields.entries()) {
      assert.ok(x >= 0 && y >= 30 && x + width <= 210 && y + height <= 297, JSON.stringify(fields[at]));
      const before = fields[at - 1];
      if (before && before.page === fields[at]?.page) assert.ok(y + height < before.y);
    }
  });

  it("goes on over pages, in rows that are longer than one too, and is a document that is signed as any", async () => {
    const long = "本条内容较长。".repeat(1_200);
    const document = {
      ...LOAN,
      body: {
        kind: "text" as const,
        clauses: [
          { heading: "长文", numbered: true, blocks: [{ kind: "paragraph" as const, text: long }] },
          { numbered: false, blocks: [{ kind: "table" as const, rows: [{ label: "附表", text: long }] }] },
        ],
      },
    };
    const { pdf } = await composed(GIVEN, document);
    const { pages } = await readSignable(pdf);
    assert.ok(pages.length > 8);
    assert.equal((textOf(pdf).match(/容/g) ?? []).length, 2_400);
    assert.equal(await readQr(pdf, pages.length), `http://localhost:3000/contracts/check/${NUMBER}`);
    const finished = await readSignable(
      await finishForm((await composed()).pdf, { fields: (await composed()).fields }),
    );
    const names = readFields(finished.document).map(({ name }) => name);
    assert.deepEqual(names, ["signed_by", "signed_on", "sealed_by"]);
    const place = { by: "position", page: -1, x: 100, y: 50 } as const;
    await prepare(await readSignable(pdf), { place, name: "蓝港银行", at: AT, reserveBytes: 4_000 });
    assert.match(runOn(pdf, "qpdf", "--check", "PDF"), /No syntax or stream encoding errors/);
  });

  it("is refused for letters that no font has, which are named", async () => {
    const letters = { code: "contract_letters_missing", characters: "\u{1f9ff} \u{13000}" };
    await refused(composed({ ...GIVEN, borrower_name: "张\u{1f9ff}\u{13000}" }), letters);
  });
});

describe("a contract on a PDF", () => {
  it("has what was stated printed on it, the mark, and the fields under their condition", async () => {
    const pdf = await contract({ pages: 2 });
    const document = loanOn(HASH);
    const made = await composed(GIVEN, document, pdf);
    assert.deepEqual(made.pdf, (await composed(GIVEN, document, pdf)).pdf);
    const text = textOf(made.pdf);
    for (const words of ["Loan contract, page 1", "Loan contract, page 2", "张三", "人民币壹拾贰万元整"])
      assert.ok(text.includes(words), words);
    assert.equal(text.split(NUMBER).length, 1 + 2 * 2);
    assert.deepEqual(
      made.fields.map(({ name }) => name),
      ["signed_by"],
    );
    const guaranteed = await composed({ ...GIVEN, amount: "600000", guarantor: "李四" }, document, pdf);
    assert.deepEqual(
      guaranteed.fields.map(({ name }) => name),
      ["signed_by", "guaranteed_by"],
    );
    for (const page of [1, 2]) assert.ok((await readQr(made.pdf, page))?.endsWith(NUMBER));
  });

  for (const shape of [{ turned: 90 }, { turned: 180 }, { turned: 270 }, { cropped: true }, { packed: true }]) {
    it(`has the mark at the foot of the page as it is shown: ${JSON.stringify(shape)}`, async () => {
      const { pdf } = await markPdf(await contract({ ...shape, form: !("cropped" in shape) }), {
        number: NUMBER,
        language: "en",
      });
      assert.ok((await readQr(pdf, 1))?.endsWith(NUMBER));
      // As people read it: upright, and in the lowest part of what is shown.
      assert.ok(textOf(pdf).includes(NUMBER));
      assert.match(runOn(pdf, "qpdf", "--check", "PDF"), /No syntax or stream encoding errors/);
      const { document } = await readSignable(pdf);
      assert.equal(document.dict(document.fromTrailer("Root"))?.has("AcroForm"), !("cropped" in shape));
    });
  }

  it("has no room for a print that is longer than its place", async () => {
    const document = loanOn(HASH);
    const name = "张".repeat(60);
    await refused(composed({ ...GIVEN, borrower_name: name }, document, await contract()), {
      ...{ code: "contract_print_room", page: 1 },
    });
  });

  it("is refused for a PDF that came signed, and for what is none", async () => {
    const mark = { number: NUMBER, language: "en" } as const;
    const signed = await seal(await contract(), newSigner());
    await refused(markPdf(signed, mark), { code: "contract_pdf_signed" });
    const empty = await PDFDocument.create();
    await refused(markPdf(await empty.save({ addDefaultPage: false }), mark), { code: "pdf_without_pages" });
    const many = { code: "contract_pages_too_many", max: 2_000 };
    await refused(markPdf(await contract({ pages: 2_001, packed: true }), mark), many);
    await refused(markPdf(new TextEncoder().encode("no document"), mark), { code: "pdf_malformed" });
  });
});

describe("a template's document", () => {
  const faultOf = (document: unknown) => {
    const read = contractDocumentSchema.safeParse(document);
    return read.success ? undefined : read.error.issues[0]?.path.join(".");
  };
  const withClause = (clause: Record<string, unknown>) => ({
    ...LOAN,
    body: { kind: "text", clauses: [{ numbered: false, blocks: [], ...clause }] },
  });
  const field = { name: "a", kind: "signature", party: "borrower", label: "x", required: true };

  it("is whole, or says where it is not", () => {
    assert.equal(faultOf(LOAN), undefined);
    assert.equal(faultOf(loanOn(HASH)), undefined);
    const paragraph = (text: string) => withClause({ blocks: [{ kind: "paragraph", text }] });
    assert.equal(faultOf(paragraph("{{nobody}}")), "body.clauses.0.blocks.0.text");
    assert.equal(faultOf(paragraph("{{begins:words}}")), "body.clauses.0.blocks.0.text");
    assert.equal(faultOf(paragraph("{{amount:words}}")), undefined);
    const when = { value: "repayment", is: "equal", than: "never" };
    assert.equal(faultOf(withClause({ when })), "body.clauses.0.when");
    assert.equal(
      faultOf(withClause({ when: { value: "borrower_name", is: "greater", than: "1.00" } })),
      "body.clauses.0.when",
    );
    const fields = (...more: unknown[]) => withClause({ blocks: more.map((each) => ({ kind: "field", field: each })) });
    assert.equal(faultOf(fields({ ...field, party: "nobody" })), "body.clauses.0.blocks.0.field.party");
    assert.equal(faultOf(fields(field, field)), "body.clauses.0.blocks.1.field.name");
    assert.equal(faultOf(fields({ ...field, kind: "choice" })), "body.clauses.0.blocks.0.field.options");
    const [first, ...rest] = LOAN.values;
    const early = { ...first, when: { value: "amount", is: "given" } };
    assert.equal(faultOf({ ...LOAN, values: [early, ...rest] }), "values.0.when");
    assert.equal(faultOf({ ...LOAN, parties: [] }), "parties");
    assert.equal(faultOf({ ...LOAN, values: [...LOAN.values, first] }), "values");
    assert.equal(faultOf({ ...LOAN, surprise: 1 }), "");
  });
});
