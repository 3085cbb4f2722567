/** A contract from its template to its parties in one request: sent as it was composed; and where something is wrong, nothing is composed. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { GIVEN, LOAN } from "#tests/features/contracts/templates/loan.ts";

// The configuration is read once, at import.
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { at, call, callJson } = await import("#tests/support/call.ts");
const { makeOrganisation, sessionHeaders } = await import("#tests/support/accounts.ts");
const { join } = await import("#tests/support/members.ts");

const TEMPLATES = "/api/v1/contracts/templates";
const PARTIES = [
  { name: "borrower", role: "signs", person: "张三" },
  { name: "bank", role: "seals", person: "Blue Harbour Bank 蓝港银行" },
];
const DAY_MS = 24 * 60 * 60_000;

describe("a contract from its template to its parties in one request", () => {
  let ours: Awaited<ReturnType<typeof makeOrganisation>>;
  let headers: Record<string, string>;
  let template: string;
  const headersOf = async ({ sessionId }: { sessionId: string }) => ({
    cookie: (await sessionHeaders(sessionId)).get("cookie") ?? "",
    origin: "http://localhost:3000",
  });
  const send = async (more: object = {}) =>
    await callJson(at(`${TEMPLATES}/{id}/envelopes`).POST, {
      ...{ headers, params: { id: template } },
      body: { values: GIVEN, parties: PARTIES, expiresAt: new Date(Date.now() + DAY_MS).toISOString(), ...more },
    });
  const composed = async () => (await callJson(at("/api/v1/contracts/documents").GET, { headers })).body.items.length;

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
    headers = await headersOf(ours.owner);
    const made = await callJson(at(TEMPLATES).POST, { headers, body: { name: "Loan 借款", document: LOAN } });
    template = made.body.id;
    const published = await callJson(at(`${TEMPLATES}/{id}/publish`).POST, {
      headers,
      params: { id: template },
      body: {},
    });
    assert.equal(published.status, 200);
  });
  after(async () => await dropTestDatabase());

  it("is composed and sent, with the template's title and places", async () => {
    const { status, body } = await send({ send: true });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.state, body.title, body.parties[0].state], ["sent", LOAN.title, "due"]);
    const names = body.fields.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ["signed_by", "signed_on", "sealed_by"]);
    const contract = await callJson(at("/api/v1/contracts/documents/{number}").GET, {
      ...{ headers, params: { number: body.number } },
    });
    assert.equal(contract.body.evidenceId, body.source);
    const params = { id: body.id };
    const pdf = await call(at("/api/v1/contracts/envelopes/{id}/document").GET, { headers, params });
    assert.equal(pdf.status, 200);
  });

  it("is a draft until somebody sends it, unless said", async () => {
    const { status, body } = await send({ title: "Loan of Zhang San" });
    assert.deepEqual([status, body.state, body.title], [201, "draft", "Loan of Zhang San"]);
  });

  it("composes nothing where parties, values or the end are wrong", async () => {
    const before = await composed();
    const refusals = [
      [{ parties: PARTIES.slice(0, 1) }, "contract_parties_unfit"],
      [{ parties: PARTIES.map((party) => ({ ...party, role: "signs" })) }, "contract_parties_unfit"],
      [{ values: { ...GIVEN, amount: "much" } }, "contract_value_refused"],
      [{ version: 2 }, "template_unpublished"],
      [{ expiresAt: new Date(Date.now() - DAY_MS).toISOString() }, "invalid_field"],
    ] as const;
    for (const [more, code] of refusals) assert.equal((await send(more)).body.code, code, JSON.stringify(more));
    assert.equal(await composed(), before);
  });

  it("is for those who send contracts, of their own organisation", async () => {
    const own = headers;
    headers = await headersOf((await join(ours.owner, "auditor")).actor);
    assert.equal((await send()).status, 403);
    headers = await headersOf((await makeOrganisation("Red Hill Bank")).owner);
    assert.equal((await send()).status, 404);
    headers = own;
  });
});
