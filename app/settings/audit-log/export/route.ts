import { getTranslations } from "next-intl/server";
import { type AuditExportPage, loadAuditExport } from "#lib/features/audit-log/pages.ts";
import type { AuditEventRow } from "#lib/features/audit-log/types.ts";
import { csvResponse } from "#lib/infra/http/csv.ts";

type Words = Awaited<ReturnType<typeof getTranslations<"auditLog">>>;

const COLUMNS = ["id", "time", "actor kind", "actor id", "actor name", "address", "action", "subject", "details"];

/** The audit log as CSV, streamed: what the page shows under the same filters, all of its pages. */
export async function GET(request: Request): Promise<Response> {
  // Asked for before the download begins: while it is streamed there is no request any more whose language to ask for.
  const [t, pages] = await Promise.all([
    getTranslations("auditLog"),
    loadAuditExport(Object.fromEntries(new URL(request.url).searchParams)),
  ]);
  // Also reached by hand: who may not read it is shown the page that says so.
  if (!pages) return new Response(null, { status: 303, headers: { location: "/settings/audit-log" } });
  return csvResponse({ filename: "audit-log.csv", head: COLUMNS, pages: lines(pages, t) });
}

async function* lines(pages: AsyncGenerator<AuditExportPage>, t: Words): AsyncGenerator<string[][]> {
  for await (const { rows, cut } of pages) {
    yield rows.map(cells);
    if (cut) yield [[t("exportCut", cut)]];
  }
}

function cells({ id, at, actor, actorName, action, subject, details }: AuditEventRow): string[] {
  const { kind, id: actorId = "", address = "" } = actor;
  return [id, at.toISOString(), kind, actorId, actorName ?? "", address, action, subject, JSON.stringify(details)];
}
