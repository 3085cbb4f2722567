/**
 * Several web processes on one port: this process takes the connections and hands them out in turn (node:cluster), starts another
 * process in place of one that dies, and answers for all of them what only all of them know.
 */
import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, type RegistryContentType } from "prom-client";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { Failure } from "../start/failure.mjs";

/** A process that dies this often in a minute does so again: then everything stops, and says why. */
const DEATHS_PER_MINUTE_MAX = 5;
const MINUTE_MS = 60_000;

type Aggregator = AggregatorRegistry<RegistryContentType>;
/** What a process says of itself (bin/start/shell.ts), and asks (lib/infra/telemetry/web-metrics.ts). */
type Message = { ready?: true; failed?: { en: string; zh: string }; metricsAsked?: number };

/**
 * Runs until `signal` and every process has stopped.
 *
 * @param options ready: called once, when the first of them is
 * @throws {Failure} the reason of a process that could not start, or dies again and again
 */
export async function runProcesses(options: { count: number; signal: AbortSignal; ready: () => void }): Promise<void> {
  const { count, signal, ready } = options;
  const metrics = new AggregatorRegistry();
  const running = new Set<Worker>();
  const deaths: number[] = [];
  let started = false;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      for (const worker of running) worker.process.kill("SIGTERM");
      if (running.size === 0) resolve();
    };
    const start = (): void => {
      const worker = cluster.fork();
      let reason: Failure | undefined;
      running.add(worker);
      worker.on("message", (message: Message) => {
        if (message.failed) reason = new Failure(message.failed.en, message.failed.zh);
        if (message.metricsAsked !== undefined) void answerMetrics(worker, metrics, message.metricsAsked);
        if (!message.ready || signal.aborted) return;
        logEvent("info", "web.process_ready", { pid: worker.process.pid ?? 0 });
        if (started) return;
        // What keeps one from starting keeps all; and nobody waits for the others.
        started = true;
        ready();
        while (running.size < count) start();
      });
      worker.once("exit", (code, by) => {
        running.delete(worker);
        if (signal.aborted) return running.size === 0 ? resolve() : undefined;
        const how = by || `exit ${code}`;
        logEvent("error", "web.process_died", { pid: worker.process.pid ?? 0, how });
        const now = Date.now();
        deaths.push(now);
        const often = deaths.filter((at) => now - at < MINUTE_MS).length > DEATHS_PER_MINUTE_MAX;
        if (started && !often) return start();
        reject(reason ?? died(how));
        stop();
      });
    };
    signal.addEventListener("abort", stop, { once: true });
    start();
    if (signal.aborted) stop();
  });
}

function died(how: string): Failure {
  return new Failure(`A web process died (${how}).`, `网页进程已退出（${how}）。`);
}

async function answerMetrics(worker: Worker, metrics: Aggregator, asked: number): Promise<void> {
  const answer = await metrics.clusterMetrics().then(
    (text) => ({ text }),
    (error: Error) => ({ failed: error.message }),
  );
  if (worker.isConnected()) worker.send({ metricsOf: asked, contentType: metrics.contentType, ...answer });
}
