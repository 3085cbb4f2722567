/** The worker's own small server for Prometheus, and the gauges that it fills when it is asked. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Gauge, type Registry } from "prom-client";
import { env } from "#lib/env.ts";
import { readDisk } from "#lib/features/operations/alerts/verbs/check-conditions.ts";
import { answerApi, createApi } from "#lib/gate/api.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { workerRegistry } from "#lib/infra/telemetry/worker-metrics.ts";
import { ALERT_KINDS } from "#lib/words/alerts.ts";
import { metricsEndpoint } from "./endpoints.ts";
import { countOpenAlertsByKind, listLedgerStandings, listNodeStandings, listTimestampAges } from "./rows.ts";

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 20;
/** Whoever asks more often gets what was read before. */
const FRESH_MS = 1_000;

/** Every other address. */
const NOWHERE = { kind: "area", path: "/", cors: false, limit: "none", label: "other" } as const;

type Fill = () => Promise<void>;

/**
 * Serves /metrics on WORKER_METRICS_HOST:WORKER_METRICS_PORT; without that port it does nothing. An address that cannot be
 * had is tried again and again: ledgers grow without metrics too.
 *
 * @param options.onListening told the port, which is of use where any free one is taken
 */
export function metricsServer(options: { port?: number | undefined; onListening?: (port: number) => void } = {}): Job {
  const { port = env.WORKER_METRICS_PORT, onListening = () => {} } = options;
  let server: Server | undefined;
  return job({
    name: "metrics.serve",
    every: 0,
    async work({ signal }) {
      if (port === undefined || signal.aborted) return "done";
      server ??= createMetricsServer();
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

function createMetricsServer(): Server {
  const registry = workerRegistry();
  const refresh = createRefresh(registry);
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
function createRefresh(registry: Registry): () => Promise<void> {
  const up = new Gauge({
    name: "sealbook_database_up",
    help: "1 when the figures that stand in the database could be read.",
    registers: [registry],
  });
  const fills = [fillLedgers(registry), fillTimestamps(registry), fillNodes(registry), fillAlerts(registry)];
  const fillDisk = diskFill(registry);
  let current: { work: Promise<void>; at: number } | undefined;
  const read = async () => {
    await fillDisk().catch(() => {});
    const outcomes = await Promise.allSettled(fills.map((fill) => fill()));
    up.set(outcomes.every(({ status }) => status === "fulfilled") ? 1 : 0);
  };
  return () => {
    if (!current || performance.now() - current.at > FRESH_MS) current = { work: read(), at: performance.now() };
    return current.work;
  };
}

function gauges<Label extends string>(registry: Registry, labelNames: Label[]) {
  return (name: string, help: string) =>
    new Gauge<Label>({ name: `sealbook_${name}`, help, labelNames, registers: [registry] });
}

/** What could not be read is not told: an old figure would be taken for a new one. */
async function filled<Row>(all: Gauge[], read: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await read();
  } finally {
    for (const gauge of all) gauge.reset();
  }
}

function fillLedgers(registry: Registry): Fill {
  const gauge = gauges(registry, ["ledger"]);
  const size = gauge("ledger_tree_size", "Entries under the newest checkpoint.");
  const witnessed = gauge("ledger_witnessed_size", "Entries under the newest checkpoint that has its quorum.");
  const waiting = gauge("ledger_records_waiting", "Records that wait for a block; counted up to 200000.");
  const oldest = gauge("ledger_oldest_waiting_seconds", "How long the record that came first has waited.");
  return async () => {
    for (const row of await filled([size, witnessed, waiting, oldest], listLedgerStandings)) {
      const { ledger } = row;
      size.set({ ledger }, row.treeSize);
      witnessed.set({ ledger }, row.witnessedSize);
      waiting.set({ ledger }, row.waiting);
      oldest.set({ ledger }, row.oldestSeconds);
    }
  };
}

function fillTimestamps(registry: Registry): Fill {
  const gauge = gauges(registry, ["ledger", "authority"]);
  const age = gauge(
    "timestamp_age_seconds",
    "Age of the newest timestamp of an authority, by the time that it states.",
  );
  return async () => {
    for (const { ledger, authority, seconds } of await filled([age], listTimestampAges)) {
      age.set({ ledger, authority }, seconds);
    }
  };
}

function fillNodes(registry: Registry): Fill {
  const gauge = gauges(registry, ["ledger", "kind", "node"]);
  const size = gauge("node_size", "Tree size that an active witness or mirror last confirmed.");
  const failures = gauge("node_failures", "Failures in a row of an active witness or mirror.");
  const latency = gauge("node_latency_seconds", "How long an active witness or mirror last took to answer.");
  return async () => {
    for (const node of await filled([size, failures, latency], listNodeStandings)) {
      failures.set(node.labels, node.failures);
      if (node.size !== undefined) size.set(node.labels, node.size);
      if (node.latencySeconds !== undefined) latency.set(node.labels, node.latencySeconds);
    }
  };
}

function fillAlerts(registry: Registry): Fill {
  const open = gauges(registry, ["kind"])("alerts_open", "Alerts that are not resolved.");
  return async () => {
    const found = await filled([open], countOpenAlertsByKind);
    for (const kind of ALERT_KINDS) open.set({ kind }, found.find((row) => row.kind === kind)?.count ?? 0);
  };
}

function diskFill(registry: Registry): Fill {
  const gauge = gauges(registry, []);
  const free = gauge("disk_free_bytes", "Free space where files are kept.");
  const size = gauge("disk_size_bytes", "Size of the disk where files are kept.");
  return async () => {
    const { freeBytes, totalBytes } = await readDisk();
    free.set(freeBytes);
    size.set(totalBytes);
  };
}
