/** Handing out the whole of a filtered list, which the audit log remembers. */
import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { listEvidence } from "../rows/evidence.ts";
import { findSubmitters, type Submitter } from "../rows/submitters.ts";
import type { EvidenceFilter, EvidenceSummary } from "../types.ts";

const ROWS_PER_READ = 500;
/** Rows of one export: what spreadsheets take. */
export const EXPORT_ROWS_MAX = 1_000_000;

export type ExportedRow = EvidenceSummary & { who: Submitter };

export interface ExportedPage {
  rows: ExportedRow[];
  /** Set on the last page of an export that leaves older records out: how many it holds, and the day of its last one. */
  cut?: { count: number; day: string };
}

/**
 * The evidence that the actor may see under a filter, newest first, a read at a time. The audit row is written
 * before the first of them.
 *
 * @param options.rowsMax rows after which the export ends and says so
 * @throws {SealbookError} `forbidden`, `scope_missing`.
 */
export async function exportEvidence(options: {
  actor: MemberActor;
  filter: EvidenceFilter;
  rowsMax?: number;
}): Promise<AsyncGenerator<ExportedPage>> {
  requirePermission(options.actor, "evidence:read");
  await noteExport(options.actor, options.filter);
  return readAll(options);
}

/** Writes down who hands out what of the records under a filter, and `what` else there is to say. @throws {SealbookError} `forbidden`, `scope_missing`. */
export async function noteExport(actor: MemberActor, filter: EvidenceFilter, what: AuditDetails = {}): Promise<void> {
  requirePermission(actor, "evidence:read");
  const { organisationId } = actor;
  const { q, value, tag, ids, state, who, upload, unit, from, to, sha256 } = filter;
  const details = {
    ...what,
    ...(q ? { q } : {}),
    ...(value ? { value } : {}),
    ...(tag ? { tag } : {}),
    ...(ids ? { ids: [...ids] } : {}),
    ...(sha256 ? { sha256: Buffer.from(sha256).toString("hex") } : {}),
    ...(state ? { state } : {}),
    ...(who ? { who } : {}),
    ...(upload ? { upload } : {}),
    ...(unit ? { unit } : {}),
    ...(from ? { from: from.toISOString() } : {}),
    ...(to ? { to: to.toISOString() } : {}),
  };
  await prisma().$transaction((tx) =>
    writeAuditEvent(tx, { actor, organisationId, action: "evidence.export", subject: organisationId, details }),
  );
}

async function* readAll(options: Parameters<typeof exportEvidence>[0]): AsyncGenerator<ExportedPage> {
  const { actor, filter, rowsMax = EXPORT_ROWS_MAX } = options;
  let older: string | undefined;
  for (let left = rowsMax; left > 0; ) {
    const limit = Math.min(ROWS_PER_READ, left);
    const page = await listEvidence(actor, { filter, cursor: older ? { older } : {}, limit });
    const submitters = await findSubmitters(
      actor,
      page.evidence.map(({ id }) => id),
    );
    const rows = page.evidence.map((row): ExportedRow => {
      return { ...row, who: submitters.get(row.id) ?? { kind: "unreadable" } };
    });
    left -= rows.length;
    older = page.older;
    const last = rows.at(-1);
    const cut = left === 0 && older && last ? { count: rowsMax, day: last.receivedAt.slice(0, 10) } : undefined;
    yield { rows, ...(cut ? { cut } : {}) };
    if (older === undefined) return;
  }
}
