/** Intake of files: what arrives whole is recorded as it is; whatever else leaves nothing behind, and says why. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { env } from "#lib/env.ts";
import { readStored } from "#lib/features/keyring/rows/stored-content.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { closeUploadPlace, keyOf, openUploadPlace, uploadUrl } from "./upload-place.ts";
import {
  countRows,
  filesIn,
  leavingNothing,
  put,
  reprDigest,
  sha256Hex,
  sha512Digest,
  type UploadServer,
} from "./upload-server.ts";

const MIB = 1024 * 1024;
let server: UploadServer;
let organisation: TestOrganisation;
let key: Record<string, string>;

before(async () => {
  ({ server, organisation, key } = await openUploadPlace());
});
after(() => closeUploadPlace({ server }));

const named = (name: string) => uploadUrl(server, name);

/** What is kept, opened. */
async function keptOf(hex: string): Promise<Buffer> {
  const opened = await readStored({ organisationId: organisation.id, sha256: Buffer.from(hex, "hex") });
  return Buffer.concat((await opened?.stream.toArray()) ?? []);
}

describe("uploads", () => {
  it("own fields in the address are bound by the details; what is none is refused before the body", async () => {
    const fields = {
      合同编号: { type: "text", value: "HT-1" },
      Amount: { type: "amount", value: "1.50", currency: "CNY" },
    };
    const url = (text: string) => `${named("contract.pdf")}&fields=${encodeURIComponent(text)}`;
    const { status, body: json } = await put(url(JSON.stringify(fields)), { headers: key, body: randomBytes(10) });
    assert.equal(status, 201);
    assert.deepEqual({ ...json.fields }, fields);
    const row = await findWhole(json.id);
    const stated = parseDetails(new TextDecoder().decode(row.details))?.fields;
    assert.deepEqual(JSON.parse(JSON.stringify(stated)), fields);
    for (const text of [
      "{",
      "[]",
      "{}",
      '{"a":1}',
      '{"a":{"type":"date","value":"31.12.2026"}}',
      '{"a":{"type":"text","value":"x","more":1}}',
    ]) {
      const refused = await leavingNothing(() => put(url(text), { headers: key, body: randomBytes(10) }));
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, "invalid_field", "fields"], text);
    }
  });

  it("a file is recorded with its digest, size, name and media type, and kept under its digest", async () => {
    const body = randomBytes(1234);
    const headers = { ...key, "content-type": "application/pdf", "repr-digest": reprDigest(body) };
    const { status, headers: answered, body: json } = await put(named("合同 contract.pdf"), { headers, body });
    assert.equal(status, 201);
    assert.equal(json.sha256, sha256Hex(body));
    assert.equal(json.size, 1234);
    assert.equal(json.name, "合同 contract.pdf");
    assert.equal(json.mediaType, "application/pdf");
    assert.equal(json.state, "recorded");
    assert.equal(json.contentKept, true);
    assert.deepEqual(json.earlier, []);
    assert.equal(answered.location, json.links.self);
    assert.match(String(answered["cache-control"]), /private, no-store/);

    const row = await findWhole(json.id);
    const record = parseRecord(new TextDecoder().decode(row.record));
    const details = parseDetails(new TextDecoder().decode(row.details));
    assert.equal(record?.size, 1234);
    assert.equal(record?.receivedAt, json.receivedAt);
    assert.deepEqual(record?.submitter, { organisation: organisation.id, name: organisation.name });
    assert.deepEqual(details?.actor, { kind: "api-key", id: organisation.apiKey.id });
    assert.equal(details?.stated?.sha256, Buffer.from(sha256Hex(body), "hex").toString("base64"));
    const path = filesIn("content").find((file) => file.endsWith(json.sha256)) ?? "";
    assert.ok(path.includes(`${organisation.id}/${json.sha256.slice(0, 2)}/`));
    assert.equal(readFileSync(path).includes(body.subarray(0, 16)), false);
    assert.deepEqual(await keptOf(json.sha256), body);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("right digests in either field and by either algorithm are taken, and unknown algorithms ignored", async () => {
    const body = randomBytes(300_000);
    const fields: Record<string, string>[] = [
      { "repr-digest": sha512Digest(body) },
      { "content-digest": `${sha512Digest(body)}, ${reprDigest(body)}` },
      { "content-digest": reprDigest(body), "repr-digest": reprDigest(body) },
      { "repr-digest": "md5=:AAAA:, adler=:AA==:", "content-digest": "crc32c=:AAAAAA==:" },
    ];
    for (const field of fields) {
      const { status, body: json } = await put(named("x.bin"), { headers: { ...key, ...field }, body });
      assert.deepEqual([status, json.sha256], [201, sha256Hex(body)], JSON.stringify(field));
    }
  });

  it("bodies of 1 byte, of more than 10 MB and of exactly the limit arrive whole", async () => {
    for (const size of [1, 12 * MIB + 7, env.UPLOAD_BYTES_MAX]) {
      const body = randomBytes(size);
      const { status, body: json } = await put(named(`${size}.bin`), { headers: key, body });
      assert.equal(status, 201);
      assert.equal(json.size, size);
      assert.equal(json.sha256, sha256Hex(body));
      assert.equal(sha256Hex(await keptOf(json.sha256)), json.sha256, "what is kept is what was hashed");
    }
  });

  it("a chunked body without a length arrives whole", async () => {
    const parts = Array.from({ length: 300 }, (_, i) => randomBytes(1 + i * 37));
    const { status, body: json } = await put(named("chunks.bin"), { headers: key, body: parts });
    assert.equal(status, 201);
    assert.equal(json.sha256, sha256Hex(Buffer.concat(parts)));
  });

  it("an organisation that keeps no content gets the digest recorded and nothing written", async () => {
    const other = await makeOrganisation();
    await prisma().organisation.update({ where: { id: other.id }, data: { keepContent: false } });
    const files = filesIn("content");
    const body = randomBytes(3 * MIB);
    const headers = keyOf(other);
    const { status, body: json } = await put(named("kept nowhere.bin"), { headers, body });
    assert.equal(status, 201);
    assert.equal(json.contentKept, false);
    assert.equal(json.links.content, undefined);
    assert.equal(json.sha256, sha256Hex(body));
    assert.deepEqual(filesIn("content"), files);
  });

  it("the same content again is a new record that points to the earlier ones of the same organisation alone", async () => {
    const body = randomBytes(100);
    const first = await put(named("a.txt"), { headers: key, body });
    const second = await put(named("b.txt"), { headers: key, body });
    const other = await makeOrganisation();
    const foreign = await put(named("c.txt"), { headers: keyOf(other), body });
    const earlier = { id: first.body.id, receivedAt: first.body.receivedAt };
    assert.equal(second.status, 201);
    assert.notEqual(second.body.id, first.body.id);
    assert.deepEqual(second.body.earlier, [earlier]);
    assert.deepEqual(foreign.body.earlier, []);
  });

  it("20 uploads of the same content at once are 20 records and one file", async () => {
    const body = randomBytes(2 * MIB);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(named(`${i}.bin`), { headers: key, body })),
    );
    assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 20);
    const digest = sha256Hex(body);
    const mine = filesIn("content").filter((file) => file.endsWith(digest) && file.includes(organisation.id));
    assert.equal(mine.length, 1);
    assert.deepEqual(filesIn("uploads"), []);
  });

  it("a browser's session uploads from our own pages only", async () => {
    const cookie = organisation.ownerHeaders.get("cookie") ?? "";
    const body = randomBytes(10);
    const own = await put(named("own.txt"), {
      headers: { cookie, origin: `http://127.0.0.1:${server.port}` },
      body,
    });
    assert.equal(own.status, 201);
    const elsewhere: Record<string, string>[] = [{}, { origin: "https://evil.example" }, { origin: "null" }];
    for (const origin of elsewhere) {
      const headers = { cookie, ...origin };
      const refused = await leavingNothing(() => put(named("x.txt"), { headers, body }));
      assert.equal(refused.body.code, "cross_origin");
      assert.equal(refused.status, 403);
    }
  });
});

