/** A body's pace: who sends too slowly gives the place up, who is kept waiting by us does not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BODY_TERM, receiveBody, type Sink, type Term } from "#lib/infra/http/raw-body.ts";
import { SealbookError } from "#lib/words/errors.ts";

const PACE = { seconds: 1, bytesPerSecondMin: 1_000 };

let server: Server;
let sink: Sink;
let term: Term | undefined;

before(async () => {
  server = createServer(async (incoming, response) => {
    const outcome = await receiveBody(incoming, {
      bytesMax: 1e6,
      sink: (chunk) => sink(chunk),
      pace: PACE,
      ...(term ? { term } : {}),
    }).then(
      () => "whole",
      (error: unknown) => (error instanceof SealbookError ? error.code : "defect"),
    );
    response.end(outcome);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends `bytes` every `milliseconds`, `times` times, then ends; the answer may come before. */
async function send({ bytes, milliseconds, times }: Record<"bytes" | "milliseconds" | "times", number>) {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: "127.0.0.1", method: "PUT", agent: false });
  const answered = once(sent, "response");
  sent.flushHeaders();
  for (let count = 0; count < times; count++) {
    if (bytes > 0) sent.write(Buffer.alloc(bytes));
    await sleep(milliseconds);
  }
  sent.end();
  const [response] = await answered;
  let body = "";
  for await (const chunk of response) body += chunk;
  return body;
}

test("a body that never falls silent but brings too little is given up", async () => {
  sink = () => undefined;
  assert.equal(await send({ bytes: 10, milliseconds: 100, times: 30 }), "request_timeout");
});

test("a body that was fast and then dribbles is given up too", async () => {
  let seen = 0;
  sink = (chunk) => {
    seen += chunk.length;
    return undefined;
  };
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: "127.0.0.1", method: "PUT", agent: false });
  sent.write(Buffer.alloc(500_000));
  const dribble = setInterval(() => sent.write("x"), 200);
  const [response] = await once(sent, "response", { signal: AbortSignal.timeout(10_000) });
  clearInterval(dribble);
  assert.equal((await response.setEncoding("utf8").toArray()).join(""), "request_timeout");
  assert.ok(seen >= 500_000);
  sent.destroy();
});

test("a body of which nothing arrives is given up", async () => {
  sink = () => undefined;
  assert.equal(await send({ bytes: 0, milliseconds: 2_000, times: 1 }), "request_timeout");
});

test("a body at the pace asked for arrives whole", async () => {
  sink = () => undefined;
  assert.equal(await send({ bytes: 400, milliseconds: 100, times: 30 }), "whole");
});

test("the time in which a disk keeps the body waiting does not count", async () => {
  let waited = false;
  sink = () => {
    if (waited) return undefined;
    waited = true;
    return sleep(2_500);
  };
  assert.equal(await send({ bytes: 500, milliseconds: 100, times: 5 }), "whole");
});

test("a body that keeps its pace all along is given up when its time is over, by its size", async () => {
  sink = () => undefined;
  term = { graceSeconds: 1, bytesPerSecond: 1e6, secondsMax: 60 };
  assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 30 }), "upload_overdue");
  term = { graceSeconds: 1, bytesPerSecond: 1_000, secondsMax: 60 };
  assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 20 }), "whole");
  term = { graceSeconds: 60, bytesPerSecond: 1, secondsMax: 1 };
  assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 30 }), "upload_overdue", "no body takes longer");
  term = undefined;
});

test("a large file has hours, and none has more than a day", () => {
  const GIB = 1024 ** 3;
  assert.ok(BODY_TERM.graceSeconds + GIB / BODY_TERM.bytesPerSecond > 8 * 3_600);
  assert.ok(BODY_TERM.secondsMax <= 24 * 3_600);
});
