/** Certificates by API: one at once, many by a batch, found again, and handed out in each form. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { guessColumns, headingsOf } from "#lib/features/certificates/issuing/schema/roster.ts";
import { changeRules } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import { textOf } from "#lib/sheets/cell.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import { SCOPES } from "#lib/words/permissions.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, until } from "#tests/support/ledger.ts";
import { join } from "#tests/support/members.ts";
import { DOCUMENT, type IssuingPlace, issueAll, openIssuingPlace, people } from "./issuing-place.ts";

const batches = at("/api/v1/batches");
const certificates = at("/api/v1/certificates");
const one = at("/api/v1/certificates/{id}");

let place: IssuingPlace;
let headers: Record<string, string>;

async function keyOf({ organisation }: Pick<IssuingPlace, "organisation">): Promise<Record<string, string>> {
  const { secret } = await createApiKey({ actor: organisation.owner, name: "all", scopes: [...SCOPES] });
  return { authorization: `Bearer ${secret}` };
}

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace();
  headers = await keyOf(place);
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

/** As if the worker ran beside. */
async function whileIssuing<T>(asked: Promise<T>): Promise<T> {
  let isAnswered = false;
  void asked.finally(() => {
    isAnswered = true;
  });
  await until(async () => {
    await issueAll();
    return isAnswered;
  });
  return await asked;
}

describe("one certificate", () => {
  it("is issued with the answer, once for each key, and handed out in every form", async () => {
    const body = {
      template: place.template,
      holderName: "张𠮷",
      email: "z@example.org",
      values: { course: "数据结构" },
    };
    const post = () => callJson(certificates.POST, { headers: { ...headers, "idempotency-key": "one" }, body });
    const made = await whileIssuing(post());
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body;
    assert.deepEqual([made.body.state, made.body.holderName], ["valid", "张𠮷"]);
    assert.deepEqual((await post()).body, made.body);
    await appendAll();
    for (const [form, type] of [
      ["pdf", "application/pdf"],
      ["credential", "application/json"],
      ["receipt", "application/json"],
      ["sd-jwt", "application/dc+sd-jwt"],
      ["badge", "image/png"],
    ]) {
      const file = await call(at(`/api/v1/certificates/{id}/${form}`).GET, { headers, params: { id } });
      assert.deepEqual([file.status, file.headers.get("content-type")], [200, type]);
      const sha256 = createHash("sha256")
        .update(Buffer.from(await file.arrayBuffer()))
        .digest("hex");
      const found = await callJson(at("/api/v1/lookup/certificates").GET, { query: { sha256 } });
      assert.deepEqual(
        found.body.items.map((item: { id: string }) => item.id),
        [id],
        form,
      );
    }
  });

  it("with a fault names the field, and nothing is kept of it", async () => {
    const body = { template: place.template, holderName: "李四", values: { course: "X", passed_on: "2026-02-30" } };
    const { status, body: problem } = await callJson(certificates.POST, { headers, body });
    assert.deepEqual(
      [status, problem.code, problem.field, problem.fault],
      [400, "draft_faulty", "passed_on", "date_absent"],
    );
  });

  it("is nobody else's", async () => {
    const { body } = await callJson(certificates.GET, { headers, query: { limit: "1" } });
    const params = { id: body.items[0].id };
    const theirs = await keyOf({ organisation: await makeOrganisation() });
    assert.equal((await callJson(one.GET, { headers: theirs, params })).status, 404);
    assert.deepEqual((await callJson(certificates.GET, { headers: theirs })).body.items, []);
  });
});

/** A batch that asks for another person's approval. */
async function openFourEyes() {
  await changeRules({ actor: place.organisation.owner, fourEyes: true });
  const { body } = await callJson(batches.POST, { headers, body: { name: "四眼", template: place.template } });
  const params = { id: body.id };
  await callJson(at("/api/v1/batches/{id}/drafts").POST, { headers, params, body: { drafts: people(1) } });
  return await callJson(at("/api/v1/batches/{id}/submit").POST, { headers, params, body: {} });
}

