/** Receipts that never quite arrive: few at once of one address, none for long, and in nobody else's way. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { ApiRequest } from "#lib/infra/http/api-request.ts";
import { readBody } from "#lib/infra/http/body.ts";
import { apiPort, at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const verify = (address: string) =>
  callJson(at("/api/v1/verify").POST, { headers: { "x-sealbook-address": address }, body: { receipt: "no receipt" } });

test("one address may have eight receipts arriving, and another one is in nobody's way", async () => {
  const port = await apiPort();
  const sockets: Socket[] = [];
  const head =
    "POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.99\r\nContent-Type: application/json\r\n";
  for (let n = 0; n < 8; n += 1) {
    const socket = connect({ host: "127.0.0.1", port });
    socket.on("error", () => {}).write(`${head}Content-Length: 1000\r\n\r\n{`);
    sockets.push(socket);
  }
  let answer = await verify("192.0.2.99");
  for (let tries = 0; answer.status === 200 && tries < 100; tries += 1) answer = await verify("192.0.2.99");
  assert.deepEqual([answer.status, answer.body.code], [429, "too_many_at_once"]);
  assert.equal((await verify("192.0.2.98")).status, 200);
  for (const socket of sockets) socket.destroy();
  for (let tries = 0; answer.status !== 200 && tries < 100; tries += 1) answer = await verify("192.0.2.99");
  assert.equal(answer.status, 200);
});

test("a body has so long to arrive in all, however its pieces drip, and then is told so", async () => {
  const server = createServer((incoming, response) => {
    readBody(new ApiRequest(incoming, response), 1_000, 0.3).then(
      () => response.end("whole"),
      (error) => response.end(error.code),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port });
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  const drip = setInterval(() => socket.write("x"), 50);
  const got = await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
  clearInterval(drip);
  socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  assert.match(got, /request_timeout$/m);
});
