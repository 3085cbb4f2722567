import type { AlertKey, Condition, Found } from "#lib/features/alarms/types.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import type { AlertKind } from "#lib/words/alerts.ts";
import { listUnseen } from "../rows/list-alerts.ts";

/** An alert ends when it is so much better than where it began, so that it does not come and go. */
const MARGIN = 1.25;

export type AlertChange = AlertKey & { event: "opened" | "resolved" };

/**
 * One look at a condition. Several workers may look at once: each finds the same.
 *
 * @returns what opened and what ended
 */
export async function checkCondition({ kind, look, unseenMs }: Condition): Promise<AlertChange[]> {
  const changes: AlertChange[] = [];
  for (const found of (await look?.()) ?? []) changes.push(...(await settle(kind, found)));
  if (unseenMs === undefined) return changes;
  for (const subject of await listUnseen(kind, unseenMs)) {
    if (await resolveAlert({ kind, subject })) changes.push({ kind, subject, event: "resolved" });
  }
  return changes;
}

async function settle(kind: AlertKind, { share, ...found }: Found): Promise<AlertChange[]> {
  const { subject } = found;
  if (share > 1) return (await raiseAlert({ kind, ...found })) ? [{ kind, subject, event: "opened" }] : [];
  if (share * MARGIN > 1) return [];
  return (await resolveAlert({ kind, subject })) ? [{ kind, subject, event: "resolved" }] : [];
}
