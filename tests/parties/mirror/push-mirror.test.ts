/** A mirror that is pushed to: it signs what it stores, it stores what the log signed, and it shows that to anyone. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { readSigned, type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "#lib/parties/ledger-reader/verified-tree.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { addKey, initWitness } from "#lib/parties/witness/run-witness.ts";
import { leafOf } from "#tests/core/log/reference-tree.ts";
import { checkCosignature } from "#tests/parties/witness/independent-cosignature.ts";
import { TestLog, temporaryFolder } from "#tests/parties/witness/witness-fixture.ts";
import {
  headerOf,
  MIRROR_NAME,
  makePushMirror,
  packagesOf,
  type RunningMirror,
  removeFolder,
  startPushMirror,
} from "./push-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";
const SEALBOOK = join(import.meta.dirname, "../../../bin/sealbook.ts");
const entries = Array.from({ length: 1_100 }, (_, index) => Buffer.from(`entry ${index} ${".".repeat(index % 90)}`));
const makeLog = () => new TestLog(ORIGIN, { leaves: entries.map(leafOf) });

const show = (mirror: RunningMirror, log: TestLog, [old, size]: [number, number]) =>
  mirror.post("/add-checkpoint", Buffer.from(log.request(old, size)));

/** An upload of the entries [start, end), of a tree of `size`. */
function upload([start, end]: [number, number], size: number): Buffer {
  return Buffer.concat([headerOf(ORIGIN, BigInt(start), BigInt(size)), ...packagesOf(entries, [start, end], size)]);
}

/** Reads everything that a mirror shows, as any reader of a ledger does; nothing is believed. */
async function readAll(mirror: Pick<RunningMirror, "url">, log: TestLog): Promise<number> {
  const source = openSource(`${mirror.url}/${log.hash}`)!;
  const checkpoint = await readSigned(source, trustLedger(log.keys.map(({ text }) => text)) as TrustedLedger);
  const tree = new VerifiedTree({ checkpoint, sources: [source] });
  const read: Buffer[] = [];
  for (let index = 0n; index * 256n < tree.size; index++)
    for (const entry of (await tree.bundle(index)).entries) read.push(Buffer.from(entry));
  assert.deepEqual(read, entries.slice(0, Number(tree.size)));
  return Number(tree.size);
}

