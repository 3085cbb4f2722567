/** What holds for every endpoint, whoever adds one: requests are made from the declarations, and sent to a real server. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { makeMarkNumber } from "#lib/core/text/mark-number.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { endpoints } from "#lib/features/all.ts";
import { setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import type { Endpoint } from "#lib/gate/endpoint.ts";
import { rolesThatMay } from "#lib/gate/may.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { ROLES, type Role, SCOPES } from "#lib/words/permissions.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { problemCode } from "#tests/support/problem-code.ts";
import { makeKey, makeMember, makeUnit } from "#tests/support/units.ts";
import { issueAll, publishTemplate } from "./certificates/issuing/issuing-place.ts";
import { sha256Hex } from "./evidence/intake/upload-server.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const NAME = "机密合同 of ours.pdf";
/** Of a contract that nobody composed. */
const MARK = makeMarkNumber((count) => randomBytes(count));
/** What anybody may ask; one more is a decision, and no slip. */
const PUBLIC = [
  "GET /.well-known/jwt-vc-issuer/issuers/{slug}",
  "GET /.well-known/oauth-authorization-server/issuers/{slug}/types/{template}",
  "GET /.well-known/openid-credential-issuer/issuers/{slug}/types/{template}",
  "GET /.well-known/scitt-keys",
  "GET /.well-known/scitt-keys/{kid}",
  "GET /.well-known/security.txt",
  "GET /api/v1/contracts/check/{reference}",
  "GET /api/v1/contracts/signing/{token}",
  "GET /api/v1/contracts/signing/{token}/certificate",
  "GET /api/v1/contracts/signing/{token}/document",
  "GET /api/v1/health",
  "GET /api/v1/ledgers/{name}",
  "GET /api/v1/ledgers/{name}/blocks",
  "GET /api/v1/ledgers/{name}/blocks/{height}",
  "GET /api/v1/ledgers/{name}/consistency",
  "GET /api/v1/ledgers/{name}/entries",
  "GET /api/v1/ledgers/{name}/entries/{index}",
  "GET /api/v1/ledgers/{name}/events",
  "GET /api/v1/ledgers/{name}/figures",
  "GET /api/v1/ledgers/{name}/nodes",
  "GET /api/v1/ledgers/{name}/subjects/{subject}",
  "GET /api/v1/lookup",
  "GET /api/v1/lookup/certificates",
  "GET /api/v1/openapi.json",
  "GET /api/v1/records/{id}/origin",
  "GET /api/v1/records/{id}/receipt",
  "GET /api/v1/verifier",
  "GET /claim/{token}/{id}/badge.png",
  "GET /claim/{token}/{id}/badge.svg",
  "GET /claim/{token}/{id}/certificate.pdf",
  "GET /claim/{token}/{id}/credential.json",
  "GET /claim/{token}/{id}/receipt.json",
  "GET /entries/{hash}",
  "GET /healthz",
  "GET /issuers/{slug}/did.json",
  "GET /issuers/{slug}/keys.json",
  "GET /issuers/{slug}/profile.json",
  "GET /issuers/{slug}/status/{number}",
  "GET /issuers/{slug}/token-status/{number}",
  "GET /issuers/{slug}/types/{template}",
  "GET /issuers/{slug}/types/{template}/.well-known/oauth-authorization-server",
  "GET /issuers/{slug}/types/{template}/.well-known/openid-credential-issuer",
  "GET /issuers/{slug}/types/{template}/offer",
  "GET /ledger/{name}",
  "GET /ledger/{name}/checkpoint",
  "GET /ledger/{name}/keys",
  "GET /ledger/{name}/keys.json",
  "GET /ledger/{name}/log-list",
  "GET /ledger/{name}/tile/{path...}",
  "GET /ledger/{name}/timestamp-authorities",
  "GET /ledger/{name}/witness-policy",
  "GET /ledger/{name}/witness-policy/{epoch}",
  "GET /metrics",
  "GET /readyz",
  "GET /robots.txt",
  "GET /sample/sealbook-sample-altered.txt",
  "GET /sample/sealbook-sample-receipt.json",
  "GET /sample/sealbook-sample.txt",
  "GET /v/{id}/certificate.pdf",
  "GET /v/{id}/credential.json",
  "GET /v/{id}/labels",
  "GET /verifier.html",
  "POST /api/v1/contracts/signing/{token}/approve",
  "POST /api/v1/contracts/signing/{token}/complete",
  "POST /api/v1/contracts/signing/{token}/consent",
  "POST /api/v1/contracts/signing/{token}/decline",
  "POST /api/v1/contracts/signing/{token}/open",
  "POST /api/v1/contracts/signing/{token}/prepare",
  "POST /api/v1/contracts/signing/{token}/read",
  "POST /api/v1/contracts/signing/{token}/sign",
  "POST /api/v1/sandbox",
  "POST /api/v1/shares/{token}/looks",
  "POST /api/v1/verify",
  "POST /claim/{token}/{id}/unlinkable",
  "POST /issuers/{slug}/types/{template}/credential",
  "POST /issuers/{slug}/types/{template}/nonce",
  "POST /issuers/{slug}/types/{template}/token",
  "POST /v/{id}/checked",
  "POST /verify/outside",
];

