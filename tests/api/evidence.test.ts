/** Evidence over the API: digests recorded alone, lists, one record, its content; and never another organisation's. */
import "./configuration.ts";

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { rmSync, truncateSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { fromUtf8 } from "#lib/core/bytes.ts";
import { parseDetails, parseRecord } from "#lib/core/record.ts";
import { digestSchema, listQuerySchema } from "#lib/features/evidence/schema.ts";
import { PLATFORM } from "#lib/features/evidence/types.ts";
import { appendBlock } from "#lib/features/ledger/mutations/append-block.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { DELETE as unknownDelete, GET as unknownGet, POST as unknownPost } from "../../app/api/[...path]/route.ts";
import * as contentRoute from "../../app/api/v1/evidence/[id]/content/route.ts";
import * as oneRoute from "../../app/api/v1/evidence/[id]/route.ts";
import * as listRoute from "../../app/api/v1/evidence/route.ts";
import * as healthRoute from "../../app/api/v1/health/route.ts";
import * as lookupRoute from "../../app/api/v1/lookup/route.ts";
import packageJson from "../../package.json" with { type: "json" };
import { call, callJson } from "./call.ts";
import { filesIn, leavingNothing, put, sha256Hex, startUploadServer, type UploadServer } from "./upload-server.ts";

let server: UploadServer;
let ours: TestOrganisation;
let theirs: TestOrganisation;
let key: Record<string, string>;
let theirKey: Record<string, string>;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  theirs = await makeOrganisation("Someone else");
  key = { authorization: `Bearer ${ours.apiKey.secret}` };
  theirKey = { authorization: `Bearer ${theirs.apiKey.secret}` };
  server = await startUploadServer();
});
after(async () => {
  await server.close();
  await dropTestDatabase();
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  callJson(listRoute.POST, { method: "POST", headers: { ...key, ...headers }, body });
const upload = (name: string, body: Uint8Array, headers = key) =>
  put(`${server.url}?name=${encodeURIComponent(name)}`, { headers, body });

describe("recording a digest alone", () => {
  it("hex and base64 spell the same digest, and nothing is written to disk", async () => {
    const digest = randomBytes(32);
    const files = filesIn("content");
    const hex = await post({
      sha256: digest.toString("hex"),
      name: "a.pdf",
      size: 5_000_000_000,
      mediaType: "application/pdf",
    });
    const base64 = await post({ sha256: digest.toString("base64"), name: "b.pdf" });
    assert.equal(hex.status, 201);
    assert.equal(hex.headers.get("location"), hex.body.links.self);
    assert.equal(hex.body.type, "digest");
    assert.equal(hex.body.size, 5_000_000_000);
    assert.equal(hex.body.contentKept, false);
    assert.equal(base64.body.sha256, hex.body.sha256);
    assert.equal("size" in base64.body, false);
    assert.deepEqual(base64.body.earlier, [{ id: hex.body.id, receivedAt: hex.body.receivedAt }]);
    assert.deepEqual(filesIn("content"), files);
    const row = await prisma().evidence.findUniqueOrThrow({ where: { id: hex.body.id } });
    assert.equal(parseRecord(fromUtf8(row.record) ?? "")?.size, 5_000_000_000);
    const details = parseDetails(fromUtf8(row.details) ?? "");
    assert.equal(details?.method, "digest");
    assert.equal(details?.platform, `sealbook/${packageJson.version}`);
    assert.equal(PLATFORM, details?.platform);
  });

  it("its audit row names the actor and is written in the same transaction", async () => {
    const { body } = await post({ sha256: sha256Hex(randomBytes(1)), name: "x" });
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { subject: body.id } });
    assert.equal(event.action, "evidence.record");
    assert.equal(event.organisationId, ours.id);
    assert.deepEqual(event.actor, { kind: "api-key", id: ours.apiKey.id, address: "192.0.2.7" });
  });

  it("an Idempotency-Key answers with the first record, and refuses another digest", async () => {
    const body = { sha256: sha256Hex(randomBytes(9)), name: "x" };
    const headers = { "idempotency-key": "digest-1" };
    const first = await post(body, headers);
    const again = await post(body, headers);
    assert.deepEqual([first.status, again.status], [201, 200]);
    assert.deepEqual(again.body, first.body);
    const other = await post({ ...body, sha256: sha256Hex(randomBytes(9)) }, headers);
    assert.deepEqual([other.status, other.body.code], [409, "idempotency_key_reused"]);
    for (const change of [{ name: "y" }, { size: 9 }, { mediaType: "text/plain" }]) {
      const changed = await post({ ...body, ...change }, headers);
      assert.equal(changed.body.code, "idempotency_key_reused", JSON.stringify(change));
    }
    const file = await upload("x", randomBytes(9), { ...key, ...headers });
    assert.equal(file.body.code, "idempotency_key_reused");
    // Another organisation's keys are its own.
    const foreign = await post(body, { ...headers, ...theirKey });
    assert.equal(foreign.status, 201);
  });

  const sha256 = sha256Hex(new Uint8Array([1]));
  const refused: [string, unknown, string, number, string?][] = [
    ["a digest of 31 bytes", { sha256: sha256.slice(2), name: "x" }, "invalid_digest", 400],
    ["upper-case hex", { sha256: sha256.toUpperCase(), name: "x" }, "invalid_digest", 400],
    ["a digest that is a number", { sha256: 5, name: "x" }, "invalid_field", 400, "sha256"],
    ["no digest", { name: "x" }, "missing_field", 400, "sha256"],
    ["no name", { sha256 }, "missing_field", 400, "name"],
    ["a path for a name", { sha256, name: "a/b" }, "invalid_name", 400],
    ["a lone surrogate in the name", { sha256, name: "\ud800" }, "invalid_name", 400],
    ["an unknown field", { sha256, name: "x", nmae: "y" }, "unknown_field", 400, "nmae"],
    ["a size of 0", { sha256, name: "x", size: 0 }, "invalid_field", 400, "size"],
    ["a size beyond exact integers", { sha256, name: "x", size: 2 ** 53 }, "invalid_field", 400, "size"],
    ["a fraction of a byte", { sha256, name: "x", size: 1.5 }, "invalid_field", 400, "size"],
    ["a malformed media type", { sha256, name: "x", mediaType: "a b" }, "invalid_field", 400, "mediaType"],
    ["an array", [], "bad_request", 400],
    ["null", null, "bad_request", 400],
  ];
  for (const [what, body, code, status, field] of refused) {
    it(`${what}: ${code}, and nothing is recorded`, async () => {
      const answer = await leavingNothing(() => post(body));
      assert.equal(answer.body.code, code);
      assert.equal(answer.status, status);
      if (field) assert.equal(answer.body.field, field);
    });
  }

  it("a misspelt or missing field is answered with the fields that exist, and with what to do alone", async () => {
    const accepted = Object.keys(digestSchema.shape).join(", ");
    assert.match(accepted, /^sha256, name, /);
    assert.equal((await post({ sha256, name: "x", nmae: "y" })).body.accepted, accepted);
    assert.equal((await post({ sha256 })).body.accepted, accepted);
    const asked = await callJson(listRoute.GET, {
      headers: { ...key, "accept-language": "en" },
      query: { digest: "x" },
    });
    assert.deepEqual(
      [asked.body.code, asked.body.accepted],
      ["unknown_field", Object.keys(listQuerySchema.shape).join(", ")],
    );
    assert.doesNotMatch(asked.body.detail, /recorded/);
  });

  it("a body that is no JSON, of another type, or too large is refused", async () => {
    const send = (body: string, type: string) =>
      callJson(listRoute.POST, { method: "POST", headers: { ...key, "content-type": type }, body });
    assert.equal((await send("{", "application/json")).body.code, "bad_request");
    assert.equal((await send("{}", "text/plain")).body.code, "unsupported_media_type");
    const large = await send(JSON.stringify({ sha256, name: "x".repeat(70_000) }), "application/json");
    assert.deepEqual([large.status, large.body.code], [413, "payload_too_large"]);
  });

  it("a browser's session needs our own origin, an API key its scope", async () => {
    const cookie = ours.ownerHeaders.get("cookie") ?? "";
    const send = (headers: Record<string, string>) =>
      callJson(listRoute.POST, { method: "POST", headers, body: { sha256, name: "x" } });
    assert.equal((await send({ cookie, origin: "http://localhost:3000" })).status, 201);
    assert.equal((await send({ cookie, origin: "http://localhost:3001" })).body.code, "cross_origin");
    assert.equal((await send({ cookie })).body.code, "cross_origin");
    assert.equal((await send({})).body.code, "unauthenticated");
  });
});

