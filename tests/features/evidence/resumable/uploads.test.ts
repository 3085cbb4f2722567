/** Uploads that go on where they broke off: what has arrived stays, is nobody else's, and becomes a record only when it is what was said. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Upload } from "tus-js-client";
import { KEPT_MS, UPLOADS_PER_ACTOR_MAX } from "#lib/features/evidence/resumable/types.ts";
import { sweepUploads } from "#lib/features/evidence/resumable/verbs/remove-uploads.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { apiPort, at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { keyOf } from "../intake/upload-place.ts";

const MIB = 1024 ** 2;
const PLACE = "/api/v1/uploads/resumable";
const one = at(`${PLACE}/{id}`);
const TUS = { "tus-resumable": "1.0.0" };
const hex = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const reprDigest = (bytes: Uint8Array) => `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
/** As a browser says that a page of ours asks. */
const FROM_US = { origin: "http://localhost:3000" };
const folder = join(testFolder, "resumable");

let ours: TestOrganisation;
before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
});
after(() => dropTestDatabase());

async function begin(size: number, headers: Record<string, string> = {}) {
  const all = { ...keyOf(ours), ...TUS, "upload-length": String(size), ...headers };
  return await call(at(PLACE).POST, { query: { name: "合同.bin" }, headers: all });
}
const idOf = (answer: Response) => answer.headers.get("location")?.split("/").at(-1) ?? "";

async function send(id: string, { bytes, offset }: { bytes: Uint8Array; offset: number }, headers = keyOf(ours)) {
  const all = {
    ...headers,
    ...TUS,
    "upload-offset": String(offset),
    "content-type": "application/offset+octet-stream",
  };
  return await call(one.PATCH, { params: { id }, headers: all, body: bytes });
}
const offsetOf = async (id: string, headers = keyOf(ours)) => {
  const answer = await call(one.HEAD, { params: { id }, headers: { ...headers, ...TUS } });
  return answer.status === 200 ? Number(answer.headers.get("upload-offset")) : answer.status;
};
const record = (id: string, headers = keyOf(ours)) =>
  callJson(at(`${PLACE}/{id}/record`).POST, { params: { id }, headers });

async function arrive(bytes: Uint8Array, headers: Record<string, string> = {}) {
  const id = idOf(await begin(bytes.length, headers));
  assert.equal((await send(id, { bytes, offset: 0 })).status, 204);
  return id;
}

