/** The web process's own server, in front of Next. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, test } from "node:test";
import { endpoint } from "#lib/gate/endpoint.ts";
import { refuse } from "../../../bin/web/refusal.ts";
import { close, createWebServer, listen } from "../../../bin/web/server.ts";
import { closeServers, forgetServers, send, standInApi, start } from "./web-stand-in.ts";

afterEach(closeServers);

test("exactly an endpoint's path goes to its handler, whatever its query; what else is below leads nowhere, all else to Next", async () => {
  const { port, seen } = await start();
  for (const path of ["/api/v1/uploads", "/api/v1/uploads?name=a.pdf", "/api/v1/uploads?"]) {
    assert.equal((await send(port, path, { method: "PUT" })).body, "upload 0");
  }
  for (const path of ["/api", "/api/v1/uploadss", "/api/v1/uploads%2F", "/api/v1/%75ploads", "/api/v1", "/ledger/x"]) {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PROPFIND"]) {
      const answer = await send(port, path, { method });
      assert.deepEqual([answer.status, JSON.parse(answer.body).code], [404, "not_found"], `${method} ${path}`);
    }
  }
  assert.deepEqual(seen, []);
  // Next leads from an address with a slash too many to the one without.
  for (const path of ["/api/v1/uploads/", "/api//v1/uploads", "/API/v1/uploads", "/x?/api/v1/uploads", "/apis", "/"]) {
    assert.equal((await send(port, path)).body, "page", path);
  }
});

test("another method is refused with those that there are, which OPTIONS lists", async () => {
  const { port } = await start();
  const refused = await send(port, "/api/v1/uploads", { method: "GET" });
  assert.deepEqual([refused.status, JSON.parse(refused.body).code], [405, "method_not_allowed"]);
  const asked = await send(port, "/api/v1/uploads", { method: "OPTIONS" });
  assert.deepEqual([asked.status, asked.body], [204, ""]);
  for (const { headers } of [refused, asked]) assert.equal(headers.allow, "PUT, OPTIONS");
});

test("an upload reaches its handler whole, above the 10 MB at which bodies are cut elsewhere", async () => {
  const { port } = await start();
  const body = new Uint8Array(32 * 1024 ** 2);
  assert.equal((await send(port, "/api/v1/uploads", { method: "PUT", body })).body, `upload ${body.length}`);
});

test("a client that dribbles its headers is cut off, one that dribbles an upload is not", async () => {
  const { server, port } = await start();
  server.headersTimeout = 1_000;
  const slow = connect({ host: "127.0.0.1", port });
  slow.on("error", () => {});
  slow.write("GET / HTTP/1.1\r\nHost: x\r\n");
  const dribble = setInterval(() => slow.write("X-A: b\r\n"), 250);
  slow.resume();

  const upload = request({ host: "127.0.0.1", port, path: "/api/v1/uploads", method: "PUT", agent: false });
  upload.flushHeaders();
  await once(slow, "close", { signal: AbortSignal.timeout(20_000) });
  clearInterval(dribble);
  upload.end("late");
  const [response] = await once(upload, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  assert.equal(body, "upload 4");
});

test("a handler that fails gives 500 without a word of the reason, and the server lives on", async () => {
  const failing = async () => {
    throw new Error("secret reason");
  };
  const declaration = { method: "GET", path: "/api/v1/x", auth: "public", limit: "none", logged: false } as const;
  const { port } = await start({ api: standInApi([endpoint(declaration, failing)]), handlePage: failing });
  const answer = await send(port, "/api/v1/x");
  assert.deepEqual([answer.status, JSON.parse(answer.body).code], [500, "internal"]);
  assert.doesNotMatch(answer.body, /secret/);
  const page = await send(port, "/");
  assert.deepEqual([page.status, page.body], [500, ""]);
  assert.equal((await send(port, "/api/v1/x")).status, 500);
});

test("closing lets a request under way end and takes no new one", async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { server, port } = await start({
    handlePage: async (_, response) => {
      await held;
      response.end("finished");
    },
  });
  forgetServers();
  const answer = send(port, "/");
  await once(server, "request");
  const closed = close(server);
  await assert.rejects(send(port, "/"), { code: "ECONNREFUSED" });
  finish();
  assert.equal((await answer).body, "finished");
  await closed;
});

test("closing ends what goes on for too long, a web socket included", async () => {
  const { server, port } = await start({ dev: true, handlePage: () => new Promise<void>(() => {}) });
  forgetServers();
  server.on("upgrade", (_, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  const socket = connect({ host: "127.0.0.1", port });
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
  await once(socket, "data");
  const hanging = assert.rejects(send(port, "/"), { code: "ECONNRESET" });
  await once(server, "request");
  await close(server, 100);
  await hanging;
});

const H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";

/** What a server says to raw bytes until it closes. */
async function converse(port: number, text: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.write(text);
  return (await socket.setEncoding("utf8").toArray()).join("");
}

test("a request to upgrade the connection is answered as if it had not asked, and its socket is not kept", async () => {
  const { server, port } = await start();
  // Next listens too, and so would the request be its own.
  server.on("upgrade", () => assert.fail("upgraded"));
  const upgrades = [
    H2C,
    "Connection: upgrade\r\nUpgrade: websocket\r\n",
    "Connection: upgrade\r\nUpgrade: TLS/1.0\r\n",
  ];
  for (const upgrade of upgrades) {
    const next = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    const got = await converse(port, `GET /verify HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n${next}`);
    assert.match(got, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(got, /\r\nConnection: close\r\n/);
    assert.match(got, /page$/);
    const head = `PUT /api/v1/uploads?name=a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n${upgrade}`;
    const put = await converse(port, `${head}\r\nhello`);
    assert.match(put, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(put, /upload 5$/);
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test("an address that cannot be listened on gives one sentence", async () => {
  const { port } = await start();
  const second = createWebServer({
    trustedProxies: 0,
    publicOrigin: "http://localhost",
    dev: false,
    handlePage: async () => {},
    api: standInApi(),
    refuse,
  });
  await assert.rejects(listen(second, { host: "127.0.0.1", port }), /cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/);
});

test("a connection that sends thousands of requests ahead ends before they are begun", async () => {
  const { port, seen } = await start({
    handlePage: async (message, response) => {
      seen.push({ url: message.url, headers: message.headers });
      setTimeout(() => response.end("page"), 50);
    },
  });
  const socket = connect(port, "127.0.0.1");
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  socket.write("GET /explorer HTTP/1.1\r\nhost: x\r\n\r\n".repeat(3_000));
  await ended;
  assert.ok(seen.length <= 16, `${seen.length} begun`);
});