describe("reading evidence", () => {
  it("another organisation's id, an unknown one and a malformed one are the same 404", async () => {
    const { body } = await upload("mine.txt", randomBytes(20));
    const answers = [];
    for (const [id, headers] of [
      [body.id, theirKey],
      [uuidv7(), key],
      ["not-an-id", key],
    ] as const) {
      for (const handler of [oneRoute.GET, contentRoute.GET]) {
        const answer = await callJson(handler, { params: { id }, headers });
        assert.equal(answer.status, 404);
        answers.push(answer.body);
      }
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const own = await callJson(oneRoute.GET, { params: { id: body.id }, headers: key });
    assert.deepEqual(own.body, body);
  });

  it("lists the newest first in pages without a gap or a repetition, and never another organisation's", async () => {
    const solo = await makeOrganisation();
    const headers = { authorization: `Bearer ${solo.apiKey.secret}` };
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) {
      ids.unshift((await post({ sha256: sha256Hex(randomBytes(4)), name: `${i}.txt` }, headers)).body.id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: "3", ...(cursor ? { cursor } : {}) };
      const { body } = await callJson(listRoute.GET, { headers, query });
      seen.push(...body.evidence.map((item: { id: string }) => item.id));
      cursor = body.next;
    } while (cursor);
    assert.deepEqual(seen, ids);
  });

  it("filters by name, digest, state and time, and takes % and _ as they are", async () => {
    const solo = await makeOrganisation();
    const headers = { authorization: `Bearer ${solo.apiKey.secret}` };
    const digest = sha256Hex(randomBytes(4));
    const names = ["Lease 100%.pdf", "lease 1000.pdf", "合同_甲.pdf", "合同乙甲.pdf"];
    for (const name of names) {
      await post({ sha256: name === names[1] ? digest : sha256Hex(randomBytes(4)), name }, headers);
    }
    const list = async (query: Record<string, string>) =>
      (await callJson(listRoute.GET, { headers, query })).body.evidence
        .map((item: { name: string }) => item.name)
        .sort();
    assert.deepEqual(await list({ q: "LEASE" }), [names[0], names[1]]);
    assert.deepEqual(await list({ q: "100%" }), [names[0]]);
    assert.deepEqual(await list({ q: "_" }), [names[2]]);
    assert.deepEqual(await list({ q: "\\" }), []);
    assert.deepEqual(await list({ sha256: digest }), [names[1]]);
    assert.equal((await list({ state: "recorded" })).length, 4);
    assert.equal((await list({ from: new Date(Date.now() + 60_000).toISOString() })).length, 0);
    assert.equal((await list({ to: new Date(Date.now() + 60_000).toISOString() })).length, 4);
    await appendBlock({ ledger: "main" });
    assert.equal((await list({ state: "recorded" })).length, 0);
    assert.equal((await list({ state: "anchored" })).length, 4);
  });

  it("a filter that does not exist or cannot be is refused", async () => {
    for (const [query, code] of [
      [{ naem: "x" }, "unknown_field"],
      [{ limit: "0" }, "invalid_field"],
      [{ limit: "101" }, "invalid_field"],
      [{ cursor: "x" }, "invalid_field"],
      [{ sha256: "x" }, "invalid_digest"],
      [{ from: "yesterday" }, "invalid_field"],
    ] as [Record<string, string>, string][]) {
      assert.equal((await callJson(listRoute.GET, { headers: key, query })).body.code, code);
    }
  });

  it("characters and years that no record has are refused before the database is asked", async () => {
    const refused: [field: string, value: string][] = [
      ["q", "\0"],
      ["q", "a\0b"],
      ["q", "a\nb"],
      ["q", "\u0085"],
      ["from", "0000-01-01T00:00:00Z"],
      ["from", "1969-12-31T23:59:59Z"],
      ["to", "0001-01-01T00:00:00Z"],
      ["to", "9999-12-31T23:59:59-23:59"],
      ["from", "0000-01-01"],
    ];
    for (const [field, value] of refused) {
      const answer = await callJson(listRoute.GET, { headers: key, query: { [field]: value } });
      assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, "invalid_field", field], value);
    }
    const fine = await callJson(listRoute.GET, { headers: key, query: { from: "1970-01-01T00:00:00Z", q: "合同 %" } });
    assert.equal(fine.status, 200);
  });

  it("what is anchored names its place in the ledger", async () => {
    const { body } = await upload("anchored.txt", randomBytes(33));
    await appendBlock({ ledger: "main" });
    const { body: now } = await callJson(oneRoute.GET, { params: { id: body.id }, headers: key });
    const entry = await prisma().ledgerEntry.findUniqueOrThrow({ where: { evidenceId: body.id } });
    assert.equal(now.state, "anchored");
    assert.deepEqual(now.entry, { ledger: "main", index: `${entry.index}`, blockHeight: `${entry.blockHeight}` });
  });
});

