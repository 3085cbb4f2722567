/**
 * Several web processes on one port: this process takes the connections and hands them out in turn (node:cluster), starts another
 * process in place of one that dies, and answers for all of them what only all of them know.
 */
import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, type RegistryContentType } from "prom-client";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { Failure } from "../start/failure.mjs";
import { restsBetween } from "../start/rests.mjs";

type Aggregator = AggregatorRegistry<RegistryContentType>;
/** What a process says of itself (bin/start/shell.ts), and asks (lib/infra/telemetry/web-metrics.ts). */
type Message = { ready?: true; failed?: { en: string; zh: string }; metricsAsked?: number };

/**
 * Runs until `signal` and every process has stopped.
 *
 * @param options ready: called once, when the first of them is; died: told of each that died later
 * @throws {Failure} the reason of a first process that could not start
 */
export async function runProcesses(options: {
  count: number;
  signal: AbortSignal;
  ready: () => void;
  died: (death: { how: string; times: number }) => void;
}): Promise<void> {
  const { count, signal, ready, died } = options;
  const metrics = new AggregatorRegistry();
  const running = new Set<Worker>();
  const rests = restsBetween();
  let started = false;
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      for (const worker of running) worker.process.kill("SIGTERM");
      if (running.size === 0) resolve();
    };
    const start = (): void => {
      if (signal.aborted) return;
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
        const how = reason?.message ?? (by || `exit ${code}`);
        if (!started)
          return reject(reason ?? new Failure(`A web process died (${how}).`, `网页进程已退出（${how}）。`));
        const { times, ms } = rests.next();
        logEvent("error", "web.process_died", { pid: worker.process.pid ?? 0, how, times, restMs: ms });
        died({ how, times });
        setTimeout(start, ms);
      });
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) return resolve();
    start();
  });
}

async function answerMetrics(worker: Worker, metrics: Aggregator, asked: number): Promise<void> {
  const answer = await metrics.clusterMetrics().then(
    (text) => ({ text }),
    (error: Error) => ({ failed: error.message }),
  );
  if (worker.isConnected()) worker.send({ metricsOf: asked, contentType: metrics.contentType, ...answer });
}
