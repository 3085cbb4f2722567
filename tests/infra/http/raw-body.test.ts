/** A body's pace: who sends too slowly gives the place up, who is kept waiting by us does not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BODY_TERM, receiveBody, type Sink, type Term } from "#lib/infra/http/raw-body.ts";
import { SealbookError } from "#lib/words/errors.ts";

const PACE = { seconds: 1, bytesPerSecondMin: 1_000 };

type Waits = ReturnType<Sink>;
const servers: Server[] = [];

/** A server of this test's own, so that all of them may wait at the same time. */
async function receiving(options: { sink?: Sink; term?: Term } = {}): Promise<number> {
  const { sink = (): Waits => undefined, term } = options;
  const server = createServer(async (incoming, response) => {
    const outcome = await receiveBody(incoming, { bytesMax: 1e6, sink, pace: PACE, ...(term ? { term } : {}) }).then(
      () => "whole",
      (error: unknown) => (error instanceof SealbookError ? error.code : "defect"),
    );
    response.end(outcome);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Sends `bytes` every `milliseconds`, `times` times, then ends; the answer may come before. */
async function send(
  { bytes, milliseconds, times }: Record<"bytes" | "milliseconds" | "times", number>,
  options: { sink?: Sink; term?: Term } = {},
) {
  const sent = request({ port: await receiving(options), host: "127.0.0.1", method: "PUT", agent: false });
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

describe("a body's pace", { concurrency: true }, () => {
  it("is too slow for a body that never falls silent but brings too little", async () => {
    assert.equal(await send({ bytes: 10, milliseconds: 100, times: 30 }), "request_timeout");
  });

  it("is too slow for a body that was fast and then dribbles", async () => {
    let seen = 0;
    const sink: Sink = (chunk) => {
      seen += chunk.length;
      return undefined;
    };
    const sent = request({ port: await receiving({ sink }), host: "127.0.0.1", method: "PUT", agent: false });
    sent.write(Buffer.alloc(500_000));
    const dribble = setInterval(() => sent.write("x"), 200);
    const [response] = await once(sent, "response", { signal: AbortSignal.timeout(10_000) });
    clearInterval(dribble);
    assert.equal((await response.setEncoding("utf8").toArray()).join(""), "request_timeout");
    assert.ok(seen >= 500_000);
    sent.destroy();
  });

  it("is too slow for a body of which nothing arrives", async () => {
    assert.equal(await send({ bytes: 0, milliseconds: 2_000, times: 1 }), "request_timeout");
  });

  it("when kept lets a body arrive whole", async () => {
    assert.equal(await send({ bytes: 400, milliseconds: 100, times: 30 }), "whole");
  });

  it("does not count the time in which a disk keeps the body waiting", async () => {
    let waited = false;
    const sink: Sink = () => {
      if (waited) return undefined;
      waited = true;
      return sleep(2_500);
    };
    assert.equal(await send({ bytes: 500, milliseconds: 100, times: 5 }, { sink }), "whole");
  });

  it("kept all along does not save a body whose time is over, by its size", async () => {
    const term = { graceSeconds: 1, bytesPerSecond: 1e6, secondsMax: 60 };
    assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 30 }, { term }), "upload_overdue");
  });

  it("kept all along is enough within that time", async () => {
    const term = { graceSeconds: 1, bytesPerSecond: 1_000, secondsMax: 60 };
    assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 20 }, { term }), "whole");
  });

  it("kept all along does not make any time the body's own: none takes longer than the longest", async () => {
    const term = { graceSeconds: 60, bytesPerSecond: 1, secondsMax: 1 };
    assert.equal(await send({ bytes: 1_000, milliseconds: 100, times: 30 }, { term }), "upload_overdue");
  });
});

test("a large file has hours, and none has more than a day", () => {
  const GIB = 1024 ** 3;
  assert.ok(BODY_TERM.graceSeconds + GIB / BODY_TERM.bytesPerSecond > 8 * 3_600);
  assert.ok(BODY_TERM.secondsMax <= 24 * 3_600);
});
