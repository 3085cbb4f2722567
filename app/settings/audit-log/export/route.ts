import { loadAuditExport } from "#lib/features/audit-log/loaders.ts";
import type { AuditEventRow } from "#lib/features/audit-log/types.ts";

const COLUMNS = ["id", "time", "actor kind", "actor id", "actor name", "address", "action", "subject", "details"];
// Spreadsheets read the file as UTF-8 when it begins with a byte order mark.
const BYTE_ORDER_MARK = "\ufeff";

/** The audit log as CSV (RFC 4180), streamed: what the page shows under the same filters, all of its pages. */
export async function GET(request: Request): Promise<Response> {
  const pages = await loadAuditExport(Object.fromEntries(new URL(request.url).searchParams));
  // Also reached by hand: who may not read it is shown the page that says so.
  if (!pages) return new Response(null, { status: 303, headers: { location: "/settings/audit-log" } });
  return new Response(csvStream(pages), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="audit-log.csv"',
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Read as fast as it is taken: a page of rows at a time is in memory. */
function csvStream(pages: AsyncGenerator<AuditEventRow[]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(BYTE_ORDER_MARK + line(COLUMNS)));
    },
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map((row) => line(cells(row))).join("")));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

function cells({ id, at, actor, actorName, action, subject, details }: AuditEventRow): string[] {
  const { kind, id: actorId = "", address = "" } = actor;
  return [id, at.toISOString(), kind, actorId, actorName ?? "", address, action, subject, JSON.stringify(details)];
}

function line(values: string[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

/** A spreadsheet runs a cell that begins like a formula (OWASP, CSV Injection): an apostrophe makes it text. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
