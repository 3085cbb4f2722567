/** A test key records into the ledger of tests alone, says so in every answer, and leaves nothing behind after 30 days. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { countKeysMadeBy, listApiKeys } from "#lib/features/accounts/api-keys/rows.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { revokeKeysOf } from "#lib/features/accounts/api-keys/verbs/revoke-keys-of.ts";
import { changeOrganisationLedger } from "#lib/features/accounts/organisations/verbs/change-ledger.ts";
import {
  activateOrganisation,
  suspendOrganisation,
} from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { createWebhook } from "#lib/features/accounts/webhooks/verbs/create-webhook.ts";
import { followLedger } from "#lib/features/evidence/news/verbs/follow-ledger.ts";
import { removeTests, TESTS_KEPT_MS } from "#lib/features/evidence/tests/verbs/remove-tests.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { checkTail } from "#lib/features/ledger/sealing/verbs/check-tail.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import {
  closeUploadPlace,
  openUploadPlace,
  type UploadPlace,
  uploadUrl,
} from "#tests/features/evidence/intake/upload-place.ts";
import { filesIn, put } from "#tests/features/evidence/intake/upload-server.ts";
import { keyHeaders, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const evidence = at("/api/v1/evidence");
const digest = () => randomBytes(32).toString("hex");
let place: UploadPlace;
let bank: TestOrganisation;
let testKey: Record<string, string>;
let liveKey: Record<string, string>;
let testsId: string;

before(async () => {
  place = await openUploadPlace();
  bank = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  liveKey = { authorization: `Bearer ${bank.apiKey.secret}` };
});
after(() => closeUploadPlace(place));

describe("a test key", () => {
  it("belongs to an organisation beside its own, whose members are the same", async () => {
    const scopes = ["evidence:write", "evidence:read", "webhooks:manage"] as const;
    const { key, secret } = await createApiKey({ actor: bank.owner, name: "trial", scopes: [...scopes], test: true });
    assert.match(secret, /^sealbook_test_[A-Za-z0-9_-]{43}$/);
    assert.equal(key.test, true);
    testKey = { authorization: `Bearer ${secret}` };
    const actor = await authenticateRequest({ headers: keyHeaders(secret) });
    assert.ok(actor && "kind" in actor && actor.test && actor.organisationId !== bank.id);
    testsId = actor.organisationId;
    const of = await prisma().organisation.findUniqueOrThrow({
      where: { id: testsId },
      include: { memberships: true },
    });
    assert.deepEqual([of.testOfId, of.ledgerName, of.name], [bank.id, TEST_LEDGER, `${bank.name} · TEST 测试`]);
    assert.deepEqual(
      of.memberships.map(({ userId, role }) => [userId, role]),
      [[bank.owner.userId, "owner"]],
    );
    const again = await createApiKey({ actor: bank.owner, name: "more", scopes: ["evidence:read"], test: true });
    assert.equal((await prisma().apiKey.findUniqueOrThrow({ where: { id: again.key.id } })).organisationId, testsId);
    const { rows } = await listApiKeys({ reach: whole(bank.id) });
    assert.deepEqual(
      rows.map((row) => row.test),
      [true, true, false],
    );
    await revokeApiKey({ actor: bank.owner, apiKeyId: again.key.id });
    await prisma().membership.updateMany({ where: { organisationId: bank.id }, data: { role: "admin" } });
    const there = { organisationId: testsId, userId: bank.owner.userId };
    const roleThere = async () =>
      (await prisma().membership.findUnique({ where: { organisationId_userId: there } }))?.role;
    assert.equal(await roleThere(), "admin");
    await prisma().membership.updateMany({ where: { organisationId: bank.id }, data: { role: "owner" } });
    assert.equal(await roleThere(), "owner");
  });

  it("is not for certificates, and stays among tests", async () => {
    const wanted = createApiKey({ actor: bank.owner, name: "x", scopes: ["certificates:write"], test: true });
    assert.equal(await refusalOf(wanted), "not_in_tests");
    const operator = { kind: "operator" } as const;
    const moved = changeOrganisationLedger({ actor: operator, organisationId: testsId, ledger: "main" });
    assert.equal(await refusalOf(moved), "not_in_tests");
    const into = changeOrganisationLedger({ actor: operator, organisationId: bank.id, ledger: TEST_LEDGER });
    assert.equal(await refusalOf(into), "not_in_tests");
    const node = { kind: "mirror", name: "m", url: "https://mirror.example" } as const;
    assert.equal(await refusalOf(inviteNode({ actor: operator, ledger: TEST_LEDGER, node })), "not_in_tests");
    await assert.rejects(
      pool().query("UPDATE organisation SET ledger = 'test' WHERE id = $1", [bank.id]),
      /neither into/,
    );
  });

  it("records what a key that counts does not see, and the other way round; every answer says so", async () => {
    const made = await callJson(evidence.POST, { headers: testKey, body: { sha256: digest(), name: "a.pdf" } });
    assert.deepEqual([made.status, made.body.test, made.headers.get("sealbook-test")], [201, true, "true"]);
    const live = await callJson(evidence.POST, { headers: liveKey, body: { sha256: digest(), name: "b.pdf" } });
    assert.deepEqual([live.status, live.body.test, live.headers.get("sealbook-test")], [201, undefined, null]);
    const listed = async (headers: Record<string, string>) =>
      (await callJson(evidence.GET, { headers })).body.evidence.map(({ name }: { name: string }) => name);
    assert.deepEqual([await listed(testKey), await listed(liveKey)], [["a.pdf"], ["b.pdf"]]);
    const one = at("/api/v1/evidence/{id}").GET;
    assert.equal((await callJson(one, { params: { id: made.body.id }, headers: liveKey })).status, 404);
  });

  it("records no longer than its organisation does, and goes with whoever made it", async () => {
    const operator = { kind: "operator" } as const;
    await makeOrganisation("Another that operates nothing");
    const other = await makeOrganisation("Red Lantern Bank");
    const scopes = ["evidence:write" as const];
    const { key, secret } = await createApiKey({ actor: other.owner, name: "trial", scopes, test: true });
    const headers = { authorization: `Bearer ${secret}` };
    const post = () => callJson(evidence.POST, { headers, body: { sha256: digest(), name: "x.pdf" } });
    await suspendOrganisation({ actor: operator, organisationId: other.id });
    assert.equal((await post()).body.code, "organisation_suspended");
    await activateOrganisation({ actor: operator, organisationId: other.id });
    assert.equal((await post()).status, 201);
    const { userId } = other.owner;
    assert.equal((await countKeysMadeBy(whole(other.id), [userId])).get(userId), 1);
    await prisma().$transaction((tx) => revokeKeysOf(tx, { actor: other.owner, userId }));
    assert.ok((await prisma().apiKey.findUniqueOrThrow({ where: { id: key.id } })).revokedAt);
  });

  it("is anchored, told to webhooks and verified as what it is", async () => {
    const actor = await authenticateRequest({ headers: keyHeaders(testKey.authorization?.slice(7) ?? "") });
    assert.ok(actor && "kind" in actor);
    const url = "https://receiver.example/hook";
    await createWebhook({ actor, url, events: ["evidence.recorded"], description: "" });
    await followLedger(TEST_LEDGER);
    const { body } = await callJson(evidence.POST, { headers: testKey, body: { sha256: digest(), name: "c.pdf" } });
    await followLedger(TEST_LEDGER);
    const [message] = await prisma().webhookMessage.findMany();
    assert.equal(JSON.parse(message?.body ?? "{}").data.test, true);
    await appendBlock({ ledger: TEST_LEDGER });
    const receipt = at("/api/v1/evidence/{id}/receipt").GET;
    const answer = await call(receipt, { params: { id: body.id }, query: { format: "json" }, headers: testKey });
    const opened = await open(new Uint8Array(await answer.arrayBuffer()));
    const { facts, verdict } = await verify({ receipt: opened });
    assert.deepEqual(
      [verdict, facts?.test, facts?.submitter.name],
      ["issuer_unproven", true, `${bank.name} · TEST 测试`],
    );
    const pdf = await call(receipt, { params: { id: body.id }, query: { format: "pdf" }, headers: testKey });
    assert.equal(pdf.headers.get("sealbook-test"), "true");
    const sealed = await verify({ receipt: await open(new Uint8Array(await pdf.arrayBuffer())) });
    assert.deepEqual([sealed.verdict, sealed.facts?.test], ["issuer_unproven", true]);
  });
});

describe("after 30 days", () => {
  const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
  before(() => owner.connect());
  after(() => owner.end());

  async function age(): Promise<void> {
    await owner.query("SET session_replication_role = replica");
    await owner.query("UPDATE evidence SET received_at = received_at - interval '31 days' WHERE ledger = 'test'");
    await owner.query("RESET session_replication_role");
  }
  const count = async (table: string) =>
    Number((await owner.query(`SELECT count(*) FROM ${table} WHERE ledger = 'test'`)).rows[0].count);

  it("records, what stands beside them and their content are gone; the ledger goes on", async () => {
    const headers = testKey;
    const { body: kept } = await put(uploadUrl(place.server, "kept.bin"), { headers, body: randomBytes(50) });
    const { id } = kept;
    await callJson(at("/api/v1/evidence/{id}/tags").POST, { params: { id }, headers, body: { add: ["t"] } });
    await makeEvidence({ organisation: { id: testsId, name: "x", ledger: TEST_LEDGER }, count: 600 });
    await appendBlock({ ledger: TEST_LEDGER });
    const files = filesIn("content").length;
    assert.equal((await removeTests()).removed, 0);
    await age();
    await callJson(evidence.POST, { headers, body: { sha256: digest(), name: "young.pdf" } });
    await appendBlock({ ledger: TEST_LEDGER });
    assert.ok((await removeTests()).removed >= 600);
    assert.deepEqual([await count("evidence"), (await removeTests()).removed], [1, 0]);
    assert.equal(filesIn("content").length, files - 1);
    const { rows } = await owner.query("SELECT min(index)::int AS first FROM ledger_entry WHERE ledger = 'test'");
    assert.equal(rows[0].first, 512);
    await checkTail({ ledger: TEST_LEDGER });
    const { body } = await callJson(evidence.POST, { headers, body: { sha256: digest(), name: "next.pdf" } });
    await appendBlock({ ledger: TEST_LEDGER });
    const receipt = at("/api/v1/evidence/{id}/receipt").GET;
    const answer = await call(receipt, { params: { id: body.id }, query: { format: "json" }, headers });
    const { verdict, facts } = await verify({ receipt: await open(new Uint8Array(await answer.arrayBuffer())) });
    assert.deepEqual([verdict, facts?.test], ["issuer_unproven", true]);
  });

  it("what counts is removed by nobody, its owner included", async () => {
    await appendBlock({ ledger: "main" });
    for (const table of ["evidence", "ledger_entry"]) {
      await assert.rejects(owner.query(`DELETE FROM ${table} WHERE ledger = 'main'`), { code: "42501" }, table);
      await assert.rejects(pool().query(`DELETE FROM ${table} WHERE ledger = 'test'`), { code: "42501" }, table);
    }
    const forget = "UPDATE ledger_entry SET evidence_id = NULL WHERE ledger = 'main'";
    await assert.rejects(owner.query(forget), { code: "42501" });
    const change = "UPDATE ledger_entry SET entry = 'x' WHERE ledger = 'test'";
    await assert.rejects(owner.query(change), { code: "42501" });
    assert.ok(TESTS_KEPT_MS === 30 * 86_400_000);
  });
});
