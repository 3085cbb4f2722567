/** The web process's own server, in front of Next. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingHttpHeaders, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, test } from "node:test";
import { clientAddress } from "../../bin/bootstrap/web/client-address.ts";
import { refuse } from "../../bin/bootstrap/web/refusal.ts";
import { close, createWebServer, type Handler, listen, type WebServerOptions } from "../../bin/bootstrap/web/server.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await close(server);
  }
});

interface Started {
  server: Server;
  port: number;
  /** What the page handler was given. */
  seen: { url: string | undefined; headers: IncomingHttpHeaders }[];
}

async function start(options: Partial<WebServerOptions> = {}): Promise<Started> {
  const seen: Started["seen"] = [];
  const server = createWebServer({
    trustedProxies: 0,
    https: false,
    dev: false,
    handlePage: async (message, response) => {
      seen.push({ url: message.url, headers: message.headers });
      response.end("page");
    },
    handleUpload: async (message, response) => {
      let bytes = 0;
      for await (const chunk of message) bytes += chunk.length;
      response.end(`upload ${bytes}`);
    },
    refuse,
    ...options,
  });
  servers.push(server);
  await listen(server, { host: "127.0.0.1", port: 0 });
  return { server, port: (server.address() as AddressInfo).port, seen };
}

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

