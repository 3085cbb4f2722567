/** Where uploads end: names, sizes, connections, places, and who may send. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { v7 as uuidv7 } from "uuid";
import { env } from "#lib/env.ts";
import { createApiKeySecret } from "#lib/gate/api-key-secret.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { closeUploadPlace, openUploadPlace, uploadUrl } from "./upload-place.ts";
import { converse, filesIn, leavingNothing, put, sendAndDrop, sha256Hex, type UploadServer } from "./upload-server.ts";

const MIB = 1024 * 1024;
let server: UploadServer;
let organisation: TestOrganisation;
let key: Record<string, string>;

before(async () => {
  ({ server, organisation, key } = await openUploadPlace());
});
after(() => closeUploadPlace({ server }));

const named = (name: string) => uploadUrl(server, name);

describe("the limits of uploads", () => {
  const body = randomBytes(64);

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
    assert.ok(performance.now() - started < 20_000);
  });
});
