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

/** Of a certificate that states dates: whether it is within them. */
export function validityStep(
  { from, until }: { from?: string | undefined; until?: string | undefined },
  now: Date,
): ElsewhereStep[] {
  const [start, end] = [from, until].map((time) => (time === undefined ? Number.NaN : Date.parse(time)));
  const name = "validity";
  if (end !== undefined && end < now.getTime())
    return [{ name, status: "failed", reason: "expired", found: until ?? "" }];
  if (start !== undefined && start > now.getTime())
    return [{ name, status: "failed", reason: "not_yet_valid", found: from ?? "" }];
  return Number.isNaN(end) ? [] : [{ name, status: "ok" }];
}