async function send(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<Answer> {
  const sent = request({
    host: "127.0.0.1",
    port,
    path,
    method: options.method,
    headers: options.headers,
    agent: false,
  });
  sent.end(options.body);
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

test("exactly the upload path goes to the upload handler, whatever its query; everything else to Next", async () => {
  const { port } = await start();
  for (const path of ["/api/v1/uploads", "/api/v1/uploads?name=a.pdf", "/api/v1/uploads?"]) {
    assert.equal((await send(port, path, { method: "PUT" })).body, "upload 0");
  }
  for (const path of ["/api/v1/uploads/", "/api/v1/uploadss", "/API/v1/uploads", "/x?/api/v1/uploads", "/"]) {
    assert.equal((await send(port, path)).body, "page", path);
  }
});

test("an upload reaches its handler whole, above the 10 MB at which bodies are cut elsewhere", async () => {
  const { port } = await start();
  const body = new Uint8Array(32 * 1024 ** 2);
  assert.equal((await send(port, "/api/v1/uploads", { method: "PUT", body })).body, `upload ${body.length}`);
});

test("nobody can write the header in which the application finds the client's address", async () => {
  const { port, seen } = await start();
  const forged = { "x-sealbook-address": "9.9.9.9", "x-forwarded-for": "9.9.9.9", forwarded: "for=9.9.9.9" };
  await send(port, "/", { headers: { ...forged, "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" } });
  assert.equal(seen[0]?.headers["x-sealbook-address"], "127.0.0.1");
  for (const name of ["x-forwarded-for", "forwarded", "x-forwarded-host", "x-forwarded-proto"]) {
    assert.equal(seen[0]?.headers[name], undefined);
  }
});

test("behind a trusted proxy the address is what that proxy heard, not what the client claims", async () => {
  const { port, seen } = await start({ trustedProxies: 1 });
  await send(port, "/", { headers: { "x-forwarded-for": "9.9.9.9, 203.0.113.7" } });
  assert.equal(seen[0]?.headers["x-sealbook-address"], "203.0.113.7");
});

test("X-Forwarded-For is counted from the right, and only addresses are believed", () => {
  const address = (trustedProxies: number, forwardedFor?: string, socketAddress = "10.0.0.1") =>
    clientAddress({ socketAddress, forwardedFor, trustedProxies });
  assert.equal(address(0, "1.1.1.1"), "10.0.0.1");
  assert.equal(address(1, "1.1.1.1"), "1.1.1.1");
  assert.equal(address(1, "1.1.1.1,2.2.2.2"), "2.2.2.2");
  assert.equal(address(2, "0.0.0.0, 1.1.1.1 , 2.2.2.2"), "1.1.1.1");
  assert.equal(address(3, "1.1.1.1"), "1.1.1.1");
  assert.equal(address(1, undefined), "10.0.0.1");
  assert.equal(address(1, ""), "10.0.0.1");
  assert.equal(address(1, "unknown"), "10.0.0.1");
  assert.equal(address(1, "<script>"), "10.0.0.1");
  assert.equal(address(1, "1.1.1.1:443"), "1.1.1.1");
  assert.equal(address(1, "[2001:db8::1]:443"), "2001:db8::1");
  assert.equal(address(1, "2001:db8::1"), "2001:db8::1");
  assert.equal(address(0, undefined, "::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(address(0, undefined, "fe80::1%eth0"), "fe80::1");
});

test("a page's policy lets only scripts with this answer's nonce run, and Next is given the same nonce", async () => {
  const { port, seen } = await start();
  const forged = { "content-security-policy": "script-src 'nonce-known'" };
  const answers = [await send(port, "/verify", { headers: forged }), await send(port, "/verify", { headers: forged })];
  const policies = answers.map((answer) => String(answer.headers["content-security-policy"]));
  const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
  assert.match(nonces[0] ?? "", /^[A-Za-z0-9+/]{22}==$/);
  assert.notEqual(nonces[0], nonces[1]);
  assert.deepEqual(
    seen.map((each) => each.headers["content-security-policy"]),
    policies,
  );
  for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policies[0]?.split("; ").includes(part), part);
  }
  assert.doesNotMatch(/script-src [^;]*/.exec(policies[0] ?? "")?.[0] ?? "", /unsafe/);
});

test("answers for programs may run nothing at all", async () => {
  const { port } = await start();
  for (const path of ["/api/v1/health", "/ledger/main/checkpoint", "/api/v1/uploads"]) {
    const { headers } = await send(port, path);
    assert.match(String(headers["content-security-policy"]), /^default-src 'none';.*frame-ancestors 'none'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "strict-origin");
    assert.ok(headers["permissions-policy"]);
  }
});

test("https is insisted on only where the installation is reached by https", async () => {
  const plain = await send((await start()).port, "/");
  const secure = await send((await start({ https: true })).port, "/");
  assert.equal(plain.headers["strict-transport-security"], undefined);
  assert.match(String(secure.headers["strict-transport-security"]), /^max-age=\d{8,}/);
  assert.match(String(secure.headers["content-security-policy"]), /upgrade-insecure-requests/);
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
  const handleUpload: Handler = async () => {
    throw new Error("secret reason");
  };
  const { port } = await start({ handleUpload });
  const answer = await send(port, "/api/v1/uploads", { method: "PUT" });
  assert.deepEqual([answer.status, answer.body], [500, ""]);
  assert.equal((await send(port, "/")).body, "page");
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
  servers.splice(0);
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
  servers.splice(0);
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

test("an address with malformed escapes is answered with 400 before Next sees it: a page, or a problem", async () => {
  const { port, seen } = await start();
  for (const path of ["/v/%E0%A4%A", "/%", "/explorer/%zz", "/%F0%28"]) {
    const page = await send(port, path, { headers: { "accept-language": "zh-CN" } });
    assert.deepEqual([page.status, page.headers["content-type"]], [400, "text/html; charset=utf-8"], path);
    assert.match(page.body, /<html lang="zh-CN">.*\p{Script=Han}/u);
    assert.doesNotMatch(page.body, /%/);
    assert.match((await send(port, path)).body, /<html lang="en">/);
  }
  for (const path of ["/ledger/%F0%28/checkpoint", "/api/v1/evidence/%E0%A4%A", "/api/%"]) {
    const problem = await send(port, path);
    assert.equal(problem.status, 400);
    assert.match(String(problem.headers["content-type"]), /^application\/problem\+json/);
    assert.equal(JSON.parse(problem.body).code, "bad_request");
  }
  assert.equal((await send(port, "/%", { method: "HEAD" })).body, "");
  assert.deepEqual(seen, []);
  for (const path of ["/v/%E5%8D%B0", "/?q=%E0%A4%A", "/a%2Fb", "/%25"])
    assert.equal((await send(port, path)).body, "page");
});

test("a form of another site is refused with 403 before Next sees it; the API judges for itself", async () => {
  const { port, seen } = await start();
  const post = (path: string, headers: Record<string, string>, at = port) =>
    send(at, path, { method: "POST", headers: { host: "seal.test", ...headers }, body: new Uint8Array(9) });
  for (const origin of [
    "https://evil.test",
    "null",
    "",
    "not an origin",
    "http://seal.test:81",
    "http://seal.test.evil",
  ]) {
    const refused = await post("/sign-in", { origin, "next-action": "0".repeat(42) });
    assert.equal(refused.status, 403, origin);
    assert.match(refused.body, /another site/);
  }
  // Without a proxy of ours, nobody may say which host was asked.
  const forged = await post("/sign-in", { origin: "https://evil.test", "x-forwarded-host": "evil.test" });
  assert.equal(forged.status, 403);
  assert.deepEqual(seen, []);
  for (const headers of [{ origin: "http://seal.test" }, { origin: "https://seal.test" }, undefined]) {
    assert.equal((await post("/sign-in", headers ?? {})).body, "page");
  }
  assert.equal((await post("/api/v1/evidence", { origin: "https://evil.test" })).body, "page");
  const behind = await start({ trustedProxies: 1 });
  const forwarded = { origin: "https://seal.example", "x-forwarded-host": "seal.example" };
  assert.equal((await post("/sign-in", forwarded, behind.port)).body, "page");
});

test("an address that cannot be listened on gives one sentence", async () => {
  const { port } = await start();
  const second = createWebServer({
    trustedProxies: 0,
    https: false,
    dev: false,
    handlePage: async () => {},
    handleUpload: async () => {},
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
