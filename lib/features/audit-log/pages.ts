/** What the page of the audit log shows. */

import { may } from "#lib/gate/may.ts";
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { listAuditActors } from "./rows/actors.ts";
import { listAuditEvents } from "./rows/events.ts";
import { ENTRIES_PER_PAGE, listAuditEntries } from "./rows/runs.ts";
import type { Scan } from "./rows/scan.ts";
import { findThings } from "./rows/things.ts";
import { auditQuerySchema } from "./schema.ts";
import type { AuditPage } from "./types.ts";

/**
 * @param zone in which the reader counts days, by its IANA name
 * @returns `forbidden`: the role of the signed-in user, which may not read it
 */
export async function loadAuditLog(params: Record<string, string | string[] | undefined>, zone: string) {
  const actor = await requireMember("/settings/audit-log");
  if (!may(actor, "audit-log:read")) return { forbidden: actor.role };
  const query = auditQuerySchema.parse(params);
  const { organisationId } = actor;
  const scan = { organisationId, query, zone };
  const unfolds = query.first !== undefined && query.last !== undefined;
  const [page, actors, mayOperate] = await Promise.all([
    unfolds ? singly(scan) : listAuditEntries(scan),
    listAuditActors(actor),
    loadMayOperate(),
  ]);
  const rows = page.entries.flatMap((entry) => (entry.kind === "event" ? [entry] : []));
  const things = await findThings({ organisationId, rows, mayOperate });
  return { page, things, actors, query, unfolds, forbidden: undefined };
}

async function singly(scan: Scan): Promise<AuditPage> {
  const { rows, ...page } = await listAuditEvents({ ...scan, limit: ENTRIES_PER_PAGE });
  return { ...page, entries: rows.map((row) => ({ kind: "event", ...row })) };
}
