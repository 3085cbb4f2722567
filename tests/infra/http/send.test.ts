/** Answers over real HTTP: streams are read as fast as they are taken, and end with who takes them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Answer } from "#lib/infra/http/answer.ts";
import { send } from "#lib/infra/http/send.ts";

describe("an answer", () => {
  let server: Server;
  let answer: () => Answer;
  before(async () => {
    server = createServer((incoming, response) => void send({ request: incoming, response }, answer()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function open(headers: IncomingHttpHeaders = {}, method = "GET"): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const outgoing = request({ host: "127.0.0.1", port, method, headers: { ...headers }, agent: false });
    const answered = once(outgoing.end(), "response");
    return (await answered)[0] as IncomingMessage;
  }
  const bodyOf = async (incoming: IncomingMessage) => Buffer.concat(await incoming.toArray());
  const of = (payload: Answer["payload"], headers: Answer["headers"] = {}, status = 200) => {
    answer = () => ({ status, headers: { ...headers }, payload });
  };

  it("that is whole has its length, HEAD has the same head, and 304 has neither body nor length", async () => {
    of("存证", { "content-type": "text/plain", etag: '"t"' });
    const get = await open();
    assert.deepEqual([get.headers["content-length"], (await bodyOf(get)).toString()], ["6", "存证"]);
    const head = await open({}, "HEAD");
    assert.deepEqual([head.headers["content-length"], (await bodyOf(head)).length], ["6", 0]);
    of(undefined, { etag: '"t"' }, 304);
    const known = await open();
    assert.deepEqual([known.statusCode, known.headers["content-length"], known.headers.etag], [304, undefined, '"t"']);
  });

  it("that is a stream waits for a reader who is slow, and is over when that one leaves", async () => {
    const made = { chunks: 0, over: false };
    async function* chunks() {
      try {
        for (; made.chunks < 10_000; made.chunks++) yield Buffer.alloc(64 * 1024);
      } finally {
        made.over = true;
      }
    }
    of(Readable.from(chunks()));
    const incoming = await open();
    incoming.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const waiting = made.chunks;
    assert.ok(waiting < 500, `${waiting} chunks are in memory`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(made.chunks, waiting);
    incoming.destroy();
    for (let tries = 0; !made.over && tries < 50; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(made.over, "what it reads from was left open");
  });

  it("that breaks off does not look whole, packed or not", async () => {
    async function* chunks() {
      yield "a,b\r\n";
      throw new Error("the database is away");
    }
    for (const headers of [{}, { "accept-encoding": "gzip" }]) {
      of(Readable.from(chunks()), { "content-type": "text/csv" });
      await assert.rejects(async () => await bodyOf(await open(headers)), { code: "ECONNRESET" });
    }
  });

  it("to HEAD is no stream's beginning, and closes it", async () => {
    const stream = Readable.from(["x"]);
    of(stream, { "content-type": "text/csv" });
    assert.equal((await bodyOf(await open({}, "HEAD"))).length, 0);
    assert.ok(stream.destroyed);
  });

  it("of long text is packed for who takes that, under a validator of its own; of anything else never", async () => {
    const text = "record ".repeat(5_000);
    of(text, { "content-type": "application/json", etag: '"t"' });
    const packed = await open({ "accept-encoding": "br, gzip;q=0.5" });
    assert.deepEqual(
      ["content-encoding", "etag", "vary"].map((name) => packed.headers[name]),
      ["gzip", 'W/"t"', "Accept-Encoding"],
    );
    const bytes = await bodyOf(packed);
    assert.equal(packed.headers["content-length"], String(bytes.length));
    assert.equal(gunzipSync(bytes).toString(), text);
    for (const coding of ["identity", "gzip;q=0", "br", ""]) {
      const plain = await open({ "accept-encoding": coding });
      assert.deepEqual([plain.headers["content-encoding"], plain.headers.etag], [undefined, '"t"'], coding);
      assert.equal(plain.headers.vary, "Accept-Encoding");
      assert.equal((await bodyOf(plain)).toString(), text);
    }
    of(Buffer.from(text), { "content-type": "application/octet-stream" });
    assert.equal((await open({ "accept-encoding": "gzip" })).headers["content-encoding"], undefined);
    of("short", { "content-type": "text/csv" });
    const short = await open({ "accept-encoding": "gzip" });
    assert.deepEqual([short.headers["content-encoding"], short.headers.vary], [undefined, undefined]);
    of(Readable.from(["a,b\r\n", "c,d\r\n"]), { "content-type": "text/csv; charset=utf-8" });
    const table = await open({ "accept-encoding": "gzip" });
    assert.equal(table.headers["content-encoding"], "gzip");
    assert.equal(gunzipSync(await bodyOf(table)).toString(), "a,b\r\nc,d\r\n");
  });
});
