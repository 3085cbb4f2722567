import { gauge } from "#lib/infra/telemetry/gauge.ts";
import { listNodes } from "./rows/nodes.ts";

const SECOND_MS = 1_000;

/** Of witnesses and mirrors that are asked for their work. */
export const nodeGauges = gauge({
  help: {
    node_size: "Tree size that an active witness or mirror last confirmed.",
    node_failures: "Failures in a row of an active witness or mirror.",
    node_latency_seconds: "How long an active witness or mirror last took to answer.",
  },
  labels: ["ledger", "kind", "node"],
  source: "database",
  async read() {
    return (await listNodes({ states: ["active"] })).map(({ ledger, kind, name: node, report }) => ({
      labels: { ledger, kind, node },
      figures: {
        node_size: report?.size === undefined ? undefined : Number(report.size),
        node_failures: report?.failures ?? 0,
        node_latency_seconds: report?.latencyMs === undefined ? undefined : report.latencyMs / SECOND_MS,
      },
    }));
  },
});
