/** A witness as a server: what it takes from whoever asks, and what it tells of itself. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { makeWitness, type Running, removeFolder, startWitness, TestLog } from "./witness-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";

describe("limits", () => {
  const log = new TestLog(ORIGIN);
  let running: Running;
  before(async () => {
    running = await startWitness(await makeWitness(log), { rate: 2 });
  });
  after(async () => {
    await running.stop();
    removeFolder(running.folder);
  });

  it("a body that is too long is refused before it is read, stated or not", async () => {
    const long = "A".repeat(65 * 1024);
    assert.equal((await running.post(long)).status, 413);
    const chunked = request(`${running.url}/add-checkpoint`, { method: "POST" });
    chunked.on("error", () => {});
    for (let part = 0; part < 8; part++) chunked.write("A".repeat(16 * 1024));
    const [response] = await once(chunked, "response");
    assert.equal(response.statusCode, 413);
    chunked.destroy();
  });

  it("a body that comes too slowly ends the connection", { timeout: 30_000 }, async () => {
    const { port } = new URL(running.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write("POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nold");
    const drip = setInterval(() => socket.write("\n"), 500);
    socket.on("error", () => {});
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    await once(socket, "close");
    clearInterval(drip);
    assert.match(answer, /^HTTP\/1\.1 408/);
  });

  it("an encoded body and other methods are refused", async () => {
    const encoded = await fetch(`${running.url}/add-checkpoint`, {
      method: "POST",
      headers: { "content-encoding": "gzip" },
      body: "x",
    });
    assert.equal(encoded.status, 415);
    const read = await fetch(`${running.url}/add-checkpoint`);
    assert.deepEqual([read.status, read.headers.get("allow")], [405, "POST"]);
    assert.equal((await fetch(running.url, { method: "DELETE" })).status, 405);
  });

  it("a log that asks too often is told so; a stranger cannot use up its rate", async () => {
    const stranger = new TestLog(ORIGIN);
    for (let at = 0; at < 20; at++) assert.equal((await running.post(stranger.request(0, 1))).status, 403);
    const statuses: number[] = [];
    for (let at = 0; at < 8; at++) statuses.push((await running.post(log.request(at === 0 ? 0 : 1, 1))).status);
    assert.deepEqual(statuses.slice(0, 4), [200, 200, 200, 200]);
    assert.ok(statuses.includes(429));
  });
});

describe("monitoring", () => {
  it("page, metrics, health and version are there, below a prefix as without one", async () => {
    const log = new TestLog("<b>log</b>.example");
    const running = await startWitness(await makeWitness(log), { prefix: "/w1" });
    assert.equal((await running.post(log.request(0, 7))).status, 200);
    const page = await fetch(`${running.url}/`);
    const html = await page.text();
    assert.equal(page.headers.get("server"), "sealbook-witness/1.2.3");
    assert.ok(
      running.keys.every((key) => html.includes(key)) && html.includes("&lt;b&gt;log") && !html.includes("<b>log"),
    );
    const root = new URL(running.url).origin;
    const metrics = await (await fetch(`${root}/metrics`)).text();
    assert.match(metrics, /sealbook_witness_answers_total\{status="200"\} 1/);
    assert.match(metrics, /sealbook_witness_log_size\{origin="<b>log<\/b>\.example"\} 7/);
    const health = await fetch(`${root}/healthz`);
    assert.deepEqual(await health.json(), { status: "ok", version: "1.2.3", broken: [] });
    assert.equal((await running.get(`/${log.hash}/checkpoint`)).status, 200);
    for (const path of [
      "/nothing",
      "/../key",
      "/%2e%2e/key",
      `/${log.hash}/checkpoint/x`,
      `/${"0".repeat(64)}/conflicts`,
    ])
      assert.equal((await running.get(path)).status, 404, path);
    await running.stop();
    removeFolder(running.folder);
  });
});
