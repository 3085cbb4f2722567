/** How many records an organisation may make in a month: those that were counted and those that came since, however they are sent. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { changeQuotas } from "#lib/features/accounts/organisations/verbs/change-quotas.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const evidence = at("/api/v1/evidence");
const body = () => ({ sha256: randomBytes(32).toString("hex"), name: "合同.pdf" });

describe("the records of an organisation's month", () => {
  let bank: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  const headers = () => ({ authorization: `Bearer ${bank.apiKey.secret}` });
  const allow = async (recordQuota: number | null) => {
    bank = await makeOrganisation();
    await changeQuotas({ actor: { kind: "operator" }, organisationId: bank.id, quotas: { recordQuota } });
  };

  const sendLines = async (lines: object[]): Promise<string[]> => {
    const bulk = await call(at("/api/v1/evidence/bulk").POST, {
      headers: { ...headers(), "content-type": "application/x-ndjson" },
      body: lines.map((line) => JSON.stringify(line)).join("\n"),
    });
    const answers = (await bulk.text()).trim().split("\n");
    return answers.map((line) => JSON.parse(line)).map(({ id, problem }) => problem?.code ?? typeof id);
  };

  it("are bounded one by one, in bulk and as files, and say by what", async () => {
    await allow(3);
    assert.equal((await callJson(evidence.POST, { headers: headers(), body: body() })).status, 201);
    assert.deepEqual(await sendLines([body(), body()]), ["string", "string"]);
    assert.deepEqual(await sendLines([body()]), ["monthly_quota_exceeded"]);
    const refused = await callJson(evidence.POST, { headers: headers(), body: body() });
    assert.deepEqual([refused.status, refused.body.code], [409, "monthly_quota_exceeded"]);
    assert.match(refused.body.detail, /3 records a month/);
    const file = await callJson(at("/api/v1/uploads").PUT, {
      headers: { ...headers(), "content-type": "text/plain", "accept-language": "zh-CN" },
      query: { name: "a.txt" },
      body: "a",
    });
    assert.deepEqual([file.status, file.body.code], [409, "monthly_quota_exceeded"]);
    assert.match(file.body.detail, /3 条记录/);
    const pieces = await call(at("/api/v1/uploads/resumable").POST, {
      headers: { ...headers(), "tus-resumable": "1.0.0", "upload-length": "1" },
      query: { name: "a.txt" },
    });
    assert.deepEqual([pieces.status, (await pieces.json()).code], [409, "monthly_quota_exceeded"]);
    assert.equal(await prisma().evidence.count({ where: { organisationId: bank.id } }), 3);
  });

  it("are given again under their keys, also when nothing more is taken", async () => {
    await allow(1);
    const once = { headers: { ...headers(), "idempotency-key": "the-last" }, body: body() };
    const first = await callJson(evidence.POST, once);
    assert.equal(first.status, 201);
    const again = await callJson(evidence.POST, once);
    assert.deepEqual([again.status, again.body.id], [200, first.body.id]);
    const other = await callJson(evidence.POST, { headers: { ...headers(), "idempotency-key": "more" }, body: body() });
    assert.equal(other.body.code, "monthly_quota_exceeded");
  });

  it("are not used up by lines that are refused for something else", async () => {
    await allow(1);
    const lines = [{ sha256: "no", name: "x" }, { sha256: "no", name: "y" }, body(), body()];
    assert.deepEqual(await sendLines(lines), ["invalid_digest", "invalid_digest", "string", "monthly_quota_exceeded"]);
  });

  it("count what the worker counted of this month alone", async () => {
    await allow(2);
    const month = new Date().toISOString().slice(0, 7);
    await pool().query(
      `INSERT INTO usage_month (organisation_id, month, records) VALUES ($1, $2::date, 1), ($1, $2::date - interval '1 month', 100)`,
      [bank.id, `${month}-01`],
    );
    assert.equal((await callJson(evidence.POST, { headers: headers(), body: body() })).status, 201);
    assert.equal((await callJson(evidence.POST, { headers: headers(), body: body() })).status, 409);
  });

  it("have no bound where none is set, and the audit log tells of each change once", async () => {
    await allow(null);
    assert.equal((await callJson(evidence.POST, { headers: headers(), body: body() })).status, 201);
    const change = { actor: { kind: "operator" }, organisationId: bank.id, quotas: { certificateQuota: 5 } } as const;
    assert.deepEqual([await changeQuotas(change), await changeQuotas(change)], [{ changed: true }, { changed: false }]);
    const rows = await prisma().auditEvent.findMany({
      where: { organisationId: bank.id, action: "organisation.quota" },
    });
    assert.deepEqual(
      rows.map(({ details }) => details),
      [{ certificateQuotaBefore: null, certificateQuota: 5 }],
    );
  });
});
