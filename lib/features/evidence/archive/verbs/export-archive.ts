/** Handing out receipts with their private details, page by page, which the audit log remembers. */
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { listEvidenceIds } from "#lib/features/evidence/records/rows/list.ts";
import type { EvidenceFilter } from "#lib/features/evidence/records/types.ts";
import { noteExport } from "#lib/features/evidence/records/verbs/export-evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ARCHIVE_BYTES_MAX, type ArchivedRecord, type ArchivePage } from "../types.ts";

/**
 * A page of the evidence that the actor may see under a filter. Who begins is written down before anything is handed out. Pages go
 * from newer to older, so that what is recorded meanwhile is in none of them.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`.
 */
export async function exportArchive(options: {
  actor: MemberActor;
  filter: EvidenceFilter;
  cursor: string | undefined;
  limit: number;
}): Promise<ArchivePage> {
  requirePermission(options.actor, "evidence:read");
  const { actor, filter, cursor, limit } = options;
  if (cursor === undefined) await noteExport(actor, filter);
  const { ids, older } = await listEvidenceIds({ reach: actor, filter, cursor: { older: cursor }, limit });
  const rows = await prisma().evidence.findMany({
    where: { ...within(actor), id: { in: ids } },
    select: { id: true, contentKept: true },
  });
  const kept = new Set(rows.filter(({ contentKept }) => contentKept).map(({ id }) => id));
  const receipts = await Promise.all(ids.map((evidenceId) => buildReceipt({ evidenceId, reach: actor })));
  const records: ArchivedRecord[] = [];
  let bytes = 0;
  for (const receipt of receipts) {
    if (receipt === undefined) continue;
    bytes += receipt.json.length;
    // A receipt alone is smaller than a page.
    if (bytes > ARCHIVE_BYTES_MAX) return { records, older: records.at(-1)?.id };
    const { evidenceId: id, ledger } = receipt;
    records.push({ id, ledger, receipt: fromUtf8(receipt.json) ?? "", contentKept: kept.has(id) });
  }
  return { records, older };
}