describe("content", () => {
  it("comes back byte for byte, as a download that no browser interprets, and the audit log remembers", async () => {
    const bytes = randomBytes(700_000);
    const { body } = await upload('合同 "最终"; v2.html', bytes, { ...key, "content-type": "text/html" });
    const response = await call(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/octet-stream");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("content-length"), "700000");
    assert.equal(
      response.headers.get("content-disposition"),
      `attachment; filename="__ ____; v2.html"; filename*=UTF-8''${encodeURIComponent('合同 "最终"; v2.html')}`,
    );
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
    const where = { subject: body.id, action: "evidence.download" };
    assert.equal(await prisma().auditEvent.count({ where }), 1);
  });

  it("of a digest there is none", async () => {
    const { body } = await post({ sha256: sha256Hex(randomBytes(2)), name: "x" });
    const answer = await callJson(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.deepEqual([answer.status, answer.body.code], [404, "content_not_kept"]);
  });

  it("that was cut short or is gone is never handed out as if it were whole", async () => {
    const { body } = await upload("damaged.bin", randomBytes(5000));
    const path = filesIn("content").find((file) => file.endsWith(body.sha256)) ?? "";
    const read = () => callJson(contentRoute.GET, { params: { id: body.id }, headers: key });
    truncateSync(path, 4999);
    assert.equal((await read()).status, 500);
    rmSync(path);
    assert.equal((await read()).body.code, "internal");
  });

  it("that was damaged is replaced when the same file arrives again", async () => {
    const bytes = randomBytes(5000);
    const { body } = await upload("damaged.bin", bytes);
    truncateSync(filesIn("content").find((file) => file.endsWith(body.sha256)) ?? "", 10);
    await upload("again.bin", bytes);
    const response = await call(contentRoute.GET, { params: { id: body.id }, headers: key });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
  });
});

describe("looking a digest up", () => {
  it("finds only the records of organisations that allow it, without private details", async () => {
    const bytes = randomBytes(40);
    const sha256 = sha256Hex(bytes);
    await upload("secret name.txt", bytes);
    await upload("their name.txt", bytes, theirKey);
    const look = () => callJson(lookupRoute.GET, { query: { sha256 } });
    await prisma().organisation.updateMany({ data: { publicLookup: false } });
    assert.deepEqual((await look()).body, { records: [] });
    await prisma().organisation.update({ where: { id: ours.id }, data: { publicLookup: true } });
    const { status, body } = await look();
    assert.equal(status, 200);
    assert.equal(body.records.length, 1);
    assert.equal(body.records[0].submitter, ours.name);
    assert.doesNotMatch(JSON.stringify(body), /secret name/);
    assert.equal((await callJson(lookupRoute.GET, { query: { sha256: "zz" } })).body.code, "invalid_digest");
    assert.equal((await callJson(lookupRoute.GET)).body.code, "missing_field");
  });
});

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
    const { status, body } = await callJson(healthRoute.GET);
    assert.equal(status, 200);
    assert.equal(body.status, "ok");
    assert.equal(body.version, packageJson.version);
    assert.equal(body.ledgers[0].name, "main");
    assert.ok(Number(body.ledgers[0].treeSize) > 0);
    assert.ok(body.ledgers[0].ageSeconds >= 0);
  });
});