describe("a batch", () => {
  it("is filled, submitted and issued; its certificates are listed page by page and found by what they say", async () => {
    const created = await callJson(batches.POST, { headers, body: { name: "夏季班", template: place.template } });
    assert.equal(created.status, 201);
    const params = { id: created.body.id };
    const added = await callJson(at("/api/v1/batches/{id}/drafts").POST, {
      ...{ headers, params },
      body: { from: 0, drafts: [...people(3), { line: 9, holderName: "", values: {} }] },
    });
    assert.equal(added.body.size, 3);
    assert.deepEqual(added.body.faults[0].line, 9);
    const submitted = await callJson(at("/api/v1/batches/{id}/submit").POST, { headers, params, body: {} });
    assert.equal(submitted.body.state, "approved");
    await issueAll();
    const batch = await callJson(at("/api/v1/batches/{id}").GET, { headers, params });
    assert.deepEqual([batch.body.state, batch.body.made], ["issued", 3]);
    const query = { batch: params.id, limit: "2" };
    const first = await callJson(certificates.GET, { headers, query });
    const second = await callJson(certificates.GET, { headers, query: { ...query, cursor: first.body.next } });
    assert.deepEqual([first.body.items.length, second.body.items.length, second.body.next], [2, 1, undefined]);
    const found = await callJson(certificates.GET, { headers, query: { email: "P2@example.org", state: "valid" } });
    assert.deepEqual(
      found.body.items.map((item: { holderName: string }) => item.holderName),
      ["学员𠮷 2"],
    );
  });

  it("whose rows were issued before says so, and what is wrong with each, and keeps nothing", async () => {
    const [known = { holderName: "", values: {} }] = people(1);
    const body = { template: place.template, drafts: [known, { ...known, values: { ...known.values, score: "x" } }] };
    const { body: checked } = await callJson(at("/api/v1/batches/check").POST, { headers, body });
    assert.deepEqual(
      checked.issuedBefore.map((each: { at: number }) => each.at),
      [0],
    );
    assert.deepEqual(checked.faults[0].faults, [{ field: "score", code: "number_wrong", found: "x" }]);
  });

  it("is approved by nobody who does not say which submission they have seen", async () => {
    const { owner: actor } = place.organisation;
    const asked = await openFourEyes();
    const { submittedAt } = asked.body;
    const approval = at("/api/v1/batches/{id}/approve").POST;
    const params = { id: asked.body.id };
    const eyes = await keyOf({ organisation: { ...place.organisation, owner: (await join(actor, "admin")).actor } });
    const blind = await callJson(approval, { headers: eyes, params, body: {} });
    assert.deepEqual([blind.status, blind.body.code, blind.body.field], [400, "missing_field", "submittedAt"]);
    const older = { submittedAt: new Date(Date.parse(submittedAt) - 1).toISOString() };
    const late = await callJson(approval, { headers: eyes, params, query: older, body: {} });
    assert.deepEqual([late.status, late.body.code], [409, "conflict"]);
    const seen = await callJson(approval, { headers: eyes, params, query: { submittedAt }, body: {} });
    assert.deepEqual([seen.status, seen.body.state], [200, "approved"]);
    await changeRules({ actor, fourEyes: false });
  });

  it("has a table to fill in, which is read back with its columns", async () => {
    const headings = {
      "zh-CN": ["姓名 *", "课程 *", "成绩", "日期", "电子邮箱", "替代的证书"],
      en: ["Name *", "Course *", "Score", "Date", "E-mail", "Replaces certificate"],
    };
    for (const [lang, expected] of Object.entries(headings)) {
      for (const format of ["csv", "xlsx"]) {
        const query = { template: place.template, format, lang };
        const file = await call(at("/api/v1/batches/roster").GET, { headers, query });
        const { rows } = await readTable(new Uint8Array(await file.arrayBuffer()));
        assert.deepEqual(rows[0]?.cells.map(textOf), expected, format);
        const columns = guessColumns(headingsOf(rows), DOCUMENT.fields);
        assert.deepEqual(columns, ["holder_name", "course", "score", "passed_on", "email", "replaces"]);
      }
    }
  });
});

describe("a key of a request", () => {
  it("is none of the product's own: nobody keeps a batch from being recorded by taking its key first", async () => {
    const taken = { ...headers, "idempotency-key": "sealbook-batch:0193563f-9a10-7b22-a5d3-0e6f4c1d2b16" };
    const one = await call(certificates.POST, {
      headers: taken,
      body: { template: place.template, holderName: "Ada", values: { course: "A" } },
    });
    assert.match(await one.text(), /Idempotency-Key/);
    const record = { name: "a", sha256: "0".repeat(64) };
    const other = await call(at("/api/v1/evidence").POST, { headers: taken, body: record });
    assert.match(await other.text(), /Idempotency-Key/);
    const answer = await call(at("/api/v1/evidence").POST, {
      headers: { ...headers, "idempotency-key": "k" },
      body: record,
    });
    assert.equal(answer.status, 201, await answer.text());
  });
});
