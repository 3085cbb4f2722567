/** Evidence over the API: digests recorded alone, lists, one record, its content; and never another organisation's. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { digestSchema, listQuerySchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { keyOf } from "#tests/features/evidence/intake/upload-place.ts";
import { filesIn, leavingNothing, sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { closeTwo, key, openTwo, ours, post, theirKey, upload } from "#tests/support/two-organisations.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import packageJson from "../../../../package.json" with { type: "json" };

const contentRoute = at("/api/v1/evidence/{id}/content");
const oneRoute = at("/api/v1/evidence/{id}");
const listRoute = at("/api/v1/evidence");

before(openTwo);
after(closeTwo);

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
    const row = await findWhole(hex.body.id);
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
    ["a size of 0", { sha256, name: "x", size: 0 }, "empty_file", 400, "size"],
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
    const headers = keyOf(solo);
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
    const headers = keyOf(solo);
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
    assert.deepEqual(now.entry, { ledger: "main", index: Number(entry.index), blockHeight: Number(entry.blockHeight) });
  });
});
