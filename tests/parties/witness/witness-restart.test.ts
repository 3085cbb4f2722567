import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { takeLock } from "#lib/parties/witness/lock.ts";
import type { WitnessFailure } from "#lib/parties/witness/witness-error.ts";
import { leafOf } from "#tests/core/log/reference-tree.ts";
import { checkCosignature } from "./independent-cosignature.ts";
import { makeWitness, removeFolder, startWitness, TestLog, temporaryFolder } from "./witness-fixture.ts";

const SEALBOOK = fileURLToPath(new URL("../../../bin/sealbook.ts", import.meta.url));
const ORIGIN = "ledger.example/ledger/main";
const KILLS = 10;

/** From Go's private key text to the verifier key, by node:crypto. */
function keyOf(folder: string): string {
  const [, , name, , ...rest] = readFileSync(join(folder, "key"), "utf8").trim().split("+");
  const seed = Buffer.from(rest.join("+"), "base64").subarray(1);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const { x = "" } = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({
    format: "jwk",
  });
  const typed = Buffer.concat([Uint8Array.of(4), Buffer.from(x, "base64url")]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  return `${name}+${id}+${typed.toString("base64")}`;
}

const failsWith = (code: WitnessFailure) => (error: unknown) => (error as { code?: string }).code === code;

interface Process {
  child: ChildProcess;
  url: string;
  ended: Promise<number | null>;
}

async function launch(folder: string): Promise<Process> {
  const args = [SEALBOOK, "witness", "run", "--dir", folder, "--listen", "127.0.0.1:0", "--rate", "100000"];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_ENV: "test", PATH: process.env.PATH },
  });
  after(() => child.kill("SIGKILL")); // of the test that called this
  const ended = once(child, "exit").then(([code]) => code as number | null);
  for await (const line of createInterface({ input: child.stdout! })) {
    const { event, url } = JSON.parse(line);
    if (event !== "listening") continue;
    child.stdout?.resume();
    return { child, url, ended };
  }
  throw new Error("the witness ended before it listened");
}

async function post(
  url: string,
  { body, agent }: { body: string; agent: Agent },
): Promise<{ status: number; body: string }> {
  const sent = request(`${url}/add-checkpoint`, { method: "POST", agent });
  sent.end(body);
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, body: text };
}