describe("an upload in pieces", () => {
  it("is the same under one key, and another file under it is refused", async () => {
    const key = { "idempotency-key": "one-file" };
    const [one, other] = [randomBytes(8), randomBytes(8)];
    const first = await begin(8, { ...key, "repr-digest": reprDigest(one) });
    assert.equal(idOf(await begin(8, { ...key, "repr-digest": reprDigest(one) })), idOf(first));
    const refused = await begin(8, { ...key, "repr-digest": reprDigest(other) });
    assert.equal((await refused.json()).code, "idempotency_key_reused");
    const otherLength = await begin(9, { ...key, "repr-digest": reprDigest(one) });
    assert.equal((await otherLength.json()).code, "idempotency_key_reused");
    const colleague = { ...FROM_US, cookie: ours.ownerHeaders.get("cookie") ?? "", authorization: "" };
    const theirs = await begin(8, { ...key, ...colleague, "repr-digest": reprDigest(one) });
    assert.equal((await theirs.json()).code, "idempotency_key_reused", "an upload is nobody else's");
  });

  it("is one when both of the same key arrive at once, and is found by its key for as long as it is kept", async () => {
    const key = { "idempotency-key": "at-once" };
    const before = readdirSync(folder).length;
    const begun = await Promise.all(Array.from({ length: 5 }, () => begin(8, key)));
    assert.equal(new Set(begun.map(idOf)).size, 1);
    assert.equal(readdirSync(folder).length, before + 1);
    await prisma().resumableUpload.updateMany({ data: { at: new Date(Date.now() - 6 * 24 * 3_600_000) } });
    assert.equal(idOf(await begin(8, key)), idOf(begun[0] as Response));
    await sweepUploads(new Date(Date.now() + KEPT_MS + 60_000));
    assert.notEqual(idOf(await begin(8, key)), idOf(begun[0] as Response));
  });

  it("says how much has arrived, takes what comes behind that, and is recorded once", async () => {
    const bytes = randomBytes(3 * MIB + 5);
    const begun = await begin(bytes.length, { "repr-digest": reprDigest(bytes) });
    assert.equal(begun.status, 201);
    assert.match(begun.headers.get("location") ?? "", /^\/api\/v1\/uploads\/resumable\/[0-9a-f-]{36}$/);
    assert.equal(begun.headers.get("tus-resumable"), "1.0.0");
    const id = idOf(begun);
    assert.equal(await offsetOf(id), 0);
    let offset = 0;
    for (const end of [MIB, MIB + 1, 3 * MIB]) {
      const answer = await send(id, { bytes: bytes.subarray(offset, end), offset });
      assert.deepEqual([answer.status, answer.headers.get("upload-offset")], [204, String(end)]);
      offset = end;
    }
    const early = await record(id);
    assert.deepEqual([early.status, early.body.code], [409, "upload_incomplete"]);
    for (const wrong of [0, offset + 1]) {
      const answer = await send(id, { bytes: bytes.subarray(offset), offset: wrong });
      assert.deepEqual([answer.status, (await answer.json()).code], [409, "offset_wrong"]);
    }
    assert.equal((await send(id, { bytes: bytes.subarray(offset), offset })).status, 204);
    const seen = await callJson(one.GET, { params: { id }, headers: keyOf(ours) });
    assert.deepEqual([seen.body.state, seen.body.offset, seen.body.name], ["arrived", bytes.length, "合同.bin"]);
    const [first, second] = await Promise.all([record(id), record(id)]);
    assert.equal(first.body.id, second.body.id);
    assert.deepEqual([first.body.sha256, first.body.size, first.body.name], [hex(bytes), bytes.length, "合同.bin"]);
    assert.equal((await record(id)).status, 200);
    assert.equal(await prisma().evidence.count(), 1);
    assert.equal(existsSync(join(folder, id)), false, "what was recorded lies where content lies, and nowhere else");
    const content = await call(at("/api/v1/evidence/{id}/content").GET, {
      params: { id: first.body.id },
      headers: { cookie: ours.ownerHeaders.get("cookie") ?? "" },
    });
    assert.ok(Buffer.from(await content.arrayBuffer()).equals(bytes));
  });

  it("finished, it is neither read by who knows its address nor removed", async () => {
    const id = await arrive(randomBytes(100));
    assert.equal((await record(id)).status, 201);
    const got = await callJson(one.GET, { params: { id }, headers: keyOf(ours) });
    assert.deepEqual([got.body.state, Object.keys(got.body).includes("content")], ["recorded", false]);
    const removed = await call(one.DELETE, { params: { id }, headers: { ...keyOf(ours), ...TUS } });
    assert.deepEqual([removed.status, (await removed.json()).code], [409, "upload_over"]);
    assert.equal((await call(one.GET, { params: { id } })).status, 401);
  });

  it("is nobody else's: another organisation and a colleague find nothing", async () => {
    const id = await arrive(randomBytes(100));
    const other = await makeOrganisation();
    const colleague = { ...FROM_US, cookie: ours.ownerHeaders.get("cookie") ?? "" };
    for (const headers of [keyOf(other), colleague]) {
      assert.equal((await send(id, { bytes: randomBytes(1), offset: 100 }, headers)).status, 404);
      assert.equal(await offsetOf(id, headers), 404);
      assert.equal((await record(id, headers)).status, 404);
    }
  });

  it("other bytes than were said are refused for good, and nothing of them stays", async () => {
    const id = await arrive(randomBytes(2_000), { "repr-digest": reprDigest(randomBytes(2_000)) });
    for (let times = 0; times < 2; times++) {
      const { status, body } = await record(id);
      assert.deepEqual([status, body.code], [409, "digest_mismatch"]);
    }
    assert.equal(existsSync(join(folder, id)), false);
    assert.equal((await callJson(one.GET, { params: { id }, headers: keyOf(ours) })).body.state, "refused");
    assert.equal((await send(id, { bytes: randomBytes(1), offset: 0 })).status, 409);
  });

  it("lengths, types and headers that are wrong are refused", async () => {
    const codes = async (answer: Response) => [answer.status, (await answer.json()).code];
    assert.deepEqual(await codes(await begin(0)), [400, "empty_file"]);
    assert.deepEqual(await codes(await begin(51 * 1024 * MIB)), [413, "file_too_large"]);
    assert.deepEqual(await codes(await begin(-1)), [400, "bad_request"]);
    assert.deepEqual(await codes(await begin(10, { "repr-digest": "sha-256=:AA==:" })), [400, "invalid_digest"]);
    const id = idOf(await begin(10));
    assert.deepEqual(await codes(await send(id, { bytes: randomBytes(11), offset: 0 })), [413, "file_too_large"]);
    const headers = { ...keyOf(ours), ...TUS, "upload-offset": "0", "content-type": "text/plain" };
    assert.equal((await call(one.PATCH, { params: { id }, headers, body: "x" })).status, 400);
    assert.equal(await offsetOf(id), 0);
    assert.equal((await call(one.DELETE, { params: { id }, headers: { ...keyOf(ours), ...TUS } })).status, 204);
    assert.equal(await offsetOf(id), 404);
  });

  it("there may be so many under way", async () => {
    const actorId = (await prisma().resumableUpload.findFirstOrThrow()).actorId;
    const data = { organisationId: ours.id, actorId, size: 1, announced: { name: "x" } };
    const rows = Array.from({ length: UPLOADS_PER_ACTOR_MAX }, () => ({ ...data, id: crypto.randomUUID() }));
    await prisma().resumableUpload.createMany({ data: rows });
    assert.equal((await begin(10)).status, 429);
    await prisma().resumableUpload.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    assert.equal((await begin(10)).status, 201);
  });

  it("what nothing came of for a week goes, and what lies there of nobody's", async () => {
    const id = await arrive(randomBytes(10));
    assert.deepEqual(await sweepUploads(), { uploads: 0, files: 0 });
    assert.equal(await offsetOf(id), 10);
    const { uploads, files } = await sweepUploads(new Date(Date.now() + KEPT_MS + 60_000));
    assert.ok(uploads > 0 && files > 0);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(await offsetOf(id), 404);
  });
});

describe("a client of others", () => {
  it("sends a file by tus-js-client, as its pages describe", async () => {
    const bytes = randomBytes(2 * MIB + 9);
    const url = `http://127.0.0.1:${await apiPort()}${PLACE}?name=theirs.bin`;
    const location = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: url,
        chunkSize: MIB,
        headers: keyOf(ours) as Record<string, string>,
        metadata: { filetype: "application/pdf" },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ""),
      });
      upload.start();
    });
    const { status, body } = await record(location.split("/").at(-1) ?? "");
    assert.deepEqual([status, body.sha256, body.mediaType], [201, hex(bytes), "application/pdf"]);
  });
});
