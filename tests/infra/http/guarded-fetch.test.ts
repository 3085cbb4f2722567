/** Addresses that somebody typed in: nothing inside is asked, nothing is followed, nothing takes for ever. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { guardedFetch, isInside } from "#lib/infra/http/guarded-fetch.ts";

let server: Server;
let origin: string;
let asked: string[] = [];
before(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/long") {
      response.write("x".repeat(300_000));
      response.end("x".repeat(300_000));
    } else if (request.url === "/away") response.writeHead(302, { location: "/secret" }).end();
    else request.pipe(response.setHeader("content-type", "text/plain"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

describe("guarded fetch", () => {
  it("knows what is inside", () => {
    const inside = [
      "127.0.0.1",
      "10.1.2.3",
      "172.31.0.1",
      "192.168.0.1",
      "169.254.169.254",
      "100.64.0.1",
      "0.0.0.0",
      "224.0.0.1",
    ];
    const inside6 = [
      "::1",
      "::",
      "fe80::1",
      "fd00::1",
      "ff02::1",
      "::ffff:10.0.0.1",
      "::ffff:a00:1",
      "64:ff9b::a00:1",
      "2002:a00:1::",
      "::10.0.0.1",
      "::ffff:0:10.0.0.1",
      "3fff::1",
      "5f00::1",
    ];
    for (const address of [...inside, ...inside6, "nonsense"]) assert.equal(isInside(address), true, address);
    for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1111"]) assert.equal(isInside(address), false, address);
  });

  it("asks nobody inside and nobody without TLS who was not named", async () => {
    asked = [];
    const names = [
      origin,
      origin.replace("http:", "https:"),
      origin.replace("127.0.0.1", "localhost"),
      "https://localhost:1/",
    ];
    for (const address of names) await assert.rejects(guardedFetch(address, { allowed: [] }), /is not asked/, address);
    assert.deepEqual(asked, []);
  });

  it("asks whom it was allowed, follows no redirection, and stops what is too long", async () => {
    const allowed = [new URL(origin).host];
    const echo = await guardedFetch(`${origin}/echo`, { allowed, method: "POST", body: "hello" });
    assert.equal(await echo.text(), "hello");
    asked = [];
    assert.equal((await guardedFetch(`${origin}/away`, { allowed })).status, 302);
    assert.deepEqual(asked, ["GET /away"]);
    await assert.rejects(guardedFetch(`${origin}/long`, { allowed }), /more than/);
  });
});
