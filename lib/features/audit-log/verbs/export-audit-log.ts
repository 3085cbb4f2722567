/** Handing out the whole of a filtered audit log. */
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { listAuditEvents } from "../rows.ts";
import { type AuditQuery, auditQuerySchema } from "../schema.ts";
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
  return readPages(actor.organisationId, query);
}

async function* readPages(organisationId: OrganisationId, query: AuditQuery): AsyncGenerator<AuditExportPage> {
  let older: string | undefined;
  for (let count = EXPORT_PAGE_SIZE; count <= EXPORT_ROWS_MAX; count += EXPORT_PAGE_SIZE) {
    const page = await listAuditEvents({ organisationId, query: { ...query, older }, limit: EXPORT_PAGE_SIZE });
    older = page.older;
    const last = page.rows.at(-1);
    const isCut = count === EXPORT_ROWS_MAX && older !== undefined && last !== undefined;
    yield { rows: page.rows, ...(isCut ? { cut: { count, day: last.at.toISOString().slice(0, 10) } } : {}) };
    if (older === undefined) return;
  }
}
