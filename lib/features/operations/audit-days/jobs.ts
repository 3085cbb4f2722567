/** Binds the audit log day by day, for the worker. */
import { job } from "#lib/infra/jobs/job.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { bindDay, recordDay } from "./verbs/bind-day.ts";

const INTERVAL_MS = 10 * 60 * 1000;

export const auditDayBinder = job({
  name: "audit-days.bind",
  every: INTERVAL_MS,
  async work() {
    const bound = await bindDay();
    const recorded = await recordDay();
    if (recorded !== undefined) logEvent("info", "audit-log.bound", { day: recorded });
    return bound === undefined && recorded === undefined ? undefined : 0;
  },
});
