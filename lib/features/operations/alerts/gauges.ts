import { gauge } from "#lib/infra/telemetry/gauge.ts";
import { ALERT_KINDS } from "#lib/words/alerts.ts";
import { countOpenAlertsByKind } from "./rows/list-alerts.ts";

export const alertGauges = gauge({
  help: { alerts_open: "Alerts that are not resolved." },
  labels: ["kind"],
  source: "database",
  async read() {
    const found = await countOpenAlertsByKind();
    return ALERT_KINDS.map((kind) => ({
      labels: { kind },
      figures: { alerts_open: found.find((row) => row.kind === kind)?.count ?? 0 },
    }));
  },
});