describe("uploads with an Idempotency-Key", () => {
  it("the same key and content is the first record again; other content is refused with its id", async () => {
    const body = randomBytes(50);
    const headers = { ...key, "idempotency-key": "order-2026-0001" };
    const first = await put(named("order.json"), { headers, body });
    assert.equal(first.status, 201);
    const again = await leavingNothing(() => put(named("order.json"), { headers, body }));
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, first.body);
    const other = await leavingNothing(() => put(named("order.json"), { headers, body: randomBytes(50) }));
    assert.equal(other.status, 409);
    assert.equal(other.body.code, "idempotency_key_reused");
    assert.equal(other.body.id, first.body.id);
  });

  it("the same content under another name or media type is another submission, and is refused", async () => {
    const body = randomBytes(50);
    const headers = { ...key, "idempotency-key": "order-2026-0002", "content-type": "text/plain" };
    const first = await put(named("order.txt"), { headers, body });
    assert.equal(first.status, 201);
    const { "content-type": _, ...untyped } = headers;
    const others = [
      { url: named("other.txt"), headers },
      { url: named("order.txt"), headers: { ...headers, "content-type": "text/html" } },
      { url: named("order.txt"), headers: untyped },
    ];
    for (const { url, headers } of others) {
      const other = await leavingNothing(() => put(url, { headers, body }));
      assert.equal(other.body.code, "idempotency_key_reused");
      assert.equal(other.body.id, first.body.id);
    }
  });

  it("20 at once with one key are one record", async () => {
    const body = randomBytes(500);
    const headers = { ...key, "idempotency-key": "all-at-once" };
    const before = await countRows();
    const answers = await Promise.all(Array.from({ length: 20 }, () => put(named("same.bin"), { headers, body })));
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    const statuses = answers.map((answer) => answer.status).sort();
    assert.deepEqual(statuses, [...Array(19).fill(200), 201]);
    assert.deepEqual(await countRows(), { evidence: before.evidence + 1, audit: before.audit + 1 });
  });

  it("one key used for different contents at once records one of them and keeps only its file", async () => {
    const headers = { ...key, "idempotency-key": "contested" };
    const files = filesIn("content").length;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => put(named("one.bin"), { headers, body: randomBytes(1000) })),
    );
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(answers.filter((answer) => answer.body.code === "idempotency_key_reused").length, 7);
    assert.equal(filesIn("content").length, files + 1);
    assert.deepEqual(filesIn("uploads"), []);
  });
});
