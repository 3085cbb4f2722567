/** What the framework cannot read of a form is its sender's fault; what fails in an action is ours. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { afterEach, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { answerGone, answerMissing, formArrived } from "#lib/gate/page-request.ts";
import type { Handler } from "../../../bin/web/handler.ts";
import { closeServers, send, start } from "./web-stand-in.ts";

afterEach(closeServers);

type Compression = () => (message: IncomingMessage, response: ServerResponse, next: () => void) => void;
/** Of a long answer: more than any buffer on the way holds. */
const PIECES = 200;

const headers = { "content-type": "multipart/form-data; boundary=x" };
const post = (port: number) => send(port, "/sign-in", { method: "POST", headers, body: new Uint8Array(9) });

/** Ways in which a framework sends that something went wrong. */
const FAILURES: Handler[] = [
  async (_, response) => {
    response.statusCode = 500;
    response.setHeader("content-type", "text/x-component");
    response.setHeader("content-length", "8");
    response.write("0:{");
    response.write("1:E");
    response.end("{}");
  },
  async (_, response) => {
    response.writeHead(500, { "content-length": "5" }).end("wrong");
  },
  async (_, response) => {
    response.statusCode = 503;
    response.flushHeaders();
    response.end();
  },
];

test("a form that no action came to see is answered with 400, once and whole, and the connection lives on", async () => {
  for (const handlePage of FAILURES) {
    const { port } = await start({ handlePage });
    for (let time = 0; time < 2; time += 1) {
      const answer = await post(port);
      assert.deepEqual([answer.status, answer.headers["content-type"]], [400, "text/html; charset=utf-8"]);
      assert.match(answer.body, /^<!doctype html>.*<\/html>\n$/s);
      assert.ok(answer.headers["content-security-policy"]);
    }
  }
});

test("what fails in an action stays our failure, and what a page answers is left alone", async () => {
  for (const failure of FAILURES) {
    const handlePage: Handler = async (message, response) => {
      await Promise.resolve();
      formArrived();
      await failure(message, response);
    };
    const { status } = await post((await start({ handlePage })).port);
    assert.ok(status === 500 || status === 503);
  }
  const { port } = await start({ handlePage: FAILURES[1] as Handler });
  assert.equal((await send(port, "/")).status, 500);
  const fine = await start();
  assert.deepEqual([(await post(fine.port)).status, (await post(fine.port)).body], [200, "page"]);
});

test("a long answer to a form arrives whole, compressed by the framework as it goes", async () => {
  const compression: Compression = createRequire(import.meta.url)("next/dist/compiled/compression");
  const compress = compression();
  const piece = Buffer.alloc(16 * 1024, "a line of the page that differs a little from the others\n");
  const handlePage: Handler = async (message, response) => {
    compress(message, response, () => {});
    formArrived();
    response.setHeader("content-type", "text/plain");
    for (let at = 0; at < PIECES; at += 1) {
      if (!response.write(Buffer.concat([randomBytes(8 * 1024), piece]).toString("latin1")))
        await once(response, "drain");
    }
    response.end("the end");
  };
  const { port } = await start({ handlePage });
  const sent = request({
    ...{ host: "127.0.0.1", port, path: "/sign-in", method: "POST", agent: false },
    headers: { ...headers, "accept-encoding": "gzip" },
    signal: AbortSignal.timeout(20_000),
  });
  sent.end(new Uint8Array(9));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  assert.equal(response.headers["content-encoding"], "gzip");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = gunzipSync(Buffer.concat(chunks)).toString();
  assert.ok(text.endsWith("the end"));
  assert.ok(text.length > PIECES * piece.length);
});

test("a form that turns out too long on its way is 413", async () => {
  const handlePage: Handler = async (message, response) => {
    for await (const _ of message);
    response.writeHead(500).end();
  };
  const { port } = await start({ handlePage });
  const sent = request({ host: "127.0.0.1", port, path: "/sign-in", method: "POST", headers, agent: false });
  for (let piece = 0; piece < 3; piece += 1) sent.write(new Uint8Array(512 * 1024));
  sent.end();
  const [response] = await once(sent, "response");
  response.resume();
  assert.equal(response.statusCode, 413);
});

test("a page that says that it has nothing, or no more, is 404 or 410 as it is, whether its head is written or follows from its body", async () => {
  for (const write of [
    (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }),
    (response: ServerResponse) => response.write(""),
    () => {},
  ]) {
    const handlePage: Handler = async (message, response) => {
      await Promise.resolve();
      if (message.url === "/missing") answerMissing();
      if (message.url === "/gone") answerGone();
      write(response);
      response.end("the page");
    };
    const { port } = await start({ handlePage });
    const missing = await send(port, "/missing");
    assert.deepEqual([missing.status, missing.body], [404, "the page"]);
    const gone = await send(port, "/gone");
    assert.deepEqual([gone.status, gone.body], [410, "the page"]);
    assert.equal((await send(port, "/there")).status, 200);
  }
});
