import { gauge } from "#lib/infra/telemetry/gauge.ts";
import { listTimestampAges } from "./rows.ts";

export const timestampGauges = gauge({
  help: { timestamp_age_seconds: "Age of the newest timestamp of an authority, by the time that it states." },
  labels: ["ledger", "authority"],
  source: "database",
  async read() {
    return (await listTimestampAges()).map(({ ledger, authority, seconds }) => ({
      labels: { ledger, authority },
      figures: { timestamp_age_seconds: seconds },
    }));
  },
});
