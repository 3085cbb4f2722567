import { env } from "#lib/env.ts";
import { type Endpoint, endpoint } from "#lib/gate/endpoint.ts";
import { type MetricsGate, type MetricsText, metricsAnswer } from "#lib/infra/telemetry/metrics-text.ts";
import { readWebMetrics } from "#lib/infra/telemetry/web-metrics.ts";

const METRICS = { produces: ["text/plain"], refuses: ["metrics_off", "metrics_token_wrong"] } as const;

/** Figures of a process in Prometheus' text format, for whoever has the operators' token. */
export function metricsEndpoint({
  read,
  withoutToken,
}: Pick<MetricsGate, "withoutToken"> & { read: () => Promise<MetricsText> }): Endpoint {
  return endpoint(
    { method: "GET", path: "/metrics", auth: "public", limit: "none", query: "any", logged: false, ...METRICS },
    async ({ request }) => {
      const { authorization } = request.headers;
      return await metricsAnswer(read, { authorization, token: env.METRICS_TOKEN, withoutToken });
    },
  );
}

export const metricsEndpoints = [metricsEndpoint({ read: readWebMetrics, withoutToken: "off" })];
