import { getTranslations } from "next-intl/server";
import { type AuditExportPage, loadAuditExport } from "#lib/features/audit-log/loaders.ts";
import type { AuditEventRow } from "#lib/features/audit-log/types.ts";
import { csvResponse } from "#lib/infra/http/csv.ts";

const COLUMNS = ["id", "time", "actor kind", "actor id", "actor name", "address", "action", "subject", "details"];

/** The audit log as CSV, streamed: what the page shows under the same filters, all of its pages. */
export async function GET(request: Request): Promise<Response> {
  const pages = await loadAuditExport(Object.fromEntries(new URL(request.url).searchParams));
  // Also reached by hand: who may not read it is shown the page that says so.
  if (!pages) return new Response(null, { status: 303, headers: { location: "/settings/audit-log" } });
  return csvResponse({ filename: "audit-log.csv", head: COLUMNS, pages: lines(pages) });
}

async function* lines(pages: AsyncGenerator<AuditExportPage>): AsyncGenerator<string[][]> {
  const t = await getTranslations("auditLog");
  for await (const { rows, cut } of pages) {
    yield rows.map(cells);
    if (cut) yield [[t("exportCut", cut)]];
  }
}

function cells({ id, at, actor, actorName, action, subject, details }: AuditEventRow): string[] {
  const { kind, id: actorId = "", address = "" } = actor;
  return [id, at.toISOString(), kind, actorId, actorName ?? "", address, action, subject, JSON.stringify(details)];
}
