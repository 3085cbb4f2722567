/** The course of a start: check, install, build, start, wait, stop. */
import { rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { arePagesCurrent, buildPages, buildVerifier, generate, isGenerated, isVerifierCurrent } from "./build.mjs";
import { keepDatabaseServer } from "./database-server.mjs";
import { describeFailure, Failure, say } from "./failure.mjs";
import { install, isInstalled, RUNTIME } from "./install.mjs";
import { takeLock } from "./lock.mjs";
import { startPart } from "./part.mjs";
import { assertPlatform } from "./postgres-home.mjs";
import { step } from "./progress.mjs";
import { runStep } from "./run-command.mjs";
import {
  assertNodeVersion,
  assertPortFree,
  assertPrivate,
  assertWritable,
  loadEnvFile,
  ROOT,
  readSettings,
} from "./settings.mjs";

const HEALTH_TIMEOUT_MS = 90_000;
const HEALTH_REQUEST_TIMEOUT_MS = 30_000;
const HEALTH_INTERVAL_MS = 100;
/** A worker shows a heartbeat within a second. After so long without, it has a reason, which the log and /readyz tell. */
const HEARTBEAT_WAIT_MS = 10_000;
const PARENT_INTERVAL_MS = 1_000;

/**
 * @param {{ dev: boolean }} options
 * @returns {Promise<number>} the exit code, when everything has ended
 */
export async function run({ dev }) {
  const stop = new AbortController();
  listenForStop(stop);
  /** What was begun and must be ended, latest first. @type {(() => Promise<void> | void)[]} */
  const endings = [];
  let code = 0;
  try {
    await start({ dev, endings, signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) {
      code = 1;
      console.error(`\n${describeFailure(error)}\n`);
    }
  }
  if (endings.length > 1) console.log(say("\n  Stopping …", "\n  正在停止……"));
  for (const end of endings.reverse()) {
    try {
      await end();
    } catch (error) {
      code = 1;
      console.error(describeFailure(error));
    }
  }
  return code;
}

/** Runs until something ends, wanted or not. */
async function start({ dev, endings, signal }) {
  assertNodeVersion();
  if (process.platform === "win32") {
    throw new Failure(
      "Sealbook does not run on Windows itself: start it inside WSL 2.",
      "印证不能直接在 Windows 上运行：请在 WSL 2 中启动。",
    );
  }
  loadEnvFile();
  const settings = readSettings();
  settings.dataDir = assertWritable(settings.dataDir);
  assertPrivate(settings.dataDir);
  process.env.DATA_DIR = settings.dataDir;
  endings.push(takeLock(settings));
  await assertPortFree(settings);
  if (settings.embedded) assertPlatform();
  const logs = join(settings.dataDir, "logs");

  console.log(say("\nSealbook\n", "\n印证\n"));
  await prepareProgram({ dev, logs, signal });
  const env = { ...process.env, NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { warnings } = await runStep({ node: RUNTIME, file: stepFile("check-configuration.ts"), env, signal });
  if (!dev && !arePagesCurrent()) {
    await step("Building the pages", "构建页面", () => buildPages({ logs, signal }));
  }
  if (dev && !isVerifierCurrent()) {
    await step("Building the offline verifier", "构建离线核验工具", () => buildVerifier({ logs, signal }));
  }
  signal.throwIfAborted();
  // They sign in as the application, and have no use for the owner's address. Empty rather than absent, because then
  // `.env` would fill it in.
  const partEnv = { ...env, DATABASE_URL: "" };
  const died = (death) => void tellOfDeath(death, { env: partEnv, signal });
  const { setupLink } = await prepareDatabase({ settings, env, died, endings, signal });
  const parts = await startParts({ dev, settings, env: partEnv, died, endings, signal });
  announce({ ...settings, setupLink, warnings });
  await firstEnd({ parts, signal });
}

async function prepareProgram({ dev, logs, signal }) {
  if (!isInstalled()) {
    assertWritable(ROOT);
    const log = join(logs, "install.log");
    await step("Installing the dependencies (a minute or two)", "安装依赖（约一两分钟）", () =>
      install({ log, signal }),
    );
  }
  if (!isGenerated()) {
    await step("Generating the database client and messages", "生成数据库客户端与文案", () =>
      generate({ logs, signal }),
    );
  }
  if (dev) console.log(say("  Development: pages are built when they are opened", "  开发模式：页面在打开时构建"));
}

async function prepareDatabase({ settings, env, died, endings, signal }) {
  const { dataDir, embedded } = settings;
  let database;
  if (embedded) {
    database = await step("Starting PostgreSQL", "启动 PostgreSQL", () =>
      keepDatabaseServer({ folder: dataDir, node: RUNTIME, died }),
    );
    endings.push(() => database.stop());
    endings.push(() => rmSync(join(dataDir, "database.json"), { force: true }));
  }
  signal.throwIfAborted();
  const stepEnv = embedded ? { ...env, EMBEDDED_SERVER_URL: database.url("postgres") } : env;
  const { setupLink } = await step("Preparing the database", "准备数据库", () =>
    runStep({ node: RUNTIME, file: stepFile("prepare-database.ts"), env: stepEnv, signal }),
  );
  return { setupLink };
}

async function startParts({ dev, settings, env, died, endings, signal }) {
  const mode = dev ? ["--dev"] : [];
  const files = { worker: [join(ROOT, "bin", "worker.ts")], web: [join(ROOT, "bin", "web", "web.ts"), ...mode] };
  return await step("Starting web and worker", "启动网页与后台进程", async () => {
    // Ended in reverse: web first, which uses the worker's blocks.
    const parts = Object.entries(files).map(([name, args]) => {
      const part = startPart({ name, node: RUNTIME, args, env, died });
      endings.push(() => part.stop());
      return part;
    });
    const ready = Promise.all(parts.map((part) => part.ready)).then(() => untilHealthy(settings, signal));
    await Promise.race([ready, firstEnd({ parts, signal })]);
    signal.throwIfAborted();
    return parts;
  });
}

/** What died is started again; an alert tells operators, and a line whoever watches. */
async function tellOfDeath({ part, how, times, restMs }, { env, signal }) {
  const [seconds, why] = [restMs / 1_000, how && ` (${how})`];
  console.error(
    say(
      `The ${part} process ended${why}; it is started again after ${seconds} s.`,
      `${part} 进程已退出${why}；${seconds} 秒后重新启动。`,
    ),
  );
  const args = [part, how, String(times)];
  try {
    await runStep({ node: RUNTIME, file: stepFile("tell-of-death.ts"), args, env, signal });
  } catch (error) {
    if (!signal.aborted) console.error(describeFailure(error));
  }
}

/** Returns when a stop was asked for; throws when a part could not start. */
async function firstEnd({ parts, signal }) {
  const stopped = new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const ends = parts.map((part) => part.exited.then((end) => partEnded(part.name, end)));
  const failure = await Promise.race([stopped, ...ends]);
  if (failure && !signal.aborted) throw failure;
}

function partEnded(name, { code = null, signal = null, reason }) {
  const how = signal ?? (code === null ? "" : `exit ${code}`);
  const detail = how && !reason ? ` (${how})` : "";
  return new Failure(
    `The ${name} process ended${detail}, so everything else is stopped${reason ? `: ${reason.en}` : ": start again."}`,
    `${name} 进程已退出${detail}，其余部分随之停止${reason ? `：${reason.zh}` : "：请重新启动。"}`,
  );
}

async function untilHealthy(settings, signal) {
  const begun = Date.now();
  let last;
  while (Date.now() < begun + HEALTH_TIMEOUT_MS && !signal.aborted) {
    last = (await ask(settings, "/api/v1/health")).status;
    if (last === 200) return;
    if (Date.now() > begun + HEARTBEAT_WAIT_MS && (await lacksHeartbeat(settings))) return;
    await sleep(HEALTH_INTERVAL_MS);
  }
  if (signal.aborted) return;
  throw new Failure(
    `The web process does not answer at /api/v1/health (${last}): read ${join(settings.dataDir, "logs")} and start again.`,
    `网页进程在 /api/v1/health 没有响应（${last}）：请查看 ${join(settings.dataDir, "logs")} 后重新启动。`,
  );
}

/** It goes on, since the database may be brought to where it should be while it runs; until then it serves nobody. */
async function lacksHeartbeat(settings) {
  const { body = "" } = await ask(settings, "/readyz");
  if (!body.includes("heartbeat_missing")) return false;
  console.error(
    say(
      "\nWarning: the database is older than what this installation signed, so requests are refused. Restore its newest copy, or name the server that took its place in DATABASE_URL.",
      "\n警告：数据库早于本安装已签署的内容，因此拒绝所有请求。请恢复其最新副本，或在 DATABASE_URL 中指定已接替它的服务器。",
    ),
  );
  return true;
}

/** @returns {Promise<{ status: number | string, body?: string }>} status or reason */
function ask({ host, port }, path) {
  const target = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return new Promise((resolve) => {
    const options = { host: target, port, path, timeout: HEALTH_REQUEST_TIMEOUT_MS, agent: false };
    const sent = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => {
        body += text;
      });
      response.once("close", () => resolve({ status: response.statusCode, body }));
    });
    sent.once("timeout", () => sent.destroy(new Error("timeout")));
    sent.once("error", (error) => resolve({ status: error.message }));
    sent.end();
  });
}

function announce({ address, setupLink, warnings }) {
  console.log(say(`\nReady: ${address}`, `\n已就绪：${address}`));
  if (setupLink) {
    console.log(
      say(
        "\nOpen this link once to create your organisation (24 hours):",
        "\n打开此一次性链接以创建您的机构（24 小时内有效）：",
      ),
    );
    console.log(setupLink);
  }
  for (const { en, zh } of warnings) console.log(say(`\nWarning: ${en}`, `\n警告：${zh}`));
  console.log(say("\nCtrl-C stops it.\n", "\n按 Ctrl-C 停止。\n"));
}

function listenForStop(stop) {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stop.abort());
  // Under npm the signal may end npm alone: then this process has a new parent.
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop.abort();
  }, PARENT_INTERVAL_MS).unref();
}

function stepFile(name) {
  return join(ROOT, "bin", "steps", name);
}
