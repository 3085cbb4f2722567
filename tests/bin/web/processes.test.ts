/** Several web processes on one port; needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import "#tests/support/built.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ROOT } from "../../../bin/start/settings.mjs";
import { freePort, processTree } from "../start/launch.ts";

const PROCESSES = 2;
const TOKEN = "token-of-the-tests-of-metrics";
const WAIT_MS = 60_000;

let web: ChildProcess;
let origin: string;
let log = "";

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const settings = { NODE_ENV: "production", PORT: `${port}`, WEB_PROCESSES: `${PROCESSES}`, METRICS_TOKEN: TOKEN };
  web = spawn(process.execPath, ["bin/web/web.ts"], {
    cwd: ROOT,
    env: { ...process.env, ...COMPILE_CACHE, ...settings } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  web.stdout?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const [message] = await once(web, "message", { signal: AbortSignal.timeout(WAIT_MS) });
  assert.deepEqual(message, { ready: true });
});

after(async () => {
  if (web.exitCode === null) {
    web.kill("SIGKILL");
    await once(web, "exit");
  }
  await dropTestDatabase();
});

const workers = (): number[] => processTree(web.pid ?? 0).slice(1);

/** Each on a connection of its own, which go to the processes in turn. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${origin}${path}`, { headers: { connection: "close", ...headers } });
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error("waited in vain");
  }
}

/** Of the address that these tests ask. */
async function requestsCounted(): Promise<number> {
  const figures = await ask("/metrics", { authorization: `Bearer ${TOKEN}` });
  assert.equal(figures.status, 200);
  const line = /^sealbook_http_requests_total\{method="GET",route="[^"]*ledgers[^"]*",status="200"\} (\d+)$/m;
  return Number(line.exec(await figures.text())?.[1] ?? 0);
}

test("all answer on the port, and their figures are one", async () => {
  await until(() => log.split("web.process_ready").length === 1 + PROCESSES);
  assert.equal(workers().length, PROCESSES);
  const figuresBefore = await requestsCounted();
  for (let times = 0; times < 20; times++) assert.equal((await ask("/api/v1/ledgers/main")).status, 200);
  assert.equal((await requestsCounted()) - figuresBefore, 20);
});

test("files wait for the disk side by side, in more threads than four", {
  skip: process.platform !== "linux",
}, async () => {
  for (let times = 0; times < 2 * PROCESSES; times++) await (await ask("/icon.svg")).text();
  const threads = workers().map(diskThreads);
  assert.ok(
    threads.some((count) => count > 4),
    `${threads} threads`,
  );
});

/** Threads that do what would block, by the name that libuv gives them; it starts all of them with the first use. */
function diskThreads(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const names = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/comm`, "utf8").trim());
  return names.filter((name) => name === "libuv-worker").length;
}

test("a limit holds for all together: what is ahead of the count is bounded for each", async () => {
  const { requests, aheadMax } = RATE_LIMITS.refused;
  const headers = { authorization: "Bearer nobody's" };
  let passed = 0;
  for (let times = 0; times < requests + PROCESSES * aheadMax + 20; times++) {
    const { status } = await ask("/api/v1/evidence", headers);
    if (status === 401) passed += 1;
    else assert.equal(status, 429);
  }
  assert.ok(passed >= requests && passed <= requests + PROCESSES * aheadMax, `${passed} passed`);
});

test("another takes the place of one that dies", async () => {
  const [victim = 0, other = 0] = workers();
  process.kill(victim, "SIGKILL");
  await until(() => log.split("web.process_ready").length === 2 + PROCESSES);
  assert.equal(workers().length, PROCESSES);
  assert.ok(!workers().includes(victim));
  assert.ok(workers().includes(other));
  for (let times = 0; times < 6; times++) assert.equal((await ask("/api/v1/ledgers/main")).status, 200);
});

test("SIGTERM ends all of them", async () => {
  const all = processTree(web.pid ?? 0);
  web.kill("SIGTERM");
  const [code] = await once(web, "exit", { signal: AbortSignal.timeout(WAIT_MS) });
  assert.equal(code, 0);
  for (const pid of all) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});
