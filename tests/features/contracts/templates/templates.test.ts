/**
 * Templates of contracts, and contracts, by API: a published version never changes and is evidence; a contract is fixed by its digest, has its
 * template's record as parent and what was stated as private details by which it is found; what is wrong is told by name.
 */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { contract, newSigner, seal } from "#tests/pades/sealed-pdf.ts";
import { GIVEN, LOAN, loanOn } from "./loan.ts";
import { readQr, textOf } from "./looking.ts";

const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { join: joinAs } = await import("#tests/support/members.ts");
const { createApiKey } = await import("#lib/features/accounts/api-keys/verbs/create-api-key.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { parseDetails } = await import("#lib/core/claim/details.ts");
const { eraseEvidence } = await import("#lib/features/evidence/erasure/verbs/erase-evidence.ts");

const PLACE = "/api/v1/contracts/templates";
const CONTRACTS = "/api/v1/contracts/documents";

type Headers = Record<string, string>;
type Params = Record<string, string>;

const headersOf = async ({ sessionId }: { sessionId: string }): Promise<Headers> => ({
  cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "",
  origin: "http://localhost:3000",
});
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const PDF = { "content-type": "application/pdf" };

describe("templates of contracts", () => {
  let ours: Awaited<ReturnType<typeof makeOrganisation>>;
  let owner: Headers;
  let operator: Headers;
  let auditor: Headers;
  let stranger: Headers;

  const post = async (path: string, body: unknown, headers: Headers = owner, params: Params = {}) =>
    await callJson(at(`${PLACE}${path}`).POST, { headers, params, body });
  const get = async (path: string, headers: Headers = owner, params: Params = {}, query: Params = {}) =>
    await callJson(at(path).GET, { headers, params, query });
  const made = async (document: unknown = LOAN, name = "个人借款合同"): Promise<string> => {
    const answer = await post("", { name, document });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const published = async (document: unknown = LOAN): Promise<string> => {
    const id = await made(document);
    const answer = await post("/{id}/publish", {}, owner, { id });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return id;
  };
  const compose = async (id: string, body: Record<string, unknown> = {}, headers: Headers = operator) =>
    await post("/{id}/compose", { values: GIVEN, ...body }, headers, { id });
  const pdfOf = async (number: string, headers: Headers = owner) =>
    await call(at(`${CONTRACTS}/{number}/pdf`).GET, { headers, params: { number } });
  const recordOf = async (id: string) => {
    const { rows } = await pool().query("SELECT kind, record, details FROM evidence_whole WHERE id = $1", [id]);
    const [{ kind, record, details }] = rows;
    return { kind, bytes: record, record: JSON.parse(`${record}`), details: parseDetails(`${details}`) };
  };

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
    owner = await headersOf(ours.owner);
    operator = await headersOf((await joinAs(ours.owner, "operator")).actor);
    auditor = await headersOf((await joinAs(ours.owner, "auditor")).actor);
    stranger = await headersOf((await makeOrganisation("Another")).owner);
  });
  after(async () => await dropTestDatabase());

  it("are drafts until they are published, and never change from then on", async () => {
    const id = await made();
    assert.deepEqual((await compose(id)).body.code, "template_unpublished");
    const changed = { ...LOAN, title: "借款合同" };
    const put = async (body: unknown) =>
      await callJson(at(`${PLACE}/{id}`).PUT, { headers: owner, params: { id }, body });
    assert.equal((await put({ document: changed })).body.number, 1);
    const first = await post("/{id}/publish", {}, owner, { id });
    assert.equal(first.body.document.title, "借款合同");
    assert.equal((await post("/{id}/publish", {}, owner, { id })).body.code, "nothing_to_publish");
    assert.equal((await put({ document: LOAN, basis: "0".repeat(64) })).body.code, "conflict");
    assert.equal((await put({ document: LOAN, basis: first.body.sha256 })).body.number, 2);
    // The draft of the second is not composed from.
    const { body } = await compose(id);
    assert.equal(body.template.version, 1);
    await assert.rejects(
      pool().query("UPDATE contract_template_version SET document = '{}' WHERE published_at IS NOT NULL"),
    );
    const versions = await get(`${PLACE}/{id}/versions`, auditor, { id });
    assert.deepEqual(
      versions.body.items.map(({ number, publishedAt }: Record<string, unknown>) => [
        number,
        publishedAt !== undefined,
      ]),
      [
        [2, false],
        [1, true],
      ],
    );
    assert.equal((await post("/{id}/retire", {}, owner, { id })).status, 200);
    assert.equal((await compose(id)).body.code, "template_retired");
  });

  it("are evidence, word for word, once they are published", async () => {
    const id = await published();
    const { body } = await get(`${PLACE}/{id}/versions/{number}`, auditor, { id, number: "1" });
    const { kind, record } = await recordOf(body.evidenceId);
    assert.equal(kind, "template");
    assert.equal(Buffer.from(record.digests.sha256, "base64").toString("hex"), body.sha256);
    const content = await call(at("/api/v1/evidence/{id}/content").GET, {
      headers: owner,
      params: { id: body.evidenceId },
    });
    assert.deepEqual(await content.json(), LOAN);
  });

  it("are found by name and state, page by page", async () => {
    const name = "Mortgage 50% off";
    const ids = [await made(LOAN, name), await made(LOAN, name)];
    const found = async (query: Params) => (await get(PLACE, auditor, {}, query)).body;
    const page = await found({ q: "50%", limit: "1" });
    assert.deepEqual([page.items[0].id, page.next], [ids[1], ids[1]]);
    assert.deepEqual(
      (await found({ q: "50%", cursor: page.next })).items.map(({ id }: { id: string }) => id),
      [ids[0]],
    );
    assert.equal((await found({ q: "mortgage", state: "published" })).items.length, 0);
    assert.equal((await found({ q: "mortgage", state: "draft" })).items.length, 2);
    assert.equal((await get(PLACE, stranger)).body.items.length, 0);
  });

  it("that do not fit together are refused with the place", async () => {
    const refused = await post("", { name: "x", document: { ...LOAN, title: "{{nobody}}" } });
    assert.deepEqual([refused.status, refused.body.field], [400, "document.title"]);
    const absent = await post("", { name: "x", document: loanOn("a".repeat(64)) });
    assert.deepEqual([absent.status, absent.body.code], [400, "contract_pdf_unknown"]);
  });

  it("make contracts that are fixed by their digest, with what was stated", async () => {
    const id = await published();
    const answer = await compose(id);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const { number, evidenceId, fields, parties, template } = answer.body;
    assert.deepEqual([template.id, template.version, parties], [id, 1, LOAN.parties]);
    assert.equal(fields.length, 3);
    const file = await pdfOf(number, auditor);
    const pdf = new Uint8Array(await file.arrayBuffer());
    assert.equal(sha256(pdf), answer.body.sha256);
    assert.ok((await readQr(pdf, 1))?.endsWith(`/contracts/check/${number}`));
    const { kind, record, details } = await recordOf(evidenceId);
    assert.equal(kind, "contract");
    const version = await get(`${PLACE}/{id}/versions/{number}`, owner, { id, number: "1" });
    const parent = createHash("sha256")
      .update((await recordOf(version.body.evidenceId)).bytes)
      .digest("base64");
    assert.deepEqual(record.parents, [{ role: "template", record: parent }]);
    assert.deepEqual(
      { ...details?.fields },
      {
        防伪编号: { type: "text", value: number },
        合同编号: { type: "text", value: "HT-2026-001" },
        借款人姓名: { type: "text", value: "张三" },
        借款金额: { type: "amount", value: "120000.00", currency: "CNY" },
        起始日期: { type: "date", value: "2026-12-01" },
        还款方式: { type: "text", value: "等额本息" },
      },
    );
    // Nothing of it but what the template says lies beside its record.
    const { rows } = await pool().query("SELECT c::text AS text FROM composed_contract c WHERE number = $1", [number]);
    assert.equal(rows[0].text.includes("张三"), false);
    assert.equal((await get(`${CONTRACTS}/{number}`, auditor, { number: number.toLowerCase() })).body.number, number);
    assert.equal(
      (await get(CONTRACTS, auditor, {}, { number: number.slice(0, 9), template: id })).body.items.length,
      1,
    );
  });

  it("make one contract of a request that is sent twice", async () => {
    const id = await published();
    const headers = { ...operator, "idempotency-key": "loan-2026-001" };
    const [one, other] = [await compose(id, {}, headers), await compose(id, {}, headers)];
    assert.equal(one.status, 201);
    assert.equal(one.body.number, other.body.number);
    assert.equal((await get(CONTRACTS, owner, {}, { template: id })).body.items.length, 1);
  });

  it("refuse a value by name and reason, in both languages, and nothing is composed", async () => {
    const id = await published();
    const values = { ...GIVEN, amount: "9,000,000", begins: "soon", surprise: "x" };
    const answer = await compose(id, { values });
    assert.equal(answer.status, 400);
    assert.deepEqual(
      [answer.body.code, answer.body.field, answer.body.count],
      ["contract_value_refused", "values.surprise", 3],
    );
    assert.match(answer.body.all, /amount too_great 5000000\.00; begins not_date/);
    const one = await compose(id, { values: { ...GIVEN, amount: "1" } }, { ...operator, "accept-language": "zh-CN" });
    assert.equal(one.body.detail, "“借款金额”小于 1000.00。");
    const letters = await compose(id, { values: { ...GIVEN, borrower_name: "张\u{1f9ff}" } });
    assert.deepEqual([letters.body.code, letters.body.characters], ["contract_letters_missing", "\u{1f9ff}"]);
    assert.equal((await get(CONTRACTS, owner, {}, { template: id })).body.items.length, 0);
  });

  it("make many contracts, each by itself: what is wrong with one row does not stop the rest", async () => {
    const id = await published();
    const rows = [GIVEN, { ...GIVEN, begins: "" }, { ...GIVEN, borrower_name: "李四" }];
    const answer = await post("/{id}/compose-many", { rows }, operator, { id });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const [first, second, third] = answer.body.items;
    assert.deepEqual([first.row, second.row, third.row], [1, 2, 3]);
    assert.deepEqual([second.problem.code, second.problem.field], ["contract_value_refused", "values.begins"]);
    const pdf = new Uint8Array(await (await pdfOf(third.number)).arrayBuffer());
    assert.ok(textOf(pdf).includes("李四"));
    assert.equal((await get(CONTRACTS, owner, {}, { template: id })).body.items.length, 2);
  });

  it("are PDFs as well: kept once, marked and printed on; signed and broken ones are refused", async () => {
    const add = async (pdf: Uint8Array, headers = owner) =>
      await callJson(at(`${PLACE}/pdfs`).POST, { headers: { ...headers, ...PDF }, body: pdf });
    const pdf = await contract({ pages: 2 });
    const added = await add(pdf);
    assert.equal(added.status, 201, JSON.stringify(added.body));
    assert.equal(added.body.sha256, sha256(pdf));
    assert.deepEqual(added.body.pages, [
      [209.9, 297.04],
      [209.9, 297.04],
    ]);
    assert.equal((await add(pdf)).status, 201);
    assert.equal((await add(await seal(pdf, newSigner()))).body.code, "contract_pdf_signed");
    assert.equal((await add(new TextEncoder().encode("%PDF-1.4 rubbish"))).body.code, "pdf_malformed");
    assert.equal((await add(await contract({ pages: 201 }))).body.code, "contract_pages_too_many");
    const document = loanOn(added.body.sha256);
    assert.ok(document.body.kind === "pdf");
    const [print] = document.body.prints;
    const beyond = { ...document, body: { ...document.body, prints: [{ ...print, page: 3 }] } };
    const outside = await post("", { name: "x", document: beyond });
    assert.deepEqual([outside.body.code, outside.body.field], ["contract_place_outside", "document.body.prints.0"]);
    const { body } = await compose(await published(document));
    assert.deepEqual(
      body.fields.map(({ name }: { name: string }) => name),
      ["signed_by"],
    );
    const composed = new Uint8Array(await (await pdfOf(body.number)).arrayBuffer());
    assert.ok(textOf(composed).includes("人民币壹拾贰万元整"));
  });

  it("are looked at before, with blanks for what is not stated yet, and nothing is kept", async () => {
    const id = await made();
    const shown = async (path: string, body: unknown, headers: Headers) =>
      await call(at(`${PLACE}${path}`).POST, { headers, params: { id }, body });
    const { count } = (await pool().query("SELECT count(*)::int AS count FROM evidence")).rows[0];
    for (const answer of [
      await shown("/{id}/preview", { values: { borrower_name: "张三" } }, auditor),
      await shown("/preview", { document: LOAN, values: { borrower_name: "张三" } }, operator),
    ]) {
      assert.equal(answer.status, 200);
      const text = textOf(new Uint8Array(await answer.arrayBuffer()));
      assert.ok(text.includes("张三") && text.includes("＿＿＿＿"));
    }
    assert.equal((await pool().query("SELECT count(*)::int AS count FROM evidence")).rows[0].count, count);
  });

  it("mark a PDF that was made elsewhere, as a contract without a template", async () => {
    const pdf = await contract();
    const mark = async (file: Uint8Array) =>
      await callJson(at(CONTRACTS).POST, {
        ...{ headers: { ...operator, ...PDF }, query: { name: "租赁合同.pdf", language: "zh-CN" }, body: file },
      });
    const { status, body } = await mark(pdf);
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.template, body.fields, body.parties], [undefined, [], []]);
    const marked = new Uint8Array(await (await pdfOf(body.number)).arrayBuffer());
    assert.ok((await readQr(marked, 1))?.endsWith(body.number));
    assert.equal((await recordOf(body.evidenceId)).record.parents, undefined);
    assert.equal((await mark(await seal(pdf, newSigner()))).body.code, "contract_pdf_signed");
  });

  it("are for those who may: owners write, operators compose, auditors read, strangers find nothing", async () => {
    const id = await published();
    const { number } = (await compose(id)).body;
    assert.equal((await post("", { name: "x", document: LOAN }, operator)).status, 403);
    assert.equal((await compose(id, {}, auditor)).status, 403);
    assert.equal((await compose(id, {}, stranger)).status, 404);
    assert.equal((await get(`${PLACE}/{id}`, stranger, { id })).status, 404);
    assert.equal((await pdfOf(number, stranger)).status, 404);
    assert.equal((await get(`${CONTRACTS}/{number}`, stranger, { number })).status, 404);
    const keyWith = async (...scopes: Parameters<typeof createApiKey>[0]["scopes"] & string[]) => {
      const { secret } = await createApiKey({ actor: ours.owner, name: "core banking", scopes });
      return { authorization: `Bearer ${secret}` };
    };
    const half = await compose(id, {}, await keyWith("contracts:write"));
    assert.deepEqual([half.body.code, half.body.scope], ["scope_missing", "evidence:write"]);
    assert.equal((await compose(id, {}, await keyWith("contracts:write", "evidence:write"))).status, 201);
  });

  it("have contracts whose content goes with their record", async () => {
    const { number, evidenceId } = (await compose(await published())).body;
    await eraseEvidence({ actor: ours.owner, evidenceId, reason: "asked for by the borrower" });
    const answer = await pdfOf(number);
    assert.equal(answer.status, 410);
    assert.equal((await get(`${CONTRACTS}/{number}`, owner, { number })).status, 200);
  });
});