/** What asks for a token that no account of ours gives. */
const OWN_TOKENS = ["/metrics", "/issuers/{slug}/types/{template}/credential"];

let ours: TestOrganisation;
let theirs: TestOrganisation;
/** A record of ours whose page is off. */
let id: string;
let sha256: string;
/** Members of other organisations, each alone in its own, by their role. */
const members = {} as Record<Role, Record<string, string>>;
/** Of ours, what belongs to the branch that has the record, by the address below which it is. */
const ofBranch: Record<string, string> = {};
/** Who acts for a branch beside that one, as admin and as a key with all scopes. */
let beside: { person: Record<string, string>; key: Record<string, string> };
/** Keys of theirs, each with all scopes but the one that it is named by. */
const keysWithout = {} as Record<(typeof SCOPES)[number], Record<string, string>>;

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const membersOnly = endpoints.filter(({ auth }) => auth !== "public");
const cookieOf = ({ ownerHeaders }: TestOrganisation) => ({ cookie: ownerHeaders.get("cookie") ?? "" });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** The path with what a stranger would like to see in place of its parameters. */
function pathOf({ path }: Pick<Endpoint, "path">, ourId = id): string {
  const values: Record<string, string> = {
    id: ourId,
    name: "main",
    height: "0",
    index: "0",
    epoch: "0",
    record: sha256,
    reference: MARK,
    day: "2026-01-01",
    hash: "0".repeat(64),
    subject: "0".repeat(64),
    slug: "nobody",
    template: ourId,
    delivery: ourId,
    design: "diploma.en",
    kid: "A".repeat(43),
    number: path.startsWith("/api/v1/contracts/documents/") ? MARK : "1",
    place: "0",
    request: ourId,
    use: ourId,
    party: "nobody",
    sha256,
    font: "none.ttf",
    token: "A".repeat(43),
    "path...": "0/000.p/1",
  };
  return path.replace(/\{([\w.]+)\}/g, (_, name: string) => {
    const value = values[name];
    assert.ok(value !== undefined, `${path}: say here what a request puts in place of {${name}}`);
    return value;
  });
}