describe("kill -9", () => {
  it(`${KILLS} times amid a stream of requests: its state knows everything that it answered`, {
    timeout: 240_000,
  }, async () => {
    const leaves = Array.from({ length: 600 }, (_, index) => leafOf(Buffer.from(`${index}`)));
    const log = new TestLog(ORIGIN, { leaves });
    const folder = await makeWitness(log);
    let answered = 0;
    let last = 0;
    for (let round = 0; round <= KILLS; round++) {
      const { child, url, ended } = await launch(folder);
      const agent = new Agent({ keepAlive: true });
      const shown = await fetch(`${url}/${log.hash}/checkpoint`);
      const known = shown.status === 200 ? Number((await shown.text()).split("\n")[1]) : 0;
      assert.ok(known === answered || known === answered + 1, `it knows ${known}, and had answered ${answered}`);
      const negotiated = await post(url, { body: `old ${known + 1}\n\n${log.note(known + 1)}`, agent });
      assert.deepEqual([negotiated.status, negotiated.body], [409, `${known}\n`]);
      if (round === KILLS) child.kill("SIGTERM");
      let size = known;
      try {
        for (; size < leaves.length && round < KILLS; size++) {
          const { status, body } = await post(url, { body: log.request(size, size + 1), agent });
          assert.equal(status, 200, body);
          // From the first answer on, so that a slow machine does not have it killed before it answered at all.
          if (size === known) setTimeout(() => child.kill("SIGKILL"), Math.random() * 80);
          const time = checkCosignature({ line: body, text: log.text(size + 1), key: keyOf(folder) });
          assert.ok(time >= last, "time does not go back over a restart");
          last = time;
          answered = size + 1;
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      }
      agent.destroy();
      const code = await ended;
      if (round === KILLS) assert.equal(code, 0, "a request to stop is no failure");
    }
    assert.ok(answered > KILLS, `only ${answered} answers between the kills`);
    removeFolder(folder);
  });
});

describe("state", () => {
  it("survives a restart: size, root and time", async () => {
    const log = new TestLog(ORIGIN);
    const folder = await makeWitness(log);
    let running = await startWitness(folder);
    await running.post(log.request(0, 20));
    const before = (await running.get(`/${log.hash}/checkpoint`)).body;
    await running.stop();
    running = await startWitness(folder);
    assert.equal((await running.get(`/${log.hash}/checkpoint`)).body, before);
    assert.equal((await running.post(log.request(0, 5))).status, 409);
    assert.equal((await running.post(log.request(20, 21))).status, 200);
    await running.stop();
    removeFolder(folder);
  });

  const path = (folder: string, log: TestLog) => join(folder, "logs", log.hash, "checkpoint");
  const damages: [string, (text: string, log: TestLog) => string][] = [
    ["cut off", (text) => text.slice(0, -20)],
    ["empty", () => ""],
    ["with another size", (text) => text.replace("\n20\n", "\n10\n")],
    ["without the witness's own line", (_, log) => log.note(20)],
  ];
  for (const [what, damage] of damages) {
    it(`that is ${what} keeps the witness from starting: it never takes it for a new log`, async () => {
      const log = new TestLog(ORIGIN);
      const folder = await makeWitness(log);
      const running = await startWitness(folder);
      await running.post(log.request(0, 20));
      await running.stop();
      writeFileSync(path(folder, log), damage(readFileSync(path(folder, log), "utf8"), log));
      await assert.rejects(startWitness(folder), failsWith("state_malformed"));
      removeFolder(folder);
    });
  }

  it("of one log under the name of another keeps the witness from starting", async () => {
    const [log, other] = [new TestLog(ORIGIN), new TestLog("other.example")];
    const folder = await makeWitness(log, other);
    const running = await startWitness(folder);
    await running.post(log.request(0, 20));
    await running.stop();
    mkdirSync(join(folder, "logs", other.hash));
    writeFileSync(path(folder, other), readFileSync(path(folder, log)));
    await assert.rejects(startWitness(folder), failsWith("state_malformed"));
    removeFolder(folder);
  });

  it("that someone set back or removed while it runs ends cosigning of this log, and health says so", async () => {
    for (const meddle of [(file: string, old: string) => writeFileSync(file, old), (file: string) => rmSync(file)]) {
      const [log, other] = [new TestLog(ORIGIN), new TestLog("other.example")];
      const folder = await makeWitness(log, other);
      const running = await startWitness(folder);
      await running.post(log.request(0, 20));
      const old = readFileSync(path(folder, log), "utf8");
      await running.post(log.request(20, 30));
      meddle(path(folder, log), old);
      for (let again = 0; again < 2; again++) {
        const { status, body } = await running.post(log.request(30, 31));
        assert.deepEqual([status, body.includes("—")], [500, false]);
      }
      assert.equal((await running.post(other.request(0, 3))).status, 200, "other logs go on");
      const health = await fetch(`${running.url}/healthz`);
      assert.deepEqual([health.status, (await health.json()).broken], [503, [ORIGIN]]);
      await running.stop();
      removeFolder(folder);
    }
  });

  it("that cannot be written is not answered; once it can, the same request is", async () => {
    const log = new TestLog(ORIGIN);
    const folder = await makeWitness(log);
    const running = await startWitness(folder);
    await running.post(log.request(0, 20));
    // A folder in the place of the temporary file: no write can succeed, whoever runs the test.
    mkdirSync(`${path(folder, log)}.new`);
    const { status, body } = await running.post(log.request(20, 21));
    assert.deepEqual([status, body.includes("—")], [500, false]);
    assert.match((await running.get(`/${log.hash}/checkpoint`)).body, /\n20\n/);
    rmSync(`${path(folder, log)}.new`, { recursive: true });
    assert.equal((await running.post(log.request(20, 21))).status, 200);
    await running.stop();
    removeFolder(folder);
  });
});

describe("a clock", () => {
  it("that jumps back never makes a time go back, over a restart neither, and the log says so", async () => {
    const log = new TestLog(ORIGIN);
    const folder = await makeWitness(log);
    const key = keyOf(folder);
    let clock = 2_000_000_000_000;
    const now = () => clock;
    let running = await startWitness(folder, { now });
    const timeOf = async (old: number, size: number) =>
      checkCosignature({ line: (await running.post(log.request(old, size))).body, text: log.text(size), key });
    assert.equal(await timeOf(0, 1), 2_000_000_000);
    clock = 1_000_000_000_000;
    assert.equal(await timeOf(1, 2), 2_000_000_000);
    await running.stop();
    running = await startWitness(folder, { now });
    assert.equal(await timeOf(2, 3), 2_000_000_000);
    const said = running.events.find(({ event }) => event === "clock_behind");
    assert.deepEqual([said?.level, said?.clock, said?.last], ["warning", 1_000_000_000, 2_000_000_000]);
    clock = 2_000_000_005_999;
    assert.equal(await timeOf(3, 4), 2_000_000_005);
    clock = -5;
    assert.equal(await timeOf(4, 5), 2_000_000_005);
    await running.stop();
    removeFolder(folder);
  });
});

describe("the lock", () => {
  it("keeps a second process out, and gives way after kill -9 and after a stop", async () => {
    const folder = await makeWitness(new TestLog(ORIGIN));
    const first = await launch(folder);
    await assert.rejects(startWitness(folder), failsWith("locked"));
    first.child.kill("SIGKILL");
    await first.ended;
    const running = await startWitness(folder);
    await assert.rejects(startWitness(folder), failsWith("locked"));
    await running.stop();
    await (await startWitness(folder)).stop();
    removeFolder(folder);
  });

  it("of many that find a stale one, one alone gets it", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "lock");
    writeFileSync(path, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, started: "x", nonce: "x" }));
    const taken = await Promise.allSettled(Array.from({ length: 12 }, () => takeLock(path)));
    const locks = taken.filter((each) => each.status === "fulfilled");
    assert.equal(locks.length, 1);
    for (const each of taken) if (each.status === "rejected") assert.equal(each.reason.code, "locked");
    removeFolder(folder);
  });

  it("of another machine holds while it is touched, and is stale after a minute of silence", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "lock");
    writeFileSync(path, JSON.stringify({ host: "elsewhere", pid: 1, started: "x", nonce: "x" }));
    await assert.rejects(takeLock(path), failsWith("locked_elsewhere"));
    const silent = new Date(Date.now() - 61_000);
    utimesSync(path, silent, silent);
    await (await takeLock(path)).release();
    removeFolder(folder);
  });

  it("that someone takes away ends the process that had it", { timeout: 60_000 }, async () => {
    const folder = await makeWitness(new TestLog(ORIGIN));
    const { ended } = await launch(folder);
    writeFileSync(join(folder, "lock"), "{}");
    assert.equal(await ended, 1);
    removeFolder(folder);
  });
});

describe("the key", () => {
  it("that others can read, or that is no key, is refused", async () => {
    const folder = await makeWitness();
    chmodSync(join(folder, "key"), 0o640);
    await assert.rejects(startWitness(folder), failsWith("key_open"));
    chmodSync(join(folder, "key"), 0o600);
    writeFileSync(join(folder, "key"), "PRIVATE+KEY+x+00000000+AAAA\n");
    await assert.rejects(startWitness(folder), failsWith("key_malformed"));
    rmSync(join(folder, "key"));
    writeFileSync(join(folder, "key.ml-dsa-44"), "witness.example/w1+00000000+AAAA\n", { mode: 0o600 });
    await assert.rejects(startWitness(folder), failsWith("key_malformed"));
    rmSync(join(folder, "key.ml-dsa-44"));
    await assert.rejects(startWitness(folder), failsWith("key_absent"));
    removeFolder(folder);
  });
});
