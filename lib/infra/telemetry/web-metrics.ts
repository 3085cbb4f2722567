/** Figures of the web process for Prometheus. Labels are few: methods, routes as templates, statuses; never a path or an id. */

import cluster from "node:cluster";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AggregatorRegistry, Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { MetricsText } from "./metrics-text.ts";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Whoever asked did not wait for the answer. */
const ABORTED = "aborted";

interface WebMetrics {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  seconds: Histogram<"route">;
  uploaded: Counter;
  signIns: Counter<"outcome">;
}

/** One for the whole process: the framework's bundle has a copy of this module of its own. */
const KEY = Symbol.for("sealbook.web-metrics");
const shared = globalThis as { [KEY]?: WebMetrics };

function metrics(): WebMetrics {
  shared[KEY] ??= createMetrics();
  return shared[KEY];
}

function createMetrics(): WebMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: "sealbook_http_requests_total",
      help: "Requests that were answered, by route template and status.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "sealbook_http_request_seconds",
      help: "Time from a request's headers to the end of its answer, uploads included.",
      labelNames: ["route"],
      buckets: SECONDS_BUCKETS,
      registers,
    }),
    uploaded: new Counter({
      name: "sealbook_upload_bytes_total",
      help: "Bytes of files that were received, whatever became of them.",
      registers,
    }),
    signIns: new Counter({
      name: "sealbook_sign_ins_total",
      help: "Sign-ins that began a session, were refused for a wrong e-mail or password, or blocked after too many attempts.",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

/** The figures of all web processes together; those of this one, where there is one. */
export async function readWebMetrics(): Promise<MetricsText> {
  const { registry } = metrics();
  if (!cluster.isWorker) return registry;
  const { contentType, text } = await askForAll();
  return { contentType, metrics: async () => text };
}

interface Asked {
  resolve: (answer: { contentType: MetricsText["contentType"]; text: string }) => void;
  reject: (error: Error) => void;
}
const asked = new Map<number, Asked>();
let askedBefore = 0;

/** Makes this process, one of several, tell its figures to the one that gathers them (bin/web/processes.ts). */
export function shareMetrics(): void {
  new AggregatorRegistry(); // which listens for the question
  AggregatorRegistry.setRegistries([metrics().registry]);
  process.on("message", (message: GatheredMetrics) => {
    if (message.metricsOf === undefined) return;
    const waiting = asked.get(message.metricsOf);
    asked.delete(message.metricsOf);
    if (message.text === undefined)
      waiting?.reject(new Error(`The web processes were asked in vain: ${message.failed}`));
    else waiting?.resolve({ contentType: message.contentType, text: message.text });
  });
}

type GatheredMetrics = { metricsOf?: number; contentType: MetricsText["contentType"]; text?: string; failed?: string };

function askForAll(): Promise<Parameters<Asked["resolve"]>[0]> {
  askedBefore += 1;
  const metricsAsked = askedBefore;
  return new Promise((resolve, reject) => {
    asked.set(metricsAsked, { resolve, reject });
    process.send?.({ metricsAsked });
  });
}

/** Counts the request when its answer is over. @param route label of its address, one of few */
export function observeRequest(request: IncomingMessage, response: ServerResponse, route: string): void {
  const started = performance.now();
  response.once("close", () => {
    const { requests, seconds } = metrics();
    const method = METHODS.has(request.method ?? "") ? String(request.method) : "other";
    const status = response.writableFinished ? String(response.statusCode) : ABORTED;
    requests.inc({ method, route, status });
    seconds.observe({ route }, (performance.now() - started) / 1_000);
  });
}

export function countSignIn(outcome: "begun" | "refused" | "blocked"): void {
  metrics().signIns.inc({ outcome });
}

export function countUploadedBytes(bytes: number): void {
  metrics().uploaded.inc(bytes);
}
