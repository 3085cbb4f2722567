/** Handing out the whole of a filtered audit log. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { dayOf } from "#lib/i18n/days.ts";
import { DEFAULT_ZONE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listAuditEvents } from "../rows/events.ts";
import type { Scan } from "../rows/scan.ts";
import { auditQuerySchema } from "../schema.ts";
import type { AuditEventRow } from "../types.ts";

const EXPORT_PAGE_SIZE = 500;
const EXPORT_ROWS_MAX = 100_000;

export interface AuditExportPage {
  rows: AuditEventRow[];
  /** Set on the last page of an export that leaves older rows out: how many it holds, and the day of its last one. */
  cut?: { count: number; day: string };
}

/** The rows that the query finds, newest first, a page at a time. @throws {SealbookError} `forbidden` */
export function exportAuditLog(actor: MemberActor, params: Record<string, string>): AsyncGenerator<AuditExportPage> {
  if (!may(actor, "audit-log:read")) throw new SealbookError("forbidden");
  const { older: _, newer: __, ...query } = auditQuerySchema.parse(params);
  return readPages({ organisationId: actor.organisationId, query, zone: zoneNamed(params.zone) ?? DEFAULT_ZONE });
}

async function* readPages({ query, ...scan }: Scan): AsyncGenerator<AuditExportPage> {
  let older: string | undefined;
  let count = 0;
  do {
    const limit = Math.min(EXPORT_PAGE_SIZE, EXPORT_ROWS_MAX - count);
    const page = await listAuditEvents({ ...scan, query: { ...query, older }, limit });
    older = page.older;
    count += page.rows.length;
    const last = page.rows.at(-1);
    const isCut = count === EXPORT_ROWS_MAX && older !== undefined && last !== undefined;
    yield { rows: page.rows, ...(isCut ? { cut: { count, day: dayOf(last.at, scan.zone) } } : {}) };
  } while (older !== undefined && count < EXPORT_ROWS_MAX);
}
