/** What a record commits to, for those who want to recompute it. */
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { fromUtf8, sha256, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { claimOf } from "#lib/core/verify/claim-facts.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Commitments } from "../types.ts";

/** undefined when the organisation has no evidence under this id. */
export async function findCommitments(organisationId: OrganisationId, id: string): Promise<Commitments | undefined> {
  const row = await prisma().evidence.findFirst({
    where: { id, organisationId },
    select: {
      record: true,
      details: true,
      organisation: { select: { name: true } },
      entry: { select: { ledgerName: true, blockHeight: true } },
    },
  });
  if (!row) return undefined;
  const block =
    row.entry &&
    (await prisma().ledgerBlock.findUnique({
      where: { ledgerName_height: { ledgerName: row.entry.ledgerName, height: row.entry.blockHeight } },
      select: { time: true },
    }));
  return {
    recordHash: toHex(sha256(row.record)),
    detailsHash: toHex(sha256(row.details)),
    ...statedBy(row),
    organisation: row.organisation.name,
    ...(block ? { anchoredAt: block.time.toISOString() } : {}),
  };
}

function statedBy(row: { record: Uint8Array; details: Uint8Array }): Pick<Commitments, "claim" | "fields"> {
  const record = parseRecord(fromUtf8(row.record) ?? "");
  const isBound = record?.details === toBase64(sha256(row.details));
  const fields = isBound ? parseDetails(fromUtf8(row.details) ?? "")?.fields : undefined;
  return {
    ...(record?.record === RECORD_V2 ? { claim: claimOf(record) } : {}),
    ...(fields === undefined ? {} : { fields }),
  };
}
