/** The audit log's stream does not keep up, or nobody takes it. */
import { condition } from "#lib/features/alarms/types.ts";
import { readUnsent } from "./rows.ts";

const WAITING_SECONDS_MAX = 600;
const SECONDS_PER_MINUTE = 60;

export const auditStreamBehind = condition({
  kind: "audit_stream_behind",
  async look() {
    const unsent = await readUnsent();
    if (unsent === undefined) return [];
    const details = { minutes: Math.floor(unsent.seconds / SECONDS_PER_MINUTE) };
    return [{ subject: "audit-log", details, share: unsent.seconds / WAITING_SECONDS_MAX }];
  },
});
