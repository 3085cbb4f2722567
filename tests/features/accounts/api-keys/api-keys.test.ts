import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { listApiKeys } from "#lib/features/accounts/api-keys/rows.ts";
import { newApiKeySchema } from "#lib/features/accounts/api-keys/schema.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { may } from "#lib/gate/may.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { PERMISSIONS, ROLES, type Scope } from "#lib/words/permissions.ts";
import { inRole, keyHeaders, makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const ALL: Scope[] = ["evidence:write", "evidence:read"];

describe("API keys", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("prove their organisation and scopes, and are stored only as a digest", async () => {
    const { owner } = await makeOrganisation();
    const made = await createApiKey({ actor: owner, name: "reader", scopes: ["evidence:read"] });
    assert.ok("secret" in made);
    assert.match(made.secret, /^sealbook_[A-Za-z0-9_-]{43}$/);
    const actor = await authenticateRequest({ headers: keyHeaders(made.secret) });
    assert.deepEqual(actor, {
      kind: "api-key",
      apiKeyId: made.key.id,
      organisationId: owner.organisationId,
      units: null,
      scopes: ["evidence:read"],
      address: "unknown",
    });
    const stored = await prisma().$queryRaw<{ row: string }[]>`SELECT k::text AS row FROM api_key k`;
    const logged = await prisma().$queryRaw<{ row: string }[]>`SELECT e::text AS row FROM audit_event e`;
    for (const { row } of [...stored, ...logged]) assert.ok(!row.includes(made.secret));
  });

  it("take the scheme in any case and the address from the web process alone", async () => {
    const { apiKey } = await makeOrganisation();
    const headers = { authorization: `bearer  ${apiKey.secret} `, "x-sealbook-address": "203.0.113.5" };
    const actor = await authenticateRequest({ headers });
    assert.ok(actor && "kind" in actor && actor.kind === "api-key" && actor.address === "203.0.113.5");
  });

  it("are refused by name when unknown, revoked or expired, even beside a good session", async () => {
    const { owner, apiKey, ownerHeaders } = await makeOrganisation();
    const cases = [
      "",
      "sealbook_",
      `sealbook_${"A".repeat(43)}`,
      apiKey.secret.toLowerCase(),
      `${apiKey.secret}x`,
      apiKey.secret.slice(9),
    ];
    for (const secret of cases) {
      assert.deepEqual(await authenticateRequest({ headers: keyHeaders(secret) }), { failed: "key_unknown" }, secret);
    }
    const withCookie = new Headers(ownerHeaders);
    withCookie.set("authorization", `Bearer sealbook_${"A".repeat(43)}`);
    assert.deepEqual(await authenticateRequest({ headers: withCookie }), { failed: "key_unknown" });

    await prisma().apiKey.update({ where: { id: apiKey.id }, data: { expiresAt: new Date(Date.now() + 60_000) } });
    assert.ok("kind" in (await authenticateRequest({ headers: keyHeaders(apiKey.secret) }))!);
    await prisma().apiKey.update({ where: { id: apiKey.id }, data: { expiresAt: new Date() } });
    assert.deepEqual(await authenticateRequest({ headers: keyHeaders(apiKey.secret) }), { failed: "key_expired" });
    await revokeApiKey({ actor: owner, apiKeyId: apiKey.id });
    assert.deepEqual(await authenticateRequest({ headers: keyHeaders(apiKey.secret) }), { failed: "key_revoked" });
    await assert.rejects(revokeApiKey({ actor: owner, apiKeyId: apiKey.id }), { code: "gone" });
  });

  it("write down when they were used, at most once a minute", async () => {
    const { apiKey } = await makeOrganisation();
    const usedAt = async () =>
      (await prisma().apiKey.findUniqueOrThrow({ where: { id: apiKey.id } })).usedAt?.getTime();
    assert.equal(await usedAt(), undefined);
    await authenticateRequest({ headers: keyHeaders(apiKey.secret) });
    const first = await usedAt();
    assert.ok(first);
    await authenticateRequest({ headers: keyHeaders(apiKey.secret) });
    assert.equal(await usedAt(), first);
    await prisma().apiKey.update({ where: { id: apiKey.id }, data: { usedAt: new Date(first - 61_000) } });
    await authenticateRequest({ headers: keyHeaders(apiKey.secret) });
    assert.ok((await usedAt())! >= first);
  });

  it("of another organisation are invisible and cannot be revoked", async () => {
    const mine = await makeOrganisation();
    const theirs = await makeOrganisation();
    const { rows: keys } = await listApiKeys({ reach: whole(mine.id) });
    assert.deepEqual(
      keys.map((key) => key.id),
      [mine.apiKey.id],
    );
    await assert.rejects(revokeApiKey({ actor: mine.owner, apiKeyId: theirs.apiKey.id }), { code: "gone" });
    assert.ok("kind" in (await authenticateRequest({ headers: keyHeaders(theirs.apiKey.secret) }))!);
  });

  it("are made and revoked by owners and admins alone; every role has exactly its permissions", async () => {
    const { owner, apiKey } = await makeOrganisation();
    const permitted = { owner: 20, admin: 20, operator: 7, auditor: 4 };
    for (const role of ROLES) {
      const actor = await inRole(owner, role);
      assert.equal(PERMISSIONS.filter((permission) => may(actor, permission)).length, permitted[role], role);
      assert.equal(may(actor, "evidence:read"), true);
      assert.equal(may(actor, "evidence:write"), role !== "auditor");
      assert.equal(may(actor, "audit-log:read"), role !== "operator");
      const refused = await refusalOf(createApiKey({ actor, name: role, scopes: ALL }));
      const manages = role === "owner" || role === "admin";
      assert.equal(refused, manages ? undefined : "forbidden", role);
      if (!manages) await assert.rejects(revokeApiKey({ actor, apiKeyId: apiKey.id }), { code: "forbidden" });
    }
    const key = await authenticateRequest({ headers: keyHeaders(apiKey.secret) });
    assert.ok(key && "kind" in key);
    assert.deepEqual(PERMISSIONS.filter((permission) => may(key, permission)).sort(), [
      "evidence:read",
      "evidence:write",
    ]);
    assert.equal(may({ ...key, scopes: ["evidence:read"] } as typeof key, "evidence:write"), false);
  });

  it("are listed newest first, in pages, and found by name and by the beginning of the secret", async () => {
    const { owner, id } = await makeOrganisation();
    for (let n = 0; n < 54; n += 1) await createApiKey({ actor: owner, name: `Core banking ${n}`, scopes: ALL });
    const first = await listApiKeys({ reach: whole(id) });
    assert.equal(first.rows.length, 50);
    assert.equal(first.rows[0]?.name, "Core banking 53");
    const second = await listApiKeys({ reach: whole(id), older: first.older });
    assert.equal(second.rows.length, 5);
    assert.equal(second.older, undefined);
    assert.equal(new Set([...first.rows, ...second.rows].map((key) => key.id)).size, 55);
    const named = await listApiKeys({ reach: whole(id), q: "BANKING 7" });
    assert.deepEqual(
      named.rows.map((key) => key.name),
      ["Core banking 7"],
    );
    const prefix = first.rows[3]!.prefix;
    const found = await listApiKeys({ reach: whole(id), q: prefix });
    assert.deepEqual(
      found.rows.map((key) => key.prefix),
      [prefix],
    );
  });

  it("a form for a key says what is wrong with each field", () => {
    const problems = (form: object) =>
      Object.fromEntries(
        (newApiKeySchema.safeParse(form).error?.issues ?? []).map(({ path, message }) => [path[0], message]),
      );
    assert.deepEqual(problems({ name: "n", scopes: ["evidence:read"], expires: "" }), {});
    assert.deepEqual(problems({ name: " ", scopes: [], expires: "soon" }), {
      name: "value_missing",
      scopes: "scopes_missing",
      expires: "invalid_date",
    });
    assert.deepEqual(problems({ name: "n", scopes: ["members:manage"], expires: "2001-01-01" }), {
      scopes: "scopes_missing",
      expires: "expiry_past",
    });
  });

  it("a change whose audit row cannot be written does not happen", async () => {
    const { owner, id, apiKey } = await makeOrganisation();
    const owns = new (await import("pg")).default.Client({ connectionString: process.env.DATABASE_URL });
    await owns.connect();
    try {
      await owns.query(`CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no audit row today'; END $$`);
      await owns.query("CREATE TRIGGER no_audit BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION no_audit()");
      await assert.rejects(createApiKey({ actor: owner, name: "never", scopes: ALL }), /no audit row today/);
      await assert.rejects(revokeApiKey({ actor: owner, apiKeyId: apiKey.id }), /no audit row today/);
    } finally {
      await owns.query("DROP TRIGGER IF EXISTS no_audit ON audit_event");
      await owns.end();
    }
    const { rows: keys } = await listApiKeys({ reach: whole(id) });
    assert.deepEqual(
      keys.map((key) => [key.id, key.state]),
      [[apiKey.id, "active"]],
    );
  });
});
