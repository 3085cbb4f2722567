/** What the web process's own server puts right before Next: addresses, policies, and requests that it refuses. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { SealbookError } from "#lib/words/errors.ts";
import { clientAddress } from "../../../bin/web/client-address.ts";
import { closeServers, send, start } from "./web-stand-in.ts";

afterEach(closeServers);

const FORM = { "content-type": "multipart/form-data; boundary=x" };

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
  const answers = [
    await send(port, "/check-us", { headers: forged }),
    await send(port, "/check-us", { headers: forged }),
  ];
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

test("camera and WebAssembly are for the page that reads QR codes alone, and nothing there may evaluate text", async () => {
  const { port } = await start();
  const allowed = async (path: string) => {
    const { headers } = await send(port, path);
    const scripts = /script-src [^;]*/.exec(String(headers["content-security-policy"]))?.[0] ?? "";
    return [
      /camera=\(([^)]*)\)/.exec(String(headers["permissions-policy"]))?.[1],
      scripts.match(/'[^']*unsafe[^']*'/g) ?? [],
    ];
  };
  assert.deepEqual(await allowed("/verify"), ["self", ["'wasm-unsafe-eval'"]]);
  for (const path of [
    "/",
    "/v/0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c",
    "/verify/x",
    "/sign-in",
    "/evidence",
    "/api/v1/health",
  ]) {
    assert.deepEqual(await allowed(path), ["", []], path);
  }
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
  const secure = await send((await start({ publicOrigin: "https://seal.public" })).port, "/");
  assert.equal(plain.headers["strict-transport-security"], undefined);
  assert.match(String(secure.headers["strict-transport-security"]), /^max-age=\d{8,}/);
  assert.match(String(secure.headers["content-security-policy"]), /upgrade-insecure-requests/);
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

test("a path that the framework would read as another one is no way past what is judged by the path", async () => {
  const { port, seen } = await start({ admitPage: async () => Promise.reject(new SealbookError("rate_limited")) });
  const ways = ["/_next/static/../image?url=%2Fx", "/_next/static/%2e%2E/image", "/_next/static/../../verify"];
  ways.push("/x/../_next/image", "/.%2e/_next/image", "/./_next/image", "/x\\..\\_next\\image", "/\\_next/image");
  ways.push("/_next/static/..", "/verify/.", "/_next/static/#/../../verify", "/verify#x", "//x/../_next/image");
  for (const path of ways) assert.equal((await send(port, path)).status, 400, path);
  for (const path of ["/_global-error", "/_global-error?x", "/_not-found", "//_next/image", "/_vercel/insights"]) {
    assert.equal((await send(port, path)).status, 404, path);
  }
  assert.deepEqual(seen, []);
  const open = await start();
  const plain = [
    "/_next/static/chunks/a..b.js",
    "/v/..x",
    "/a%2F..%2Fb",
    "/v/%22%C3%A9|",
    "//verify",
    "/verify?a=/../b#c",
  ];
  for (const path of plain) assert.equal((await send(open.port, path)).body, "page", path);
});

test("a form of another site is refused with 403 before Next sees it; the API judges for itself", async () => {
  const { port, seen } = await start();
  const post = (path: string, headers: Record<string, string>, at = port) =>
    send(at, path, { method: "POST", headers: { host: "seal.test", ...FORM, ...headers }, body: new Uint8Array(9) });
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
  assert.equal((await post("/api/v1/evidence", { origin: "https://evil.test" })).body, "recorded");
  const behind = await start({ trustedProxies: 1 });
  const forwarded = { origin: "https://seal.example", "x-forwarded-host": "seal.example" };
  assert.equal((await post("/sign-in", forwarded, behind.port)).body, "page");
});

test("a form of the public address is ours whatever Host says, and Next is told what it compares", async () => {
  const { port, seen } = await start({ publicOrigin: "https://seal.public" });
  const post = (origin: string) =>
    send(port, "/sign-in", {
      method: "POST",
      headers: { host: "127.0.0.1:3000", ...FORM, origin },
      body: new Uint8Array(9),
    });
  assert.equal((await post("https://seal.public")).body, "page");
  assert.deepEqual([seen[0]?.headers.host, seen[0]?.headers["x-forwarded-host"]], ["seal.public", undefined]);
  for (const origin of ["http://seal.public", "https://seal.public:8443", "https://seal.public.evil.test"]) {
    assert.equal((await post(origin)).status, 403, origin);
  }
});

