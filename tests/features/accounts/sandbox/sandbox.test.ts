/** Whoever reads the reference is given a test key with a place of its own. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { env } from "#lib/env.ts";
import { SANDBOX_RECORDS_MAX } from "#lib/features/accounts/organisations/types.ts";
import { openSandbox } from "#lib/features/accounts/sandbox/verbs/open-sandbox.ts";
import { listOrganisations } from "#lib/features/operations/installation/rows/organisations.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const sandbox = at("/api/v1/sandbox").POST;
const evidence = at("/api/v1/evidence");
const body = () => ({ sha256: randomBytes(32).toString("hex"), name: "a.pdf" });

describe("the sandbox", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("is there once the installation is somebody's", async () => {
    assert.equal(await refusalOf(openSandbox({ days: 1, isMember: false })), "organisation_absent");
    await makeOrganisation();
  });

  it("gives a key that ends by itself, each with records of its own", async () => {
    const [one, two] = [await callJson(sandbox, { body: { days: 30 } }), await callJson(sandbox, { body: {} })];
    assert.deepEqual([one.status, two.status], [201, 201]);
    assert.match(one.body.key, /^sealbook_test_/);
    const days = (answer: typeof one) => Math.round((Date.parse(answer.body.expiresAt) - Date.now()) / 86_400_000);
    assert.deepEqual([days(one), days(two)], [30, 1]);
    const [first, second] = [one, two].map((each) => ({ authorization: `Bearer ${each.body.key}` }));
    const made = await callJson(evidence.POST, { headers: first ?? {}, body: body() });
    assert.deepEqual([made.status, made.body.test], [201, true]);
    const seen = await callJson(evidence.GET, { headers: second ?? {} });
    assert.deepEqual(seen.body.evidence, []);
    for (const days of [0, 31, 1.5]) assert.equal((await callJson(sandbox, { body: { days } })).status, 400);
    // Those who run the installation count it among nobody.
    assert.equal((await listOrganisations({})).rows.length, 1);
    assert.equal((await listOrganisations({ ledger: "test" })).rows.length, 2);
  });

  it("takes so many records and no more, one by one and in bulk", async () => {
    const { body: given } = await callJson(sandbox, { body: {} });
    const headers = { authorization: `Bearer ${given.key}` };
    const { organisationId: id } = await prisma().apiKey.findUniqueOrThrow({ where: { id: given.id } });
    await makeEvidence({ organisation: { id, name: "x", ledger: "test" }, count: SANDBOX_RECORDS_MAX - 1 });
    const lines = [body(), body()].map((line) => JSON.stringify(line)).join("\n");
    const bulk = await call(at("/api/v1/evidence/bulk").POST, {
      headers: { ...headers, "content-type": "application/x-ndjson" },
      body: lines,
    });
    const answers = (await bulk.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual([typeof answers[0].id, answers[1].problem.code], ["string", "sandbox_full"]);
    const refused = await callJson(evidence.POST, { headers, body: body() });
    assert.deepEqual([refused.status, refused.body.code], [409, "sandbox_full"]);
    assert.equal(await prisma().evidence.count({ where: { organisationId: id } }), SANDBOX_RECORDS_MAX);
  });

  it("is opened ten times a day from one address", async () => {
    const headers = { "x-sealbook-address": "198.51.100.9" };
    const answers = [];
    for (let each = 0; each < 11; each++) answers.push((await callJson(sandbox, { headers, body: {} })).status);
    assert.deepEqual(answers, [...Array(10).fill(201), 429]);
  });

  it("is there for members alone, or for nobody, where the installation says so", async () => {
    const given = env as { SANDBOX: string };
    given.SANDBOX = "members";
    const stranger = await callJson(sandbox, { headers: { "x-sealbook-address": "198.51.100.10" }, body: {} });
    assert.deepEqual([stranger.status, stranger.body.code], [404, "sandbox_off"]);
    assert.equal(await refusalOf(openSandbox({ days: 1, isMember: true })), undefined);
    given.SANDBOX = "off";
    assert.equal(await refusalOf(openSandbox({ days: 1, isMember: true })), "sandbox_off");
    given.SANDBOX = "open";
  });
});
