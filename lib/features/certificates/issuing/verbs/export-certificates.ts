/** Handing out the whole of a filtered list of certificates, which the audit log remembers. */
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { listCertificates, readValues } from "../rows/certificates.ts";
import type { CertificateFilter, CertificateSummary } from "../types.ts";

const ROWS_PER_READ = 500;
/** Rows of one export: what spreadsheets take. */
const EXPORT_ROWS_MAX = 1_000_000;

export interface ExportedCertificates {
  rows: (CertificateSummary & { values: Record<string, string> })[];
  /** Set on the last page of an export that leaves older ones out: how many it holds. */
  cut?: { count: number };
}

/**
 * The certificates that the actor may see under a filter, newest first, a read at a time. The audit row is written before the first.
 *
 * @param options.rowsMax rows after which the export ends and says so
 * @throws {SealbookError} `forbidden`, `scope_missing`
 */
export async function exportCertificates(options: {
  actor: MemberActor;
  filter: CertificateFilter;
  rowsMax?: number;
}): Promise<AsyncGenerator<ExportedCertificates>> {
  requirePermission(options.actor, "certificates:read");
  const { actor, filter } = options;
  const { organisationId } = actor;
  const { state, batch, template, name, email, unit, from, to } = filter;
  const details = {
    ...(state ? { state } : {}),
    ...(batch ? { batch } : {}),
    ...(template ? { template } : {}),
    ...(name ? { q: name } : {}),
    ...(email ? { email } : {}),
    ...(unit ? { unit } : {}),
    ...(from ? { from: from.toISOString() } : {}),
    ...(to ? { to: to.toISOString() } : {}),
  };
  await prisma().$transaction((tx) =>
    writeAuditEvent(tx, { actor, organisationId, action: "certificate.export", subject: organisationId, details }),
  );
  return readAll(options);
}

async function* readAll({
  actor,
  filter,
  rowsMax = EXPORT_ROWS_MAX,
}: Parameters<typeof exportCertificates>[0]): AsyncGenerator<ExportedCertificates> {
  let older: string | undefined;
  for (let left = rowsMax; left > 0; ) {
    const limit = Math.min(ROWS_PER_READ, left);
    const page = await listCertificates(actor, { filter, cursor: older ? { older } : {}, limit });
    const values = await readValues(page.rows.map(({ id }) => id));
    left -= page.rows.length;
    older = page.older;
    const rows = page.rows.map((row) => ({ ...row, values: values.get(row.id) ?? {} }));
    yield { rows, ...(left === 0 && older ? { cut: { count: rowsMax } } : {}) };
    if (older === undefined) return;
  }
}
