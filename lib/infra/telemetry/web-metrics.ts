/** Figures of the web process for Prometheus. Labels are few: methods, routes as templates, statuses; never a path or an id. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Whoever asked did not wait for the answer. */
const ABORTED = "aborted";

interface WebMetrics {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  seconds: Histogram<"route">;
  uploaded: Counter;
}

let shared: WebMetrics | undefined;

function metrics(): WebMetrics {
  shared ??= createMetrics();
  return shared;
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
  };
}

/** The registry of this process. */
export function webRegistry(): Registry {
  return metrics().registry;
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

export function countUploadedBytes(bytes: number): void {
  metrics().uploaded.inc(bytes);
}
