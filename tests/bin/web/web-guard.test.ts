/** What the web process's own server puts right before Next: addresses, policies, and requests that it refuses. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { clientAddress } from "../../../bin/web/client-address.ts";
import { closeServers, send, start } from "./web-stand-in.ts";

afterEach(closeServers);

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
  assert.equal((await post("/api/v1/evidence", { origin: "https://evil.test" })).body, "recorded");
  const behind = await start({ trustedProxies: 1 });
  const forwarded = { origin: "https://seal.example", "x-forwarded-host": "seal.example" };
  assert.equal((await post("/sign-in", forwarded, behind.port)).body, "page");
});
