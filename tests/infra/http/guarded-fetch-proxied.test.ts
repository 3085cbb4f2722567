/** Behind a proxy: everybody outside is asked through it, whom it resolves, and those of our own network are not. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, it } from "node:test";

const asked: string[] = [];
const servers: Server[] = [];
const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const proxy = createServer().on("connect", (request, socket) => {
  asked.push(request.url ?? "");
  socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
});
process.env.HTTPS_PROXY = await listen(proxy);
process.env.NO_PROXY = "provider.invalid";
const { guardedFetch } = await import("#lib/infra/http/guarded-fetch.ts");
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

it("a name outside is the proxy's to resolve, and goes through it whatever NO_PROXY says", async () => {
  for (const host of ["id.provider.invalid", "provider.invalid"]) {
    await assert.rejects(guardedFetch(`https://${host}/.well-known/openid-configuration`, { allowed: [] }));
  }
  assert.deepEqual(asked.splice(0), ["id.provider.invalid:443", "provider.invalid:443"]);
});

it("an address inside is asked by nobody, and one that is allowed without the proxy", async () => {
  await assert.rejects(guardedFetch("https://10.0.0.1/", { allowed: [] }), /is not asked: inside/);
  const origin = await listen(createServer((_request, response) => response.end("here")));
  const answer = await guardedFetch(origin, { allowed: [new URL(origin).host] });
  assert.equal(await answer.text(), "here");
  assert.deepEqual(asked, []);
});
