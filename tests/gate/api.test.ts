/** What holds for every address of the API: methods, caching, limits, health. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { closeUploadPlace, openUploadPlace, uploadUrl } from "#tests/features/evidence/intake/upload-place.ts";
import { put, type UploadServer } from "#tests/features/evidence/intake/upload-server.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";
import packageJson from "../../package.json" with { type: "json" };

const contentRoute = at("/api/v1/evidence/{id}/content");
const listRoute = at("/api/v1/evidence");
const healthRoute = at("/api/v1/health");
const unknownDelete = at("/api/nothing").DELETE;
const unknownGet = at("/api/nothing").GET;
const unknownPost = at("/api/nothing").POST;

let server: UploadServer;
let key: Record<string, string>;

before(async () => {
  ({ server, key } = await openUploadPlace());
});
after(() => closeUploadPlace({ server }));

const upload = (name: string, body: Uint8Array, headers = key) => put(uploadUrl(server, name), { headers, body });

describe("the frame of the API", () => {
  it("an unknown address is a problem whatever the method and query, and a wrong method lists the right ones", async () => {
    for (const [method, handler] of Object.entries({ GET: unknownGet, POST: unknownPost, DELETE: unknownDelete })) {
      const answer = await callJson(handler, { method, query: { anything: "1" } });
      assert.deepEqual([answer.status, answer.body.code], [404, "not_found"]);
    }
    const answer = await callJson(listRoute.DELETE, { method: "DELETE" });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get("allow"), "GET, HEAD, POST, OPTIONS");
  });

  it("HEAD answers with the headers of GET and no body", async () => {
    const { body } = await upload("head.bin", randomBytes(123));
    const response = await call(contentRoute.HEAD, { method: "HEAD", params: { id: body.id }, headers: key });
    assert.equal(response.headers.get("content-length"), "123");
    assert.equal(await response.text(), "");
  });

  it("answers are not cached", async () => {
    const response = await call(listRoute.GET, { headers: key });
    assert.equal(response.headers.get("cache-control"), "private, no-store");
  });

  it("whoever asks too often is told when to come back, and others are not", async () => {
    const { RATE_LIMITS, countRequest } = await import("#lib/infra/http/rate-limits.ts");
    const caller = randomUUID();
    for (let i = 0; i < RATE_LIMITS.refused.requests; i++) {
      assert.equal(await countRequest(RATE_LIMITS.refused, caller), undefined);
    }
    const wait = await countRequest(RATE_LIMITS.refused, caller);
    assert.ok(wait && wait >= 1 && wait <= 60);
    assert.ok(await countRequest(RATE_LIMITS.refused, caller), "refused from memory too");
    assert.equal(await countRequest(RATE_LIMITS.refused, randomUUID()), undefined);
    assert.equal(await countRequest(RATE_LIMITS.public, caller), undefined);
  });

  it("a wrong key is counted against the address, and in the end answered with 429", async () => {
    const headers = { authorization: "Bearer wrong", "x-sealbook-address": "2001:db8:1:2:3::9" };
    const neighbour = { ...headers, "x-sealbook-address": "2001:db8:1:2:ffff::1" };
    let last = await callJson(listRoute.GET, { headers });
    for (let i = 0; i < 200 && last.status === 401; i++) last = await callJson(listRoute.GET, { headers });
    assert.deepEqual([last.status, last.body.code], [429, "rate_limited"]);
    assert.equal(last.headers.get("retry-after"), String(last.body.retryAfterSeconds));
    assert.equal((await callJson(listRoute.GET, { headers: neighbour })).status, 429, "the same /64 is one caller");
    assert.equal(
      (await callJson(listRoute.GET, { headers: { ...headers, "x-sealbook-address": "2001:db8:1:3::1" } })).status,
      401,
    );
  });

  it("health tells of the database and the ledgers", async () => {
    await upload("health.txt", randomBytes(40));
    await appendBlock({ ledger: "main" });
    const { status, body } = await callJson(healthRoute.GET);
    assert.equal(status, 200);
    assert.equal(body.status, "ok");
    assert.equal(body.version, packageJson.version);
    assert.equal(body.ledgers[0].name, "main");
    assert.ok(Number.isSafeInteger(body.ledgers[0].treeSize) && body.ledgers[0].treeSize > 0);
    assert.equal(body.ledgers[0].height, 0);
    assert.ok(body.ledgers[0].ageSeconds >= 0);
    assert.deepEqual(body.troubles, []);
  });

  it("health names what keeps records from becoming proofs, also where no worker is there to say so", async () => {
    await raiseAlert({ kind: "ledger_rolled_back", subject: "main", ledger: "main", details: {} });
    await raiseAlert({ kind: "witness_behind", subject: "w1", ledger: "main", details: {} });
    const refusing = await callJson(healthRoute.GET);
    assert.deepEqual([refusing.status, refusing.body.status], [200, "degraded"]);
    assert.deepEqual(refusing.body.troubles, [{ code: "ledger_rolled_back", ledger: "main" }]);
    await resolveAlert({ kind: "ledger_rolled_back", subject: "main" });
    await upload("waits.txt", randomBytes(40));
    assert.equal((await callJson(healthRoute.GET)).body.status, "ok");
    const hourAgo = new Date(Date.now() - 3_600_000);
    await rewrite(
      ownerPool(),
      "UPDATE evidence SET received_at = $1 WHERE id IN (SELECT evidence_id FROM evidence_private WHERE name = 'waits.txt')",
      [hourAgo],
    );
    const waiting = await callJson(healthRoute.GET);
    assert.deepEqual(waiting.body.troubles, [{ code: "queue_growing", ledger: "main" }]);
  });

  it("an empty file is refused under one code, as a file and as its digest", async () => {
    const digest = createHash("sha256").digest();
    const ask = (body: object) => callJson(at("/api/v1/evidence").POST, { headers: key, body });
    for (const body of [
      { name: "a", sha256: digest.toString("hex") },
      { name: "a", sha256: digest.toString("base64") },
      { name: "a", sha256: "ab".repeat(32), size: 0 },
    ]) {
      const answer = await ask(body);
      assert.deepEqual([answer.status, answer.body.code], [400, "empty_file"], JSON.stringify(body));
    }
  });
});
