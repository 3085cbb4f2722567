import { auditQuerySchema } from "#lib/features/audit-log/schema.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listOwnDays } from "./rows.ts";

const DAYS_PER_PAGE = 31;

/** @returns `forbidden`: the role of the signed-in user, which may not read them */
export async function loadAuditDays(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/audit-log/days");
  if (!may(actor, "audit-log:read")) return { forbidden: actor.role };
  const { to: before } = auditQuerySchema.parse({ to: params.before });
  const found = await listOwnDays(actor.organisationId, { before, limit: DAYS_PER_PAGE + 1 });
  const days = found.slice(0, DAYS_PER_PAGE).map(({ day, rows, record }) => ({ day, rows, record }));
  return { forbidden: undefined, days, before, older: found.length > DAYS_PER_PAGE ? days.at(-1)?.day : undefined };
}