/** What is refused for its body before anybody looks whether there is what its path names. */
const BODIES: Record<string, unknown> = {
  "/api/v1/batches/{id}/drafts": { drafts: [{ holderName: "Someone" }] },
  "/api/v1/batches/{id}/reject": { reason: "Wrong" },
  "/api/v1/evidence/{id}/hold": { reason: "A case" },
  "/api/v1/evidence/{id}/erase": { reason: "A request" },
  "/api/v1/seal-groups/{id}/messages": { text: "{}", signature: "A".repeat(88) },
  "/api/v1/seal-groups/{id}/complaints": { about: 1, failure: "share_wrong" },
  "/api/v1/batches/{id}/seal/approvals": { text: "{}", signature: "A".repeat(88) },
  "/api/v1/batches/{id}/seal/shares": { attempt: 1, share: "A".repeat(44) },
  "/api/v1/seals/{id}/revoke": { reason: "Lost" },
  "/api/v1/seals/{id}/grants": { items: [] },
  "/api/v1/seals/{id}/certificate": { certificates: "-----BEGIN CERTIFICATE-----" },
  "/api/v1/seals/{id}/requests": { purpose: "Loans", document: "a.pdf", covers: "file", digest: "0".repeat(64) },
  "/api/v1/seals/{id}/sign": { purpose: "Loans", document: "a.pdf", digest: "0".repeat(64) },
  "/api/v1/contracts/templates/{id}/compose": { values: {} },
  "/api/v1/contracts/templates/{id}/compose-many": { rows: [{}] },
  "/api/v1/contracts/templates/{id}/envelopes": {
    ...{ values: {}, parties: [{ name: "borrower", role: "approves", person: "Someone" }] },
    expiresAt: new Date(Date.now() + 60 * 60_000).toISOString(),
  },
  "/api/v1/contracts/envelopes/{id}/void": { reason: "Wrong" },
  "/api/v1/contracts/envelopes/{id}/extend": { expiresAt: new Date(Date.now() + 60 * 60_000).toISOString() },
  "/api/v1/contracts/envelopes/{id}/parties/{party}/access": { identity: { method: "desk", statement: "Seen" } },
  "/api/v1/contracts/envelopes/{id}/parties/{party}/seal": {
    seal: "00000000-0000-7000-8000-000000000000",
    purpose: "Loans",
  },
};
/** Of which type a body has to be, where it is no JSON. */
const TYPES: Record<string, string> = {
  "/api/v1/seals/{id}/seal": "application/pdf",
  "/api/v1/seals/{id}/places": "application/pdf",
};
/** Likewise, what is refused without it. */
const queryOf = ({ path }: Endpoint): string => {
  if (path.endsWith("/uploads")) return "?name=a.txt";
  if (path === "/api/v1/seals/{id}/places") return "?keyword=Seal";
  if (path === "/api/v1/seals/{id}/seal") return "?purpose=Loans&document=a.pdf";
  return path === "/api/v1/batches/{id}/approve" ? "?submittedAt=2026-01-01T00:00:00Z" : "";
};
/** The same for every organisation: what their paths name is the product's. */
const OF_EVERYBODY = ["/api/v1/templates/gallery/{design}"];
const OUR_ORIGIN = { origin: "http://localhost:3000" };

