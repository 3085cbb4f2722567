/** The worker's own small server for Prometheus, and the gauges that it fills when it is asked. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Gauge, type Registry } from "prom-client";
import { env } from "#lib/env.ts";
import { answerApi, createApi } from "#lib/gate/api.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import type { GaugeGroup } from "#lib/infra/telemetry/gauge.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { workerRegistry } from "#lib/infra/telemetry/worker-metrics.ts";
import { metricsEndpoint } from "./endpoints.ts";

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 20;
/** Whoever asks more often gets what was read before. */
const FRESH_MS = 1_000;

/** Every other address. */
const NOWHERE = { kind: "area", path: "/", cors: false, limit: "none", label: "other" } as const;

/**
 * Serves /metrics on WORKER_METRICS_HOST:WORKER_METRICS_PORT; without that port it does nothing. An address that cannot be
 * had is tried again and again: ledgers grow without metrics too.
 *
 * @param options.onListening told the port, which is of use where any free one is taken
 */
export function metricsServer(
  gauges: readonly GaugeGroup[],
  options: { port?: number | undefined; onListening?: (port: number) => void } = {},
): Job {
  const { port = env.WORKER_METRICS_PORT, onListening = () => {} } = options;
  let server: Server | undefined;
  return job({
    name: "metrics.serve",
    every: 0,
    async work({ signal }) {
      if (port === undefined || signal.aborted) return "done";
      server ??= createMetricsServer(gauges);
      server.listen({ host: env.WORKER_METRICS_HOST, port });
      await once(server, "listening");
      const address = server.address() as AddressInfo;
      logEvent("info", "metrics.listening", { host: address.address, port: address.port });
      onListening(address.port);
      if (!signal.aborted) await once(signal, "abort");
      return "done";
    },
    async end() {
      server?.closeAllConnections();
      if (server?.listening) await new Promise((resolve) => server?.close(resolve));
    },
  });
}

function createMetricsServer(gauges: readonly GaugeGroup[]): Server {
  const registry = workerRegistry();
  const refresh = createRefresh(registry, gauges);
  const read = async () => {
    await refresh();
    return registry;
  };
  const { match } = createApi({ endpoints: [metricsEndpoint({ read, withoutToken: "open" })] });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, async (incoming, response) => {
    const address = match((incoming.url ?? "/").split("?", 1)[0] ?? "/");
    const value = address?.value.kind === "resource" ? address.value : NOWHERE;
    await answerApi({ value, params: {} }, { incoming, response });
  });
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

/** Fills all gauges; asked for several times at once, or within FRESH_MS, it reads once. Never rejects. */
function createRefresh(registry: Registry, groups: readonly GaugeGroup[]): () => Promise<void> {
  const up = new Gauge({
    name: "sealbook_database_up",
    help: "1 when the figures that stand in the database could be read.",
    registers: [registry],
  });
  const fills = groups.map((group) => ({ source: group.source, fill: createFill(registry, group) }));
  let current: { work: Promise<void>; at: number } | undefined;
  const read = async () => {
    const filled = await Promise.all(fills.map(async ({ source, fill }) => (await fill()) || source !== "database"));
    up.set(filled.every(Boolean) ? 1 : 0);
  };
  return () => {
    if (!current || performance.now() - current.at > FRESH_MS) current = { work: read(), at: performance.now() };
    return current.work;
  };
}

/** @returns a reading, which says whether it could be made; it never rejects. */
function createFill(registry: Registry, { help, labels: labelNames, read }: GaugeGroup): () => Promise<boolean> {
  const byName = new Map(
    Object.entries(help).map(([name, text]) => {
      return [name, new Gauge({ name: `sealbook_${name}`, help: text, labelNames, registers: [registry] })];
    }),
  );
  return async () => {
    const readings = await read().catch(() => undefined);
    // What could not be read is not told: an old figure would be taken for a new one.
    for (const gauge of byName.values()) gauge.reset();
    for (const { labels, figures } of readings ?? []) {
      for (const [name, figure] of Object.entries(figures))
        if (figure !== undefined) byName.get(name)?.set(labels, figure);
    }
    return readings !== undefined;
  };
}
