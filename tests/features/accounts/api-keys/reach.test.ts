/** From where keys may be used, when they were, and how their secrets change without a gap. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { keyExpiryLetter } from "#lib/features/accounts/api-keys/letters.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { rotateKey } from "#lib/features/accounts/api-keys/verbs/rotate-key.ts";
import { tellExpiry } from "#lib/features/accounts/api-keys/verbs/tell-expiry.ts";
import { RECALL_MS } from "#lib/gate/authenticate.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Scope } from "#lib/words/permissions.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const place = (path: string) => at(`/api/v1/keys${path}`);
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const DAY_MS = 24 * 60 * 60 * 1_000;
const NAME = { name: "Core banking" };
const days = (count: number) => new Date(Date.now() + count * DAY_MS);

describe("API keys, by API", () => {
  let ours: TestOrganisation;
  let theirs: TestOrganisation;
  /** Of ours, with all that it takes here. */
  let headers: Record<string, string>;

  const make = async (body: object = {}) => {
    const made = await callJson(place("").POST, { headers, body: { ...NAME, scopes: ["evidence:read"], ...body } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body as { id: string; secret: string; prefix: string };
  };
  const read = async (id: string) => (await callJson(place("/{id}").GET, { headers, params: { id } })).body;
  const list = async (secret: string, from = "198.51.100.9") =>
    await callJson(at("/api/v1/evidence").GET, { headers: { ...bearer(secret), "x-sealbook-address": from } });
  const post = async (verb: string, id: string, options: { body?: object; as?: Record<string, string> } = {}) => {
    const { body = {}, as = headers } = options;
    return await callJson(at(`/api/v1/keys/{id}/${verb}`).POST, { headers: as, params: { id }, body });
  };
  const keyWith = async (scopes: Scope[], more: { addressRanges?: string[]; expiresAt?: Date } = {}) =>
    bearer((await createApiKey({ actor: ours.owner, ...NAME, scopes, ...more })).secret);

  before(() => createTestDatabase());
  after(() => dropTestDatabase());
  beforeEach(async () => {
    ours = await makeOrganisation();
    theirs = await makeOrganisation();
    headers = await keyWith(["keys:manage", "evidence:read", "evidence:write"]);
  });

  it("work from allowed addresses alone; where one came from otherwise is seen, and cannot be said by its user", async () => {
    const { id, secret } = await make({ addressRanges: ["203.0.113.0/24", "2001:db8::/32"] });
    assert.equal((await list(secret, "203.0.113.200")).status, 200);
    assert.equal((await list(secret, "2001:db8::77")).status, 200);
    const refused = await list(secret, "198.51.100.9");
    assert.deepEqual([refused.status, refused.body.code], [403, "key_address"]);
    assert.match(refused.body.detail, /198\.51\.100\.9/);
    const key = await read(id);
    assert.deepEqual([key.usedFrom, key.refusedFrom], ["203.0.113.200", "198.51.100.9"]);
    assert.ok(key.usedAt && key.refusedAt);
    const write = {
      headers: { ...bearer(secret), "x-sealbook-address": "198.51.100.9" },
      body: { sha256: "0".repeat(64) },
    };
    assert.equal((await callJson(at("/api/v1/evidence").POST, write)).body.code, "key_address");
  });

  it("are limited anew within a second", async () => {
    const { id, secret } = await make();
    assert.equal((await list(secret)).status, 200);
    const change = {
      headers,
      params: { id },
      body: { addressRanges: ["203.0.113.7"], name: "Branch", expiresAt: null },
    };
    const changed = await callJson(place("/{id}").PATCH, change);
    assert.deepEqual([changed.body.name, changed.body.addressRanges], ["Branch", ["203.0.113.7"]]);
    await new Promise((resolve) => setTimeout(resolve, RECALL_MS));
    assert.equal((await list(secret)).body.code, "key_address");
    const bad = await callJson(place("/{id}").PATCH, {
      headers,
      params: { id },
      body: { addressRanges: ["10.1.2.3/8"] },
    });
    assert.deepEqual([bad.status, bad.body.code, bad.body.field], [400, "invalid_address_range", "addressRanges"]);
    const past = await callJson(place("/{id}").PATCH, {
      headers,
      params: { id },
      body: { expiresAt: days(-1).toISOString() },
    });
    assert.equal(past.body.code, "expiry_past");
  });

  it("change their secret without a gap: both work, each with its last use, until the old one ends", async () => {
    const { id, secret: old, prefix } = await make();
    assert.equal((await list(old, "192.0.2.1")).status, 200);
    const rotated = await post("rotate-secret", id, { body: { oldSecretUntil: days(29).toISOString() } });
    assert.equal(rotated.status, 200);
    const { secret } = rotated.body;
    assert.deepEqual([(await list(secret, "192.0.2.2")).status, (await list(old, "192.0.2.1")).status], [200, 200]);
    const key = await read(id);
    assert.deepEqual([key.usedFrom, key.oldSecret.usedFrom, key.oldSecret.prefix], ["192.0.2.2", "192.0.2.1", prefix]);
    assert.deepEqual((await post("rotate-secret", id)).body.code, "old_secret_works");
    assert.deepEqual((await post("end-old-secret", id)).body.oldSecret, undefined);
    await new Promise((resolve) => setTimeout(resolve, RECALL_MS));
    assert.deepEqual([(await list(secret)).status, (await list(old)).body.code], [200, "key_replaced"]);
    assert.equal((await post("end-old-secret", id)).body.code, "gone");
    assert.equal((await post("rotate-secret", id)).status, 200);
    const actions = await prisma().auditEvent.findMany({ where: { subject: id }, orderBy: { id: "asc" } });
    assert.deepEqual(
      actions.map(({ action }) => action),
      ["key.create", "key.rotate", "key.end_old", "key.rotate"],
    );
    const logged = JSON.stringify(actions);
    assert.ok(!logged.includes(secret) && !logged.includes(old));
  });

  it("keep an old secret for 30 days at most, and not beyond its time", async () => {
    const { id, secret: old } = await make();
    for (const until of [days(31), days(-1)]) {
      const refused = await post("rotate-secret", id, { body: { oldSecretUntil: until.toISOString() } });
      assert.deepEqual([refused.body.code, refused.body.field], ["invalid_field", "oldSecretUntil"]);
    }
    assert.equal((await post("rotate-secret", id)).status, 200);
    await prisma().apiKey.update({ where: { id }, data: { oldSecretUntil: new Date() } });
    assert.equal((await list(old)).body.code, "key_replaced");
    assert.equal((await read(id)).oldSecret, undefined);
  });

  it("give one new secret for one Idempotency-Key", async () => {
    const { id } = await make();
    const once = { ...headers, "idempotency-key": "rotate-1" };
    const [first, second] = [
      await post("rotate-secret", id, { as: once }),
      await post("rotate-secret", id, { as: once }),
    ];
    assert.deepEqual([first.status, second.body.secret], [200, first.body.secret]);
  });

  it("of another organisation do not exist, whatever is asked of them", async () => {
    const { key } = await createApiKey({ actor: theirs.owner, ...NAME, scopes: ["evidence:read"] });
    const params = { id: key.id };
    assert.equal((await callJson(place("/{id}").GET, { headers, params })).status, 404);
    assert.equal((await callJson(place("/{id}").PATCH, { headers, params, body: { name: "mine" } })).status, 404);
    for (const verb of ["rotate-secret", "end-old-secret", "revoke"])
      assert.equal((await post(verb, key.id)).status, 404, verb);
    const listed = (await callJson(place("").GET, { headers, query: { limit: "100" } })).body.items as { id: string }[];
    assert.ok(listed.length > 0 && !listed.some(({ id }) => id === key.id));
    assert.equal((await prisma().apiKey.findUniqueOrThrow({ where: { id: key.id } })).revokedAt, null);
  });

  it("are made and changed by keys that may keys:manage, and never to more than these may", async () => {
    const limits = { addressRanges: ["192.0.2.0/24"], expiresAt: days(10) };
    const narrow = await keyWith(["keys:manage", "evidence:read"], limits);
    const within = {
      ...NAME,
      scopes: ["evidence:read"],
      addressRanges: ["192.0.2.7"],
      expiresAt: days(9).toISOString(),
    };
    const beyond: [object, string][] = [
      [{ ...within, scopes: ["evidence:read", "evidence:write"] }, "scopes"],
      [{ ...within, addressRanges: [] }, "addressRanges"],
      [{ ...within, addressRanges: ["192.0.2.7", "192.0.0.0/16"] }, "addressRanges"],
      [{ ...within, expiresAt: undefined }, "expiresAt"],
      [{ ...within, expiresAt: days(11).toISOString() }, "expiresAt"],
    ];
    for (const [body, field] of beyond) {
      const refused = await callJson(place("").POST, { headers: narrow, body });
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [403, "key_beyond", field]);
    }
    const made = await callJson(place("").POST, { headers: narrow, body: within });
    assert.equal(made.status, 201);
    const widened = { headers: narrow, params: { id: made.body.id }, body: { addressRanges: [] } };
    assert.equal((await callJson(place("/{id}").PATCH, widened)).body.code, "key_beyond");
    // Who has the secret of a key has what it may.
    const { id: mighty } = await make({ scopes: ["evidence:write"] });
    assert.equal((await post("rotate-secret", mighty, { as: narrow })).body.code, "key_beyond");
    const reader = await keyWith(["evidence:read"]);
    assert.equal((await callJson(place("").GET, { headers: reader })).body.code, "scope_missing");
    // Four eyes are two people's: the key counts as made by whoever made the one that made it.
    const stored = await prisma().apiKey.findUniqueOrThrow({ where: { id: made.body.id } });
    assert.equal(stored.createdById, ours.owner.userId);
  });

  it("are revoked by API, once", async () => {
    const { id, secret } = await make();
    assert.equal((await post("revoke", id)).status, 200);
    assert.equal((await list(secret)).body.code, "key_revoked");
    assert.deepEqual([(await post("revoke", id)).body.code, (await read(id)).state], ["gone", "revoked"]);
    assert.equal((await post("rotate-secret", id)).body.code, "gone");
  });

  it("that expire within two weeks are told of once, to those who manage keys, and not when they were prolonged", async () => {
    const made = async (expiresAt: Date, createdAt: Date) => {
      const { key } = await createApiKey({ actor: ours.owner, ...NAME, scopes: ["evidence:read"], expiresAt });
      await prisma().apiKey.update({ where: { id: key.id }, data: { createdAt } });
      return key.id;
    };
    const soon = await made(days(10), days(-300));
    await made(days(20), days(-300));
    await made(days(1), new Date());
    const queued = () =>
      prisma().outboxItem.findMany({ where: { organisationId: ours.id, kind: keyExpiryLetter.kind } });
    await tellExpiry();
    await tellExpiry();
    const owner = await prisma().user.findUniqueOrThrow({ where: { id: ours.owner.userId } });
    assert.deepEqual(
      (await queued()).map(({ recipient, subject }) => [recipient, subject]),
      [[owner.email, soon]],
    );
    const item = { recipient: owner.email, subject: soon, locale: "en" as const, createdAt: new Date() };
    const write = async () => await prisma().$transaction(async (tx) => await keyExpiryLetter.write(tx, item as never));
    assert.match(JSON.stringify(await write()), /Core banking.*expires soon/);
    await prisma().apiKey.update({ where: { id: soon }, data: { expiresAt: days(300) } });
    assert.equal(await write(), undefined);
    await prisma().apiKey.update({ where: { id: soon }, data: { expiresAt: days(12) } });
    await tellExpiry();
    assert.equal((await queued()).length, 2);
  });

  it("are rotated at the command line of the installation too", async () => {
    const { id, secret: old } = await make();
    const operator = { kind: "operator" } as const;
    const { secret } = await rotateKey({ actor: operator, organisationId: ours.id, apiKeyId: id });
    assert.deepEqual([(await list(secret)).status, (await list(old)).status], [200, 200]);
  });
});
