/** Connections are few, and what stalls on one holds nothing for long. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, test } from "node:test";
import { closeServers, send, start } from "./web-stand-in.ts";

/** Hundreds are opened together, and a busy machine closes the last of them late. */
const CLOSED_WITHIN_MS = 1_500;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await closeServers();
});

/** Opens one that says nothing. @returns whether it was closed at once */
async function open(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return await Promise.race([
    once(socket, "close").then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), CLOSED_WITHIN_MS)),
  ]);
}

test("one connection too many is closed at once, and there is room again when one ends", async () => {
  const { server, port } = await start();
  assert.ok(server.maxConnections > 0 && server.maxConnections <= 10_000);
  server.maxConnections = 3;
  for (let n = 0; n < 3; n += 1) assert.equal(await open(port), false);
  assert.equal(await open(port), true);
  sockets[0]?.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await send(port, "/")).body, "page");
});

test("a connection on which nothing is ever asked ends", async () => {
  const { server, port } = await start();
  assert.ok(server.headersTimeout > 0 && server.headersTimeout <= 30_000);
  server.headersTimeout = 1_000;
  const socket = connect({ host: "127.0.0.1", port });
  sockets.push(socket);
  socket.on("error", () => {}).resume();
  await once(socket, "close", { signal: AbortSignal.timeout(20_000) });
});

test("one address has only so many, where addresses tell callers apart", async () => {
  const many = await start({ speaksForMany: () => false });
  const closed = await Promise.all(Array.from({ length: 510 }, () => open(many.port)));
  assert.equal(closed.filter(Boolean).length, 10);
  for (const options of [{}, { speaksForMany: () => false, trustedProxies: 1 }]) {
    const { port } = await start(options);
    const behind = await Promise.all(Array.from({ length: 510 }, () => open(port)));
    assert.equal(behind.filter(Boolean).length, 0);
  }
});
