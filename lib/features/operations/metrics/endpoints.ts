import { env } from "#lib/env.ts";
import { type Endpoint, endpoint } from "#lib/gate/endpoint.ts";
import { type MetricsGate, type MetricsText, metricsAnswer } from "#lib/infra/telemetry/metrics-text.ts";
import { readWebMetrics } from "#lib/infra/telemetry/web-metrics.ts";

/** Figures of a process in Prometheus' text format, for whoever has the operators' token. */
export function metricsEndpoint({
  read,
  withoutToken,
}: Pick<MetricsGate, "withoutToken"> & { read: () => Promise<MetricsText> }): Endpoint {
  return endpoint(
    { method: "GET", path: "/metrics", auth: "public", limit: "none", query: "any", logged: false },
    async ({ request }) => {
      const { authorization } = request.headers;
      return await metricsAnswer(read, { authorization, token: env.METRICS_TOKEN, withoutToken });
    },
  );
}

export const metricsEndpoints = [metricsEndpoint({ read: readWebMetrics, withoutToken: "off" })];
