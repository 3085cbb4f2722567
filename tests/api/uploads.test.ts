/** Intake of files: what arrives whole is recorded as it is; whatever else leaves nothing behind, and says why. */
import "./configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { v7 as uuidv7 } from "uuid";
import { parseDetails, parseRecord } from "#lib/core/record.ts";
import { env } from "#lib/env.ts";
import { createApiKeySecret } from "#lib/infra/auth/api-key-secret.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import {
  converse,
  countRows,
  filesIn,
  leavingNothing,
  put,
  reprDigest,
  sendAndDrop,
  sha256Hex,
  sha512Digest,
  startUploadServer,
  type UploadServer,
} from "./upload-server.ts";

const MIB = 1024 * 1024;
let server: UploadServer;
let organisation: TestOrganisation;
let key: Record<string, string>;

before(async () => {
  await createTestDatabase();
  organisation = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  key = { authorization: `Bearer ${organisation.apiKey.secret}` };
  server = await startUploadServer();
});
after(async () => {
  await server.close();
  await dropTestDatabase();
});

const named = (name: string) => `${server.url}?name=${encodeURIComponent(name)}`;

describe("uploads", () => {
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

    const row = await prisma().evidence.findUniqueOrThrow({ where: { id: json.id } });
    const record = parseRecord(new TextDecoder().decode(row.record));
    const details = parseDetails(new TextDecoder().decode(row.details));
    assert.equal(record?.size, 1234);
    assert.equal(record?.receivedAt, json.receivedAt);
    assert.deepEqual(record?.submitter, { organisation: organisation.id, name: organisation.name });
    assert.deepEqual(details?.actor, { kind: "api-key", id: organisation.apiKey.id });
    assert.equal(details?.stated?.sha256, Buffer.from(sha256Hex(body), "hex").toString("base64"));
    const path = filesIn("content").find((file) => file.endsWith(json.sha256)) ?? "";
    assert.ok(path.includes(`${organisation.id}/${json.sha256.slice(0, 2)}/`));
    assert.deepEqual(readFileSync(path), body);
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
      const path = filesIn("content").find((file) => file.endsWith(json.sha256));
      assert.equal(sha256Hex(readFileSync(path!)), json.sha256, "what is kept is what was hashed");
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
    const headers = { authorization: `Bearer ${other.apiKey.secret}` };
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
    const foreign = await put(named("c.txt"), { headers: { authorization: `Bearer ${other.apiKey.secret}` }, body });
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

describe("uploads that are refused", () => {
  const body = randomBytes(64);
  const cases: {
    what: string;
    code: string;
    status: number;
    query?: string;
    headers?: Record<string, string>;
    body?: Uint8Array;
  }[] = [
    {
      what: "a wrong digest",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": reprDigest(randomBytes(3)) },
    },
    {
      what: "a wrong Content-Digest",
      code: "digest_mismatch",
      status: 409,
      headers: { "content-digest": reprDigest(randomBytes(3)) },
    },
    {
      what: "a wrong digest by SHA-512 alone",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": sha512Digest(randomBytes(3)) },
    },
    {
      what: "a wrong Content-Digest by SHA-512 beside a right one by SHA-256",
      code: "digest_mismatch",
      status: 409,
      headers: { "repr-digest": reprDigest(body), "content-digest": sha512Digest(randomBytes(3)) },
    },
    {
      what: "a Repr-Digest and a Content-Digest that contradict each other",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": reprDigest(body), "content-digest": reprDigest(randomBytes(1)) },
    },
    {
      what: "a SHA-512 digest of 32 bytes",
      code: "invalid_digest",
      status: 400,
      headers: { "content-digest": reprDigest(body).replace("sha-256", "sha-512") },
    },
    {
      what: "an empty file",
      code: "empty_file",
      status: 400,
      headers: { "content-length": "0" },
      body: new Uint8Array(),
    },
    {
      what: "a file above the limit, announced",
      code: "file_too_large",
      status: 413,
      headers: { "content-length": String(env.UPLOAD_BYTES_MAX + 1) },
    },
    {
      what: "a multipart envelope",
      code: "unsupported_media_type",
      status: 415,
      headers: { "content-type": "multipart/form-data; boundary=x" },
    },
    {
      what: "a form",
      code: "unsupported_media_type",
      status: 415,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    { what: "a malformed media type", code: "unsupported_media_type", status: 415, headers: { "content-type": "pdf" } },
    { what: "a compressed body", code: "unsupported_media_type", status: 415, headers: { "content-encoding": "gzip" } },
    { what: "a part of a file", code: "bad_request", status: 400, headers: { "content-range": "bytes 0-63/128" } },
    {
      what: "a digest that is no byte sequence",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": "sha-256=abc" },
    },
    {
      what: "a digest of 31 bytes",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${Buffer.alloc(31).toString("base64")}:` },
    },
    {
      what: "a digest in base64url",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${"_".repeat(43)}=:` },
    },
    {
      what: "a digest with stray pad bits",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `sha-256=:${"A".repeat(42)}B=:` },
    },
    {
      what: "two digests that contradict each other",
      code: "invalid_digest",
      status: 400,
      headers: { "repr-digest": `${reprDigest(body)}, ${reprDigest(randomBytes(1))}` },
    },
    { what: "an empty digest field", code: "invalid_digest", status: 400, headers: { "repr-digest": "" } },
    { what: "an unknown field", code: "unknown_field", status: 400, query: "name=a.txt&nmae=b.txt" },
    { what: "a field named __proto__", code: "unknown_field", status: 400, query: "name=a.txt&__proto__=b" },
    { what: "a missing name", code: "missing_field", status: 400, query: "" },
    { what: "a name given twice", code: "invalid_field", status: 400, query: "name=a&name=b" },
    { what: "an empty name", code: "invalid_name", status: 400, query: "name=" },
    { what: "a name of spaces", code: "invalid_name", status: 400, query: "name=%20%20" },
    { what: "a name with a line feed", code: "invalid_name", status: 400, query: "name=a%0Ab" },
    { what: "a name with a zero byte", code: "invalid_name", status: 400, query: "name=a%00" },
    { what: "a name with a slash", code: "invalid_name", status: 400, query: "name=..%2Fetc%2Fpasswd" },
    { what: "a name with a backslash", code: "invalid_name", status: 400, query: "name=a%5Cb" },
    { what: "the name ..", code: "invalid_name", status: 400, query: "name=.." },
    { what: "a name that turns its direction", code: "invalid_name", status: 400, query: "name=%E2%80%AEfdp.exe" },
    { what: "a name with a space that nobody sees", code: "invalid_name", status: 400, query: "name=a%E2%80%8Bb" },
    { what: "a name that is not UTF-8", code: "invalid_name", status: 400, query: "name=%FF%FE" },
    {
      what: "a name of 256 bytes",
      code: "invalid_name",
      status: 400,
      query: `name=${encodeURIComponent("存".repeat(85))}x`,
    },
    {
      what: "an Idempotency-Key with a space",
      code: "invalid_field",
      status: 400,
      headers: { "idempotency-key": "a b" },
    },
    { what: "no credentials", code: "unauthenticated", status: 401, headers: { authorization: "" } },
    {
      what: "an unknown key",
      code: "key_unknown",
      status: 401,
      headers: { authorization: `Bearer sealbook_${"a".repeat(43)}` },
    },
    { what: "something that is no key", code: "key_unknown", status: 401, headers: { authorization: "Bearer x" } },
  ];

  for (const refused of cases) {
    it(`${refused.what}: ${refused.code}, in both languages, and nothing is kept`, async () => {
      const url = `${server.url}?${refused.query ?? "name=a.txt"}`;
      const headers = { ...key, ...refused.headers };
      const sent = { body: refused.body ?? body };
      const english = await leavingNothing(() =>
        put(url, { headers: { ...headers, "accept-language": "en" }, ...sent }),
      );
      const chinese = await leavingNothing(() =>
        put(url, { headers: { ...headers, "accept-language": "zh-CN" }, ...sent }),
      );
      for (const answer of [english, chinese]) {
        assert.equal(answer.body.code, refused.code);
        assert.equal(answer.status, refused.status);
        assert.equal(answer.body.status, refused.status);
        assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
      }
      assert.doesNotMatch(english.body.title + english.body.detail, /\p{Script=Han}/u);
      assert.match(chinese.body.title, /\p{Script=Han}/u);
    });
  }

  it("a name of exactly 255 bytes is accepted, and decomposed characters are composed", async () => {
    const longest = await put(named("存".repeat(85)), { headers: key, body });
    assert.equal(longest.status, 201);
    const composed = await put(named("re\u0301sume\u0301.pdf"), { headers: key, body });
    assert.equal(composed.body.name, "r\u00e9sum\u00e9.pdf");
  });

  it("a chunked body above the limit is refused on the way: file_too_large", async () => {
    const parts = Array.from({ length: 25 }, () => randomBytes(MIB));
    const answer = await leavingNothing(() => put(named("big.bin"), { headers: key, body: parts }));
    assert.equal(answer.body.code, "file_too_large");
    assert.equal(answer.body.bytesMax, env.UPLOAD_BYTES_MAX);
  });

  it("a body in any transfer coding but chunked is refused", async () => {
    const body = gzipSync("the file itself");
    const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n0\r\n\r\n")]);
    for (const coding of [
      "gzip, chunked",
      "gzip,chunked",
      "identity, chunked",
      "chunked, chunked",
      "x-gzip, Chunked",
    ]) {
      const head = `PUT /api/v1/uploads?name=a.bin HTTP/1.1\r\nhost: x\r\nauthorization: ${key.authorization}\r\n`;
      const text = `${head}transfer-encoding: ${coding}\r\nconnection: close\r\n\r\n${chunk.toString("latin1")}`;
      const heard = await leavingNothing(() => converse(server.port, Buffer.from(text, "latin1"), /never/));
      assert.match(heard, /^HTTP\/1\.1 4(15|00) /, coding);
    }
    const fine = await put(named("a.bin"), { headers: { ...key, "transfer-encoding": "Chunked" }, body });
    assert.equal(fine.body.sha256, sha256Hex(body));
  });

  it("one organisation cannot take the places of the others, with however many keys", { timeout: 60_000 }, async () => {
    const idle: Socket[] = [];
    const occupy = async ({ secret }: { secret: string }, count: number) => {
      for (let opened = 0; opened < count; opened++) {
        const socket = connect(server.port, "127.0.0.1").on("error", () => {});
        const head = `PUT /api/v1/uploads?name=a.bin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}`;
        socket.write(`${head}\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n`);
        idle.push(socket);
      }
      while (filesIn("uploads").length < idle.length) await sleep(20);
    };
    const refusedWith = async ({ secret }: { secret: string }) => {
      const answer = await put(named("b.bin"), { headers: { authorization: `Bearer ${secret}` }, body });
      return [answer.status, answer.body.code, answer.body.uploadsMax];
    };
    const greedy = await makeOrganisation();
    const second = createApiKeySecret();
    const { prefix: _, ...data } = await prisma().apiKey.findUniqueOrThrow({ where: { id: greedy.apiKey.id } });
    const { prefix, hash } = second;
    await prisma().apiKey.create({ data: { ...data, prefix, secretHash: hash, id: uuidv7() } });

    await occupy(greedy.apiKey, 32);
    assert.deepEqual(await refusedWith(greedy.apiKey), [429, "too_many_uploads", 32]);
    await occupy(second, 8);
    assert.deepEqual(await refusedWith(second), [429, "too_many_uploads", 40]);
    assert.equal((await put(named("ours.bin"), { headers: key, body })).status, 201);

    for (const socket of idle) socket.destroy();
    while (filesIn("uploads").length > 0) await sleep(20);
    const again = await put(named("c.bin"), { headers: { authorization: `Bearer ${second.secret}` }, body });
    assert.equal(again.status, 201);
  });

  it("a chunked body without a byte is empty", async () => {
    const headers = { ...key, "transfer-encoding": "chunked" };
    const answer = await leavingNothing(() => put(named("none.bin"), { headers }));
    assert.equal(answer.body.code, "empty_file");
  });

  it("fewer bytes than announced, and a dropped connection, leave nothing", async () => {
    const head = (length: string) =>
      `PUT /api/v1/uploads?name=a.bin HTTP/1.1\r\nhost: x\r\nauthorization: ${key.authorization}\r\n${length}\r\n\r\n`;
    for (const how of ["reset", "end"] as const) {
      await leavingNothing(() => sendAndDrop(server.port, `${head("content-length: 1000")}only a part`, how));
      await leavingNothing(() => sendAndDrop(server.port, `${head("transfer-encoding: chunked")}5\r\nhello\r\n`, how));
      await leavingNothing(() => sendAndDrop(server.port, head("content-length: 1000"), how));
    }
  });

  it("a revoked key, an expired one, one without the scope and an auditor's session are told apart", async () => {
    const { prefix: _, ...data } = await prisma().apiKey.findUniqueOrThrow({ where: { id: organisation.apiKey.id } });
    const make = async (change: object) => {
      const { secret, prefix, hash } = createApiKeySecret();
      await prisma().apiKey.create({ data: { ...data, prefix, secretHash: hash, id: uuidv7(), ...change } });
      return { authorization: `Bearer ${secret}` };
    };
    const code = async (headers: Record<string, string>) =>
      (await leavingNothing(() => put(named("a.txt"), { headers, body }))).body.code;
    assert.equal(await code(await make({ revokedAt: new Date() })), "key_revoked");
    assert.equal(await code(await make({ expiresAt: new Date(Date.now() - 1000) })), "key_expired");
    assert.equal(await code(await make({ scopes: ["evidence:read"] })), "scope_missing");

    const other = await makeOrganisation();
    await inRole(other.owner, "auditor");
    const origin = `http://127.0.0.1:${server.port}`;
    assert.equal(await code({ cookie: other.ownerHeaders.get("cookie") ?? "", origin }), "forbidden");
  });

  it("a body is asked for only once its sender may send it", async () => {
    const head = (authorization: string) =>
      `PUT /api/v1/uploads?name=a.bin HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5\r\n${authorization}\r\n\r\n`;
    const refused = await leavingNothing(() => converse(server.port, head("x-no: key"), /never/));
    assert.match(refused, /^HTTP\/1\.1 401 /);
    assert.match(refused, /\r\nconnection: close\r\n/i);
    const asked = await leavingNothing(() =>
      converse(server.port, head(`authorization: ${key.authorization}`), /100 Continue\r\n\r\n/),
    );
    assert.equal(asked, "HTTP/1.1 100 Continue\r\n\r\n");
    const answer = await put(named("expected.bin"), {
      headers: { ...key, expect: "100-continue", "content-length": "64" },
      body,
    });
    assert.equal(answer.status, 201);
  });

  it("other methods are refused with the ones there are", async () => {
    const response = await fetch(named("a.txt"), { method: "POST", headers: key, body });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "PUT, OPTIONS");
  });

  it("who may not upload is answered without reading gigabytes", async () => {
    const started = performance.now();
    const headers = { "content-length": String(5 * 1024 * MIB) };
    const answer = await put(named("huge.bin"), { headers, body: [Buffer.alloc(MIB)] });
    assert.equal(answer.body.code, "unauthenticated");
    assert.ok(performance.now() - started < 2000);
  });
});
