/** The web processes: pages and endpoints on HOST:PORT. `--dev` for development, where there is one. */
import cluster from "node:cluster";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Env } from "#lib/env.ts";
import { Failure } from "../start/failure.mjs";
import { AGAIN_CODE } from "../start/part.mjs";
import { runShell, type Shell } from "../start/shell.ts";
import { untilSourcesChange } from "./watch-sources.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const dev = process.argv.includes("--dev");
/** Next compiles pages anew by itself; endpoints were loaded by node, so the start begins this process anew. */
const isRestarted = dev && process.send !== undefined;
/** Each opens some 20 connections to PostgreSQL, which takes 100 where nobody says otherwise. */
const UNASKED_PROCESSES_MAX = 3;
/**
 * Threads that wait for the disk. What becomes durable at the same time shares the disk's work, and then the statement that records it:
 * with the four that libuv has by itself, a third more commits were needed for as many uploads.
 */
const DISK_THREADS = 16;
/** A browser keeps a socket to the development server open; nobody's work is lost with it. */
const DRAIN_MS_IN_DEVELOPMENT = 500;

// Before the first of them is needed; processes that are forked inherit it.
process.env.UV_THREADPOOL_SIZE ??= String(DISK_THREADS);

await runShell("web", async (shell) => {
  if (!isRestarted) return await runWeb(shell);
  const change = new AbortController();
  void untilSourcesChange({ root: ROOT, signal: shell.signal }).then(() => change.abort());
  const signal = AbortSignal.any([shell.signal, change.signal]);
  try {
    await serve({ ...shell, signal });
  } catch (error) {
    if (!process.argv.includes("--again")) throw error;
    // What was just saved does not load: the next change may mend it.
    console.error(error);
    if (!signal.aborted) await once(signal, "abort");
  }
  if (!shell.signal.aborted) process.exit(AGAIN_CODE);
});

// Everything is imported inside, so that a bad configuration ends in a sentence.
async function runWeb(shell: Shell): Promise<void> {
  const { env, publicUrl } = await import("#lib/env.ts");
  if (!dev) assertBuilt();
  if (cluster.isPrimary) await logWarnings(env);
  const count = dev ? 1 : (env.WEB_PROCESSES ?? Math.min(availableParallelism(), UNASKED_PROCESSES_MAX));
  if (count === 1 || cluster.isWorker) return await serve(shell);
  const { runProcesses } = await import("./processes.ts");
  const ready = () => shell.ready(`Sealbook listens on ${publicUrl}`);
  await runProcesses({ count, signal: shell.signal, ready, died: (death) => void raiseDeath(death) });
}

/** Where there is no database to tell, the log has it. */
async function raiseDeath(death: { how: string; times: number }): Promise<void> {
  const { raisePartDied } = await import("#lib/features/operations/installation/verbs/raise-part-died.ts");
  const { logEvent, reasonOf } = await import("#lib/infra/telemetry/log.ts");
  await raisePartDied({ part: "web", ...death }).catch((error: unknown) => {
    logEvent("error", "web.alert_failed", { error: reasonOf(error) });
  });
}

/** The start says them in its own words (bin/start/run.mjs); without it the log has them. */
async function logWarnings(env: Env): Promise<void> {
  const { configurationWarnings } = await import("../steps/configuration-warnings.ts");
  const { logEvent } = await import("#lib/infra/telemetry/log.ts");
  for (const { en } of configurationWarnings(env)) logEvent("warning", "configuration.warning", { text: en });
}

function assertBuilt(): void {
  if (existsSync(join(ROOT, ".next", "BUILD_ID"))) return;
  throw new Failure('There is no build: run "npm run build" first.', "尚未构建：请先运行“npm run build”。");
}

/** One web process, until `signal`. */
async function serve({ signal, ready }: Shell): Promise<void> {
  const { env, publicUrl } = await import("#lib/env.ts");
  if (!dev) (await import("./console-lines.ts")).writeConsoleAsLines();
  const { checkPooler } = await import("../steps/check-pooler.ts");
  const { close, createWebServer, listen } = await import("./server.ts");
  const { refuse } = await import("./refusal.ts");
  const { tellOfProxy } = await import("./tell-of-proxy.ts");
  const { watchClock } = await import("./watch-clock.ts");
  const { admitPage } = await import("./admit-page.ts");
  const { pagePaths } = await import("./page-paths.ts");
  const { withRecordPage } = await import("./record-page.ts");
  const { withStaticFiles } = await import("./static-files.ts");
  const { loadRecordPage } = await import("#lib/features/certificates/shares/pages.ts");
  const { createApi } = await import("#lib/gate/api.ts");
  const { PLATFORM } = await import("#lib/features/evidence/records/types.ts");
  const { areas, endpoints } = await import("#lib/features/all.ts");
  const { settleCounts } = await import("#lib/infra/http/rate-limits.ts");
  const { isEmbedded } = await import("#lib/infra/db/config.ts");
  const { requireHeartbeat } = await import("#lib/infra/db/heartbeat.ts");
  const { watchStandby } = await import("#lib/infra/db/standby.ts");
  const { beginStopping } = await import("#lib/infra/http/stopping.ts");
  const { startTraces, traceRequest } = await import("#lib/infra/telemetry/traces.ts");
  const { observeRequest, shareMetrics } = await import("#lib/infra/telemetry/web-metrics.ts");
  if (cluster.isWorker) shareMetrics();
  if (dev) (await import("../steps/gather-messages.mjs")).watchMessages({ signal });
  // The embedded database is no other's, and no standby takes its place.
  if (!isEmbedded()) requireHeartbeat();
  await checkPooler();
  await watchStandby({ signal });
  const endTraces = await startTraces("web", PLATFORM.slice(PLATFORM.indexOf("/") + 1));
  // next-auth writes absolute addresses, and takes where it is from the environment alone.
  process.env.NEXTAUTH_URL = publicUrl;
  const { default: next } = await import("next");
  const app = next({ dev, dir: ROOT, hostname: env.HOST, port: env.PORT });
  await quietly(() => app.prepare());
  const handlePage = app.getRequestHandler();
  const server = createWebServer({
    api: createApi({ endpoints, areas, pages: pagePaths(ROOT) }),
    // In development a page changes as it is edited.
    handlePage: dev
      ? handlePage
      : withStaticFiles(withRecordPage(handlePage, loadRecordPage), join(ROOT, ".next", "static")),
    observe(request, response, route) {
      observeRequest(request, response, route);
      traceRequest(request, response, route);
    },
    refuse,
    admitPage,
    noteForwarded: tellOfProxy({ trustedProxies: env.TRUSTED_PROXIES }).saw,
    trustedProxies: env.TRUSTED_PROXIES,
    publicOrigin: new URL(publicUrl).origin,
    dev,
  });
  await listen(server, { host: env.HOST, port: env.PORT });
  ready(`Sealbook listens on ${publicUrl}`);
  const watching = watchClock({ signal });
  if (!signal.aborted) await once(signal, "abort");
  beginStopping();
  await close(server, dev ? DRAIN_MS_IN_DEVELOPMENT : undefined);
  await settleCounts();
  await endTraces();
  await watching;
  await app.close();
}

/** Next says how long its configuration took to read, in the middle of the steps that a person watches. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  if (!dev) console.log = () => {};
  try {
    await work();
  } finally {
    console.log = log;
  }
}
