import type { Registry } from "prom-client";
import { env } from "#lib/env.ts";
import { type Endpoint, endpoint } from "#lib/gate/endpoint.ts";
import { type MetricsGate, metricsAnswer } from "#lib/infra/telemetry/metrics-text.ts";
import { webRegistry } from "#lib/infra/telemetry/web-metrics.ts";

/** Figures of a process in Prometheus' text format, for whoever has the operators' token. */
export function metricsEndpoint({
  read,
  withoutToken,
}: Pick<MetricsGate, "withoutToken"> & { read: () => Promise<Registry> }): Endpoint {
  return endpoint(
    { method: "GET", path: "/metrics", auth: "public", limit: "none", query: "any", logged: false },
    async ({ request }) => {
      const { authorization } = request.headers;
      return await metricsAnswer(read, { authorization, token: env.METRICS_TOKEN, withoutToken });
    },
  );
}

export const metricsEndpoints = [metricsEndpoint({ read: async () => webRegistry(), withoutToken: "off" })];
