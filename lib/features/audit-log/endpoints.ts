import { endpoint } from "#lib/gate/endpoint.ts";
import { translator } from "#lib/i18n/translator.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import type { AuditEventRow } from "./types.ts";
import { type AuditExportPage, exportAuditLog } from "./verbs/export-audit-log.ts";

const COLUMNS = ["id", "time", "actor kind", "actor id", "actor name", "address", "action", "subject", "details"];

/** The audit log as CSV, streamed: what the page shows under the same filters, all of its pages. */
const exported = endpoint(
  {
    method: "GET",
    path: "/settings/audit-log/export",
    auth: "member",
    scope: "audit-log:read",
    limit: RATE_LIMITS.export,
    query: "any",
    ...TABLE,
    // Also reached by hand: the page says why there is nothing to download, or asks to sign in.
    refusedTo: () => "/settings/audit-log",
  },
  ({ actor, request }) => {
    const t = translator(request.locale);
    const pages = exportAuditLog(actor, Object.fromEntries(new URLSearchParams(request.search)));
    const cutLine = (cut: { count: number; day: string }) => t("auditLog.exportCut", cut);
    return csvAnswer({
      caller: actor.organisationId,
      filename: "audit-log.csv",
      head: COLUMNS,
      pages: lines(pages, cutLine),
    });
  },
);

export const auditLogEndpoints = [exported];

async function* lines(
  pages: AsyncGenerator<AuditExportPage>,
  cutLine: (cut: { count: number; day: string }) => string,
): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map(cells);
    if (cut) yield [[cutLine(cut)]];
  }
}

function cells({ id, at, actor, actorName, action, subject, details }: AuditEventRow): string[] {
  const { kind, id: actorId = "", address = "" } = actor;
  return [id, at.toISOString(), kind, actorId, actorName ?? "", address, action, subject, JSON.stringify(details)];
}