describe("a mirror that is pushed to", () => {
  it("signs each checkpoint once it stores everything, with both keys, and shows it all to any reader", async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    const mirror = await startPushMirror(folder);
    let old = 0;
    for (const size of [1, 255, 256, 300, 512, 700, 1_100]) {
      const pending = await show(mirror, log, [old, size]);
      assert.deepEqual([pending.status, pending.body], [200, ""], "nothing is signed for what is only pending");
      const { status, body, type } = await mirror.post("/add-entries", upload([old, size], size));
      assert.equal(status, 200, `${size}: ${body}`);
      assert.match(type ?? "", /^text\/plain/);
      for (const key of mirror.keys) checkCosignature({ line: body, text: log.text(size), key });
      const shown = await (await fetch(`${mirror.url}/${log.hash}/checkpoint`)).text();
      assert.equal(shown, log.note(size) + body);
      assert.equal(await readAll(mirror, log), size);
      const again = await mirror.post("/add-entries", headerOf(ORIGIN, BigInt(size), BigInt(size)));
      assert.deepEqual([again.status, again.body], [200, body], "who lost the answer is given it again");
      old = size;
    }
    assert.ok(!existsSync(join(folder, "logs", log.hash, "tile/entries/000.p")), "superseded partial tiles are gone");
    await mirror.stop();
    removeFolder(folder);
  });

  it("that was made with one key gets the other, goes on with what it stores, and signs with both", async () => {
    const log = makeLog();
    const folder = temporaryFolder();
    await initWitness(folder, { name: MIRROR_NAME, role: "mirror", algorithms: ["ed25519"] });
    await addLog(folder, { origin: log.origin, keys: log.keys.map(({ text }) => text) });
    let mirror = await startPushMirror(folder);
    try {
      await show(mirror, log, [0, 300]);
      const first = await mirror.post("/add-entries", upload([0, 300], 300));
      assert.deepEqual([first.status, first.body.split("\n").length - 1, mirror.keys.length], [200, 1, 1]);
      await mirror.stop();
      await addKey(folder, "mirror");
      await assert.rejects(addKey(folder, "mirror"), { code: "keys_complete" });
      mirror = await startPushMirror(folder);
      assert.equal(await mirror.next(log.origin), 300);
      await show(mirror, log, [300, 500]);
      const second = await mirror.post("/add-entries", upload([300, 500], 500));
      assert.equal(second.status, 200);
      assert.equal(mirror.keys.length, 2);
      for (const key of mirror.keys) checkCosignature({ line: second.body, text: log.text(500), key });
    } finally {
      await mirror.stop();
      removeFolder(folder);
    }
  });

  it("tells Prometheus how far each log is and what it answered, and nothing of strangers", async () => {
    const log = new TestLog("figures.example/log");
    const folder = await makePushMirror(log);
    const mirror = await startPushMirror(folder);
    try {
      assert.equal((await mirror.post("/add-entries", headerOf("stranger.example/log", 0n, 1n))).status, 404);
      const text = await (await fetch(`${mirror.url}/metrics`)).text();
      assert.match(text, /^sealbook_mirror_answers_total\{request="add-entries",status="404"\} 1$/m);
      assert.match(text, /^sealbook_mirror_log_size\{origin="figures\.example\/log"\} 0$/m);
      assert.match(text, /^sealbook_mirror_upload_held_bytes 0$/m);
      assert.doesNotMatch(text, /stranger/);
    } finally {
      await mirror.stop();
      removeFolder(folder);
    }
  });

  it("goes on where an upload broke off, over a restart, from the checkpoint that the upload began with", async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    let mirror = await startPushMirror(folder);
    await show(mirror, log, [0, 700]);
    const whole = upload([0, 700], 700);
    const first = await mirror.post("/add-entries", whole.subarray(0, whole.length - 50));
    assert.deepEqual([first.status, first.type, first.body], [202, "text/x.tlog.mirror-info", "700\n512\n\n"]);
    assert.equal((await fetch(`${mirror.url}/${log.hash}/checkpoint`)).status, 404, "nothing is signed yet");
    await mirror.stop();
    mirror = await startPushMirror(folder);
    assert.equal(await mirror.next(ORIGIN), 512);
    await show(mirror, log, [700, 900]);
    const rest = await mirror.post("/add-entries", gzipSync(upload([512, 700], 700)), true);
    assert.equal(rest.status, 200, rest.body);
    assert.equal(await readAll(mirror, log), 700);
    assert.equal(
      (await mirror.post("/add-entries", upload([300, 900], 900))).status,
      200,
      "some of them a second time",
    );
    assert.equal(await readAll(mirror, log), 900);
    const behind = await mirror.post("/add-entries", headerOf(ORIGIN, 700n, 700n));
    assert.deepEqual([behind.status, behind.body], [409, "900\n900\n\n"], "it does not go back");
    await mirror.stop();
    removeFolder(folder);
  });

  it("of several that push the same at once, each is served, and what is stored is whole", async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    const mirror = await startPushMirror(folder);
    await show(mirror, log, [0, 700]);
    await show(mirror, log, [700, 1_100]);
    const pushed = [
      upload([0, 700], 700),
      upload([0, 1_100], 1_100),
      upload([0, 512], 1_100),
      upload([0, 1_100], 1_100),
    ];
    const statuses = await Promise.all(pushed.map(async (body) => (await mirror.post("/add-entries", body)).status));
    assert.ok(
      statuses.every((status) => [200, 202, 409].includes(status)),
      statuses.join(),
    );
    assert.equal(await readAll(mirror, log), 1_100);
    await mirror.stop();
    removeFolder(folder);
  });

  it("takes nothing that the log did not sign: forks are refused and kept, entries have to be the checkpoint's", async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    const mirror = await startPushMirror(folder);
    const stranger = new TestLog(ORIGIN, { leaves: entries.map(leafOf) });
    assert.equal((await show(mirror, stranger, [0, 300])).status, 403);
    assert.equal((await show(mirror, new TestLog("other.example"), [0, 9])).status, 404);
    assert.equal((await mirror.post("/add-entries", upload([0, 300], 300))).status, 422, "nothing was shown yet");
    await show(mirror, log, [0, 300]);
    const fork = log.fork(200);
    assert.equal((await show(mirror, fork, [300, 300])).status, 422);
    assert.equal((await show(mirror, fork, [300, 400])).status, 422);
    const conflicts = join(folder, "logs", log.hash, "conflicts");
    const [kept = ""] = readdirSync(conflicts);
    assert.equal(readFileSync(join(conflicts, kept, "held"), "utf8"), log.note(300));
    assert.equal(readFileSync(join(conflicts, kept, "shown"), "utf8"), fork.note(300));
    const old = await show(mirror, log, [0, 300]);
    assert.deepEqual([old.status, old.type, old.body], [409, "text/x.tlog.size", "300\n"]);
    const wrong = upload([0, 300], 300);
    wrong[wrong.length - 1]! ^= 1;
    assert.equal((await mirror.post("/add-entries", wrong)).status, 422, "the second package's proof");
    assert.equal(await mirror.next(ORIGIN), 256, "the first package is kept");
    await mirror.stop();
    removeFolder(folder);
  });

  it("does not start from a folder whose checkpoint it did not sign, or whose tiles are not its checkpoint's", async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    let mirror = await startPushMirror(folder);
    await show(mirror, log, [0, 300]);
    await mirror.post("/add-entries", upload([0, 300], 300));
    await mirror.stop();
    const damages: [string, (bytes: Buffer) => Buffer][] = [
      ["checkpoint", () => Buffer.from(log.note(300))],
      ["tile/0/001.p/44", (bytes) => Buffer.from(bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)))],
      ["tile/1/000.p/1", (bytes) => bytes.subarray(0, 31)],
      ["pending.json", (bytes) => bytes.subarray(0, -9)],
    ];
    for (const [path, damage] of damages) {
      const file = join(folder, "logs", log.hash, path);
      const bytes = readFileSync(file);
      writeFileSync(file, damage(bytes));
      mirror = await startPushMirror(folder);
      assert.equal((await mirror.post("/add-entries", headerOf(ORIGIN, 300n, 300n))).status, 500, path);
      await mirror.stop();
      writeFileSync(file, bytes);
    }
    mirror = await startPushMirror(folder);
    assert.equal((await mirror.post("/add-entries", headerOf(ORIGIN, 300n, 300n))).status, 200);
    await mirror.stop();
    removeFolder(folder);
  });

  it("killed while it stores, again and again, it has lost nothing that it said it has", {
    timeout: 120_000,
  }, async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    let signed = 0;
    let size = 0;
    for (let kill = 0; kill <= 5; kill++) {
      const { child, url } = await launch(folder);
      const ended = once(child, "exit");
      const mirror = clientOf(url);
      assert.ok((await readAll(mirror, log).catch(() => 0)) >= signed, "what it signed is there");
      const delay = kill < 5 ? setTimeout(() => child.kill("SIGKILL"), 20 + Math.random() * 150) : undefined;
      try {
        while (size < 1_100) {
          const to = Math.min(1_100, size + 37);
          const [known = 0] = (await mirror.post("/add-checkpoint", Buffer.from(log.request(size, to)))).body
            .split("\n")
            .map(Number);
          if (known > 0) {
            size = known;
            continue;
          }
          size = to;
        }
        for (let next = 0; signed < 1_100; ) {
          const { status, body } = await mirror.post(
            "/add-entries",
            upload([next, Math.min(1_100, next - (next % 256) + 256)], 1_100),
          );
          if (status === 200) signed = 1_100;
          else next = Number(body.split("\n")[1]);
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      }
      clearTimeout(delay);
      child.kill(kill === 5 ? "SIGTERM" : "SIGKILL");
      const [code] = await ended;
      if (kill === 5) assert.equal(code, 0, "a request to stop is no failure");
    }
    assert.equal(signed, 1_100);
    removeFolder(folder);
  });
});

