/** Connections that send thousands of requests and read no answer. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createMirrorServer } from "#lib/parties/mirror/serve.ts";
import { PIPELINED_MAX, withoutFloods } from "#lib/parties/pipelining.ts";
import { makeWitness, removeFolder, startWitness, temporaryFolder } from "./witness/witness-fixture.ts";

const REQUEST = "GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n";

const QUIET_MS = 1_500;
/** A flood ends its connection: that is waited for, however busy the machine is. */
const FLOOD_QUIET_MS = 20_000;

/** Sends so many requests at once. @returns how many answers came before the connection ended, or nothing more came */
async function answersTo(port: number, count: number): Promise<{ answers: number; ended: boolean }> {
  const quietMs = count > PIPELINED_MAX ? FLOOD_QUIET_MS : QUIET_MS;
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let ended = false;
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => {});
  const end = new Promise<void>((resolve) =>
    socket.on("close", () => {
      ended = true;
      resolve();
    }),
  );
  await once(socket, "connect");
  socket.write(REQUEST.repeat(count));
  let before = -1;
  while (!ended && before !== text.length) {
    before = text.length;
    await Promise.race([end, setTimeout(quietMs, undefined, { ref: false })]);
  }
  socket.destroy();
  return { answers: text.split("HTTP/1.1 ").length - 1, ended };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("many requests sent ahead on one connection", () => {
  it("are begun a few at a time: a handful is answered in order, of a flood no more is begun", async () => {
    let begun = 0;
    const server = createServer(
      withoutFloods((_, response) => {
        begun += 1;
        setImmediate(() => response.end("answer"));
      }),
    );
    const port = await listening(server);
    try {
      assert.deepEqual(await answersTo(port, PIPELINED_MAX), { answers: PIPELINED_MAX, ended: false });
      begun = 0;
      const { ended } = await answersTo(port, 5_000);
      assert.deepEqual([begun, ended], [PIPELINED_MAX, true]);
      for (let count = 0; count < 2 * PIPELINED_MAX; count++) {
        assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "answer");
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("end the connection at a witness, which goes on", async () => {
    const running = await startWitness(await makeWitness());
    try {
      const floods = Array.from({ length: 4 }, () => answersTo(Number(new URL(running.url).port), 3_000));
      for (const { answers, ended } of await Promise.all(floods)) assert.ok(ended && answers <= PIPELINED_MAX);
      assert.equal((await running.get("/healthz")).status, 200);
    } finally {
      await running.stop();
      removeFolder(running.folder);
    }
  });

  it("end the connection at a mirror, which goes on", async () => {
    const folder = temporaryFolder();
    const server = createMirrorServer({ folder, version: "1.2.3" });
    const port = await listening(server);
    try {
      const { answers, ended } = await answersTo(port, 3_000);
      assert.ok(ended && answers <= PIPELINED_MAX);
      assert.equal((await fetch(`http://127.0.0.1:${port}/checkpoint`)).status, 404);
    } finally {
      server.closeAllConnections();
      server.close();
      removeFolder(folder);
    }
  });
});