test("the script of a form is told why it was refused, in the reader's language", async () => {
  const { port } = await start();
  const headers = { host: "seal.test", "next-action": "x", origin: "https://evil.test", "accept-language": "zh-CN" };
  const answer = await send(port, "/sign-in", { method: "POST", headers, body: new Uint8Array(9) });
  // Next hands on the body of exactly this type.
  assert.deepEqual([answer.status, answer.headers["content-type"]], [403, "text/plain"]);
  const { code, text } = JSON.parse(answer.body);
  assert.equal(code, "cross_origin");
  assert.match(text, /\p{Script=Han}/u);
});

test("a page takes forms alone: anything else that is posted is 400, what is too long 413", async () => {
  const { port, seen } = await start();
  const post = (headers: Record<string, string>, body = new Uint8Array(9)) =>
    send(port, "/sign-in", { method: "POST", headers, body });
  assert.equal((await post({})).status, 400);
  assert.equal((await post({ "content-type": "application/json" })).status, 400);
  assert.equal((await post({ "content-type": "multipart/form-data" })).status, 400, "no boundary");
  assert.equal((await post(FORM, new Uint8Array(1024 ** 2 + 1))).status, 413);
  assert.deepEqual(seen, []);
  assert.equal((await post(FORM)).body, "page");
});

test("a page knows GET, HEAD and POST; every other method is 405 and reaches no handler", async () => {
  const { port, seen } = await start();
  for (const method of ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "QUERY"]) {
    for (const path of ["/verify", "/", "/nowhere"]) {
      const answer = await send(port, path, { method });
      assert.deepEqual([answer.status, answer.headers.allow], [405, "GET, HEAD, POST"], `${method} ${path}`);
    }
  }
  assert.equal((await send(port, "/_next/static/x.js", { method: "POST" })).headers.allow, "GET, HEAD");
  assert.deepEqual(seen, []);
});

test("of the framework's own addresses only scripts and styles are open", async () => {
  const { port, seen } = await start();
  for (const path of ["/_next/image?url=%2Ficon.svg&w=64&q=75", "/_next/data/x/verify.json", "/_next", "/__nextjs_x"]) {
    assert.equal((await send(port, path)).status, 404, path);
  }
  assert.deepEqual(seen, []);
  assert.equal((await send(port, "/_next/static/x.js")).body, "page");
  const development = await start({ dev: true });
  assert.equal((await send(development.port, "/_next/webpack-hmr")).body, "page");
});

test("a NUL in a path or a query is 400 before a page or a database sees it", async () => {
  const { port, seen } = await start();
  for (const path of ["/v/%00", "/explorer?q=%00", "/sign-in?next=a%00b", "/api/v1/evidence/%00", "/?%00"]) {
    assert.equal((await send(port, path)).status, 400, path);
  }
  assert.deepEqual(seen, []);
  assert.equal((await send(port, "/?q=%2500")).body, "page");
});

test("a target in absolute form is answered as the usual one is, and its host counts", async () => {
  const { port, seen } = await start();
  for (const [target, url] of [
    ["http://seal.test/verify?a=b", "/verify?a=b"],
    ["HTTPS://seal.test", "/"],
    ["http://seal.test?x", "/?x"],
  ] as const) {
    assert.equal((await send(port, target, { headers: { host: "other.test" } })).body, "page", target);
    const { url: given, headers } = seen.pop() ?? {};
    assert.deepEqual([given, headers?.host], [url, "seal.test"]);
  }
  assert.equal((await send(port, "http://seal.test/api/v1/uploads", { method: "PUT" })).body, "upload 0");
  for (const target of ["*", "ftp://seal.test/", "seal.test:80"]) {
    assert.equal((await send(port, target, { method: "OPTIONS" })).status, 400, target);
  }
});

test("pages are asked for so often by one address, and say when to come back", async () => {
  const asked: string[] = [];
  const admitPage = async (address: string) => {
    asked.push(address);
    throw new SealbookError("rate_limited", { details: { retryAfterSeconds: 7 } });
  };
  const { port, seen } = await start({ admitPage });
  const answer = await send(port, "/verify");
  assert.deepEqual([answer.status, answer.headers["retry-after"]], [429, "7"]);
  assert.match(answer.body, /7 seconds/);
  assert.deepEqual([asked, seen], [["127.0.0.1"], []]);
  assert.equal((await send(port, "/_next/static/x.js")).body, "page");
  assert.equal((await send(port, "/api/v1/uploads", { method: "PUT" })).body, "upload 0");
});