async function launch(folder: string) {
  const args = [SEALBOOK, "mirror", "receive", "--dir", folder, "--listen", "127.0.0.1:0", "--drafts"];
  const env = { NODE_ENV: "test", PATH: process.env.PATH } as const;
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, url } = JSON.parse(line);
    if (event !== "listening") continue;
    child.stdout.resume();
    return { child, url: String(url) };
  }
  throw new Error("the mirror ended before it listened");
}

function clientOf(url: string) {
  return {
    url,
    post: async (path: string, body: Uint8Array) => {
      const response = await fetch(`${url}${path}`, { method: "POST", body: body as BodyInit });
      return { status: response.status, body: await response.text() };
    },
  };
}

describe("limits of a mirror that is pushed to", () => {
  it("a body that never ends, a bomb, a wrong encoding: each is answered, and holds no memory", {
    timeout: 60_000,
  }, async () => {
    const log = makeLog();
    const folder = await makePushMirror(log);
    const mirror = await startPushMirror(folder);
    await show(mirror, log, [0, 1_100]);
    const header = headerOf(ORIGIN, 0n, 1_100n);
    const before = process.memoryUsage().rss;
    const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(300 * 1024 * 1024, 0xff)]), { level: 1 });
    assert.equal((await mirror.post("/add-entries", bomb, true)).status, 400, "255 hashes are more than a proof has");
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024, "a package at a time");
    assert.equal((await mirror.post("/add-entries", Buffer.from("no gzip"), true)).status, 400);
    const encoded = await fetch(`${mirror.url}/add-entries`, {
      method: "POST",
      headers: { "content-encoding": "br" },
      body: "x",
    });
    assert.deepEqual([encoded.status, encoded.headers.get("accept-encoding")], [415, "gzip"]);
    assert.equal((await fetch(`${mirror.url}/add-entries`)).status, 405);
    assert.equal((await mirror.post("/add-checkpoint", Buffer.alloc(65 * 1024))).status, 413);
    const sent = request(`${mirror.url}/add-entries`, { method: "POST" });
    sent.on("error", () => {});
    sent.write(upload([0, 256], 1_100));
    const cut = new Promise<void>((resolve) => sent.once("close", () => resolve()));
    setTimeout(() => sent.destroy(), 200);
    await cut;
    for (let next = 0; next !== 256; next = await mirror.next(ORIGIN))
      await new Promise((done) => setTimeout(done, 20));
    for (const path of [
      "/../mirror-key",
      `/${log.hash}/../../mirror-key`,
      `/${log.hash}/pending.json`,
      `/${"0".repeat(64)}/checkpoint`,
    ])
      assert.equal((await fetch(`${mirror.url}${path}`)).status, 404, path);
    await mirror.stop();
    removeFolder(folder);
  });
});
