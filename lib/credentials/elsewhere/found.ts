/** What a check of one system comes to. */
import type { ElsewhereCheck, ElsewhereReason, ElsewhereStep } from "./words.ts";

type States = Partial<Record<keyof ElsewhereCheck["states"], string | undefined>>;
export type Found = { steps: ElsewhereStep[]; states?: States };

/** One step that does not hold, or could not be checked, and nothing that would lend it credit. */
export function stopped(
  name: ElsewhereStep["name"],
  reason: ElsewhereReason,
  status: "failed" | "unchecked" = "failed",
  found?: string,
): Found {
  return { steps: [{ name, status, reason, ...(found ? { found } : {}) }] };
}

/** ISO 8601 as these systems write it; what another form of date means depends on the reader's program. */
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds; without a zone it is UTC. NaN where no date can be read. */
function timeOf(text: string): number {
  const found = DATE.exec(text);
  if (found === null) return Number.NaN;
  return Date.parse(text.length > DAY_CHARS && found[1] === undefined ? `${text}Z` : text);
}
const DAY_CHARS = "2026-01-01".length;

/** Of a certificate that states dates: whether it is within them. */
export function validityStep(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  now: Date,
): ElsewhereStep[] {
  const name = "validity";
  if (until !== undefined && timeOf(until) < now.getTime())
    return [{ name, status: "failed", reason: "expired", found: until }];
  if (from !== undefined && timeOf(from) > now.getTime())
    return [{ name, status: "failed", reason: "not_yet_valid", found: from }];
  const unread = [from, until].find((text) => text !== undefined && Number.isNaN(timeOf(text)));
  if (unread !== undefined) return [{ name, status: "unchecked", reason: "date_unreadable", found: unread }];
  return until === undefined ? [] : [{ name, status: "ok" }];
}
