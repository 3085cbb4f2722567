/** What the page of the audit log shows. */

import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listAuditActors, listAuditEvents } from "./rows.ts";
import { auditQuerySchema } from "./schema.ts";

/** `forbidden`: the role of the signed-in user, which may not read it. */
export async function loadAuditLog(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/audit-log");
  if (!may(actor, "audit-log:read")) return { forbidden: actor.role };
  const query = auditQuerySchema.parse(params);
  const { organisationId } = actor;
  const [page, actors] = await Promise.all([
    listAuditEvents({ organisationId, query }),
    listAuditActors(organisationId),
  ]);
  return { page, actors, query, forbidden: undefined };
}