/** Sends what the declaration asks for at least; for a body, one that is refused only after its sender was. */
async function ask(endpoint: Endpoint, headers: Record<string, string>, path = pathOf(endpoint)) {
  const hasBody = endpoint.method !== "GET" && endpoint.method !== "DELETE";
  const type: Record<string, string> = hasBody ? { "content-type": TYPES[endpoint.path] ?? "application/json" } : {};
  const query = path.includes("?") ? "" : queryOf(endpoint);
  const response = await send(path + query, {
    method: endpoint.method,
    headers: { ...type, ...headers },
    body: hasBody ? JSON.stringify(BODIES[endpoint.path] ?? {}) : undefined,
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (isStream) await response.body?.cancel();
  const bytes = isStream ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    code: problemCode(response.headers, bytes),
    text: new TextDecoder().decode(bytes),
    headers: response.headers,
  };
}

/** Refused as declared: with the problem, or led to the page that says so. */
async function assertRefused(endpoint: Endpoint, headers: Record<string, string>, expected: [number, string]) {
  const { status, code, text, headers: answered } = await ask(endpoint, headers);
  if (endpoint.refusedTo) {
    assert.deepEqual([status, answered.get("location")], [303, endpoint.refusedTo("")], nameOf(endpoint));
    assert.equal(text, "");
  } else {
    assert.deepEqual([status, code], expected, nameOf(endpoint));
  }
  assertNothingOfOurs(text, nameOf(endpoint));
}

function assertNothingOfOurs(text: string, who: string): void {
  for (const ofOurs of [id, sha256, NAME]) assert.ok(!text.includes(ofOurs), `${who} tells ${ofOurs}`);
}

async function makeWithAllScopes(name: string): Promise<TestOrganisation> {
  const place = await makeOrganisation(name);
  const { secret } = await createApiKey({ actor: place.owner, name: "all scopes", scopes: [...SCOPES] });
  return { ...place, apiKey: { ...place.apiKey, secret } };
}

before(async () => {
  await createTestDatabase();
  ours = await makeWithAllScopes("Blue Harbour Bank 蓝港银行");
  theirs = await makeWithAllScopes("Someone else");
  sha256 = sha256Hex(randomBytes(16));
  const branch = await makeUnit(ours.owner, "Branch with the record");
  const post = { headers: bearer(ours.apiKey.secret), body: { sha256, name: NAME, unit: branch } };
  ({ id } = (await callJson(at("/api/v1/evidence").POST, post)).body);
  await fillBranch(branch);
  await setPublicPage({ actor: ours.owner, evidenceId: id, on: false });
  await appendBlock({ ledger: "main" });
  for (const role of ROLES) {
    const place = await makeOrganisation();
    await inRole(place.owner, role);
    members[role] = cookieOf(place);
  }
  for (const scope of SCOPES) {
    const scopes = SCOPES.filter((other) => other !== scope);
    const made = await createApiKey({ actor: theirs.owner, name: `all but ${scope}`, scopes });
    assert.ok("secret" in made);
    keysWithout[scope] = bearer(made.secret);
  }
});
after(() => dropTestDatabase());

async function fillBranch(unit: string): Promise<void> {
  const { headers, id: keyId } = await makeKey(ours.owner, unit);
  const lines = `${JSON.stringify({ sha256: sha256Hex(randomBytes(16)), name: NAME })}\n`;
  const ndjson = { "content-type": "application/x-ndjson" };
  const bulk = await send("/api/v1/evidence/bulk", { method: "POST", headers: { ...headers, ...ndjson }, body: lines });
  await bulk.text();
  const files = [{ name: NAME, sha256: sha256Hex(randomBytes(16)) }];
  const bundle = await callJson(at("/api/v1/bundles").POST, { headers, body: { name: NAME, files } });
  const hook = { url: "https://example.org/hook", events: ["evidence.anchored"] };
  const webhook = await callJson(at("/api/v1/webhooks").POST, { headers, body: hook });
  const begun = { ...headers, "tus-resumable": "1.0.0", "upload-length": "3" };
  const upload = await send(`/api/v1/uploads/resumable?name=${encodeURIComponent(NAME)}`, {
    method: "POST",
    headers: begun,
  });
  const { batch, certificate } = await issueIn(headers);
  const sealing = { name: NAME, picture: { design: { shape: "round", words: "蓝港银行" } }, key: { make: "ed25519" } };
  const seal = await callJson(at("/api/v1/seals").POST, { headers, body: sealing });
  Object.assign(ofBranch, {
    "/api/v1/batches/": batch,
    "/api/v1/certificates/": certificate,
    "/api/v1/seals/": seal.body.id,
    "/api/v1/units/": unit,
    "/api/v1/keys/": keyId,
    "/api/v1/evidence/bulk/": bulk.headers.get("location")?.split("/").at(-1),
    "/api/v1/bundles/": bundle.body.id,
    "/api/v1/webhooks/": webhook.body.id,
    "/api/v1/uploads/resumable/": (await upload.json()).id,
  });
  const other = await makeUnit(ours.owner, "Branch beside it");
  const { headers: person } = await makeMember(ours.owner, { unit: other, role: "admin" });
  beside = { person, key: (await makeKey(ours.owner, other)).headers };
}

/** A certificate by a key of a branch. */
async function issueIn(headers: Record<string, string>): Promise<{ batch: string; certificate: string }> {
  await makeIssuer(ours.owner);
  const template = await publishTemplate(ours.id);
  const body = { template, holderName: NAME, values: { course: NAME } };
  const answer = await send("/api/v1/certificates?wait=0", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { id: certificate, batch } = await answer.json();
  await issueAll();
  return { batch, certificate };
}

const inBranch = ({ path }: Endpoint): string => {
  const place = Object.keys(ofBranch)
    .filter((start) => path.startsWith(start))
    .sort((one, other) => other.length - one.length)[0];
  return place === undefined ? id : (ofBranch[place] as string);
};

describe("every endpoint", () => {
  it("that takes keys asks for a scope that keys can have", () => {
    for (const { auth, scope, path } of endpoints) {
      if (auth === "member-or-key")
        assert.ok(
          SCOPES.some((each) => each === scope),
          `${path} asks for ${scope}`,
        );
    }
  });

  it("that anybody may ask is one of those that were meant to be, and tells nothing of a record whose page is off", async () => {
    const open = endpoints.filter(({ auth }) => auth === "public");
    assert.deepEqual(open.map(nameOf).sort(), PUBLIC);
    for (const endpoint of open) {
      for (const search of ["", `?sha256=${sha256}`]) {
        const { status, text } = await ask(endpoint, {}, pathOf(endpoint) + search);
        assert.ok(![401, 403].includes(status) || OWN_TOKENS.includes(endpoint.path), nameOf(endpoint));
        // A problem says which value it does not take; no answer says what is recorded.
        if (status < 400) assertNothingOfOurs(text, nameOf(endpoint));
      }
    }
  });

  it("for members refuses a stranger, and whoever shows a key or a session that opens nothing", async () => {
    assert.ok(membersOnly.length >= 8);
    for (const [at, endpoint] of membersOnly.entries()) {
      // Who guesses so often from one address is slowed down.
      const from = { "x-sealbook-address": `192.0.2.${at}` };
      await assertRefused(endpoint, from, [401, "unauthenticated"]);
      await assertRefused(endpoint, { ...from, ...bearer("sealbook_nobody") }, [401, "key_unknown"]);
      await assertRefused(endpoint, { ...from, cookie: "sealbook.session=forged" }, [401, "unauthenticated"]);
    }
  });

  it("for members refuses a lesser role", async () => {
    let refused = 0;
    for (const endpoint of membersOnly) {
      const { scope } = endpoint;
      assert.ok(scope, `${nameOf(endpoint)} has no scope`);
      const lesser = ROLES.filter((role) => !rolesThatMay(scope).includes(role));
      for (const role of lesser) {
        await assertRefused(endpoint, { ...members[role], ...OUR_ORIGIN }, [403, "forbidden"]);
        refused++;
      }
      if (lesser.length === 0) assert.deepEqual([...rolesThatMay(scope)].sort(), [...ROLES].sort());
    }
    assert.ok(refused > 0);
  });

  it("for members refuses a key without the scope, and any key where only people may", async () => {
    for (const endpoint of membersOnly) {
      if (endpoint.auth === "member") {
        await assertRefused(endpoint, bearer(theirs.apiKey.secret), [403, "forbidden"]);
        continue;
      }
      const scope = SCOPES.find((known) => known === endpoint.scope);
      assert.ok(scope, `${nameOf(endpoint)}: no key can have the scope ${endpoint.scope}`);
      await assertRefused(endpoint, keysWithout[scope], [403, "scope_missing"]);
    }
  });

  it("for members tells another organisation as much as of a record that there is not, and nothing of ours", async () => {
    for (const endpoint of membersOnly) {
      const headers =
        endpoint.auth === "member" ? { ...cookieOf(theirs), ...OUR_ORIGIN } : bearer(theirs.apiKey.secret);
      const known = await ask(endpoint, headers);
      assertNothingOfOurs(known.text, nameOf(endpoint));
      if (!endpoint.path.includes("{") || OF_EVERYBODY.includes(endpoint.path)) continue;
      const unknown = await ask(endpoint, headers, pathOf(endpoint, uuidv7()));
      assert.deepEqual([known.status, known.code], [404, "not_found"], nameOf(endpoint));
      assert.deepEqual([unknown.status, unknown.text], [404, known.text]);
    }
  });

  it("for members tells another branch as much as of what there is not, and nothing of what belongs to this one", async () => {
    let missed = 0;
    for (const endpoint of membersOnly) {
      const headers = endpoint.auth === "member" ? { ...beside.person, ...OUR_ORIGIN } : beside.key;
      const known = await ask(endpoint, headers, pathOf(endpoint, inBranch(endpoint)));
      assertNothingOfOurs(known.text, nameOf(endpoint));
      assert.ok(known.status < 500, `${nameOf(endpoint)} ${known.status}`);
      for (const theirs of Object.values(ofBranch)) assert.ok(!known.text.includes(theirs), nameOf(endpoint));
      if (!endpoint.path.includes("{") || OF_EVERYBODY.includes(endpoint.path)) continue;
      if (known.status === 403) {
        // Not theirs at all, whatever it is.
        assert.equal(known.code, "whole_organisation", nameOf(endpoint));
        continue;
      }
      missed++;
      const unknown = await ask(endpoint, headers, pathOf(endpoint, uuidv7()));
      assert.deepEqual([known.status, known.code], [404, "not_found"], nameOf(endpoint));
      assert.deepEqual([unknown.status, unknown.text], [404, known.text]);
    }
    assert.ok(missed >= 45, `${missed}`);
  });

  it("for members that changes something takes no form of another site, whoever is signed in", async () => {
    const changing = membersOnly.filter(({ method }) => method !== "GET");
    assert.ok(changing.length >= 2);
    for (const endpoint of changing) {
      const headers = { ...cookieOf(theirs), origin: "https://evil.test" };
      await assertRefused(endpoint, headers, [403, "cross_origin"]);
      await assertRefused(endpoint, cookieOf(theirs), [403, "cross_origin"]);
    }
  });
});

describe("every address", () => {
  const paths = [...new Set(endpoints.map(({ path }) => path))];
  const declaredAt = (path: string) => endpoints.filter((endpoint) => endpoint.path === path);

  for (const path of paths) {
    const declared = declaredAt(path);
    const methods = METHODS.filter((method) => declared.some((endpoint) => endpoint.method === method));
    const allow = [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(
      ", ",
    );
    const isPublished =
      path.startsWith("/ledger/") ||
      path.startsWith("/api/v1/ledgers/") ||
      path.startsWith("/.well-known/scitt-keys") ||
      path.startsWith("/.well-known/jwt-vc-issuer/") ||
      path.startsWith("/.well-known/oauth-authorization-server/") ||
      path.startsWith("/.well-known/openid-credential-issuer/") ||
      path.startsWith("/issuers/") ||
      path.startsWith("/api/v1/contracts/check/") ||
      path.startsWith("/api/v1/contracts/signing/") ||
      [
        "/entries/{hash}",
        "/api/v1/verifier",
        "/api/v1/verify",
        "/api/v1/lookup",
        "/api/v1/lookup/certificates",
        "/api/v1/openapi.json",
        "/api/v1/records/{id}/origin",
        "/api/v1/records/{id}/receipt",
      ].includes(path);
    const asked = allow.replace(", OPTIONS", "");

    it(`${path} answers OPTIONS, refuses other methods with those that there are, and HEAD is GET without its body`, async () => {
      const concrete = pathOf({ path });
      const options = await send(concrete, { method: "OPTIONS" });
      assert.deepEqual([options.status, options.headers.get("allow")], [204, allow]);
      assert.equal(options.headers.get("access-control-allow-origin"), isPublished ? "*" : null);
      assert.equal(options.headers.get("access-control-allow-methods"), isPublished ? asked : null);
      for (const method of [...METHODS, "PROPFIND"].filter((other) => !methods.some((known) => known === other))) {
        const refused = await send(concrete, { method });
        assert.deepEqual([refused.status, refused.headers.get("allow")], [405, allow], method);
        const body = new Uint8Array(await refused.arrayBuffer());
        assert.equal(problemCode(refused.headers, body), "method_not_allowed");
        assert.equal(refused.headers.get("access-control-allow-origin"), isPublished ? "*" : null);
      }
      if (!methods.includes("GET")) return;
      const headers = declared.some(({ auth }) => auth === "member") ? cookieOf(ours) : bearer(ours.apiKey.secret);
      const [get, head] = await Promise.all([send(concrete, { headers }), send(concrete, { method: "HEAD", headers })]);
      await get.body?.cancel();
      assert.deepEqual([head.status, await head.text()], [get.status, ""]);
      for (const name of ["content-type", "content-length", "etag", "cache-control", "location"]) {
        if (path === "/metrics" && name === "content-length") continue; // each time another
        assert.equal(head.headers.get(name), get.headers.get(name), name);
      }
    });
  }

  it("below or beside one that there is leads nowhere, and a misspelt query field is named", async () => {
    for (const path of paths.filter((each) => /^\/(api|ledger)\//.test(each))) {
      for (const wrong of [`${pathOf({ path })}/nothing/${randomUUID()}`, `${pathOf({ path })}%2F`]) {
        const isPeoples = declaredAt(path).every(({ auth }) => auth === "member");
        const answer = await send(wrong, { headers: isPeoples ? cookieOf(ours) : bearer(ours.apiKey.secret) });
        assert.deepEqual([answer.status, (await answer.json()).code], [404, "not_found"], wrong);
      }
    }
    for (const endpoint of endpoints.filter(({ method, query }) => method === "GET" && query !== "any")) {
      const headers = endpoint.auth === "member" ? cookieOf(ours) : bearer(ours.apiKey.secret);
      const { status, code } = await ask(endpoint, headers, `${pathOf(endpoint)}?misspelt=1`);
      assert.deepEqual([status, code], [400, "unknown_field"], nameOf(endpoint));
    }
  });

  it("with a query refuses names that every object knows, a name given twice, and a NUL", async () => {
    for (const endpoint of endpoints.filter(({ method, query }) => method === "GET" && query !== "any")) {
      // Whole lists may be asked for thirty times in five minutes: each of them by somebody else.
      const who = endpoint.limit === RATE_LIMITS.export ? await makeWithAllScopes(nameOf(endpoint)) : ours;
      const headers = endpoint.auth === "member" ? cookieOf(who) : bearer(who.apiKey.secret);
      const refused = async (query: string) => (await ask(endpoint, headers, `${pathOf(endpoint)}?${query}`)).code;
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        assert.equal(await refused(`${name}=1`), "unknown_field", `${nameOf(endpoint)} ${name}`);
      }
      for (const query of ["a=1&a=2", "__proto__=1&__proto__=1"]) {
        assert.equal(await refused(query), "invalid_field", `${nameOf(endpoint)} ${query}`);
      }
      const names = endpoint.query instanceof z.ZodObject ? Object.keys(endpoint.query.shape) : [];
      for (const name of names) {
        const { status } = await ask(endpoint, headers, `${pathOf(endpoint)}?${name}=%00`);
        assert.equal(status, 400, `${nameOf(endpoint)} ${name}`);
      }
    }
  });

  it("with a JSON body refuses a member given twice, however it is written", async () => {
    const sha256 = "ab".repeat(32);
    const bodies = [
      `{"sha256":"${sha256}","name":"a","name":"b"}`,
      `{"sha256":"${sha256}","n\\u0061me":"a","name":"b"}`,
      `{"sha256":"${sha256}","name":"a","__proto__":{},"__proto__":{}}`,
      `{"receipt":"a","receipt":"b"}`,
    ];
    for (const body of bodies) {
      for (const path of ["/api/v1/evidence", "/api/v1/verify"]) {
        const headers = { ...bearer(ours.apiKey.secret), "content-type": "application/json" };
        const answer = await send(path, { method: "POST", headers, body });
        assert.deepEqual([answer.status, (await answer.json()).code], [400, "invalid_field"], `${path} ${body}`);
      }
    }
  });
});
