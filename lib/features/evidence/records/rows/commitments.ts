/** What a record commits to, for those who want to recompute it. */
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

export interface Commitments {
  /** Hex SHA-256 of the record's bytes: what the entry carries. */
  recordHash: string;
  /** Hex SHA-256 of the private details' bytes: what the record carries. */
  detailsHash: string;
  /** Name of the organisation, as it is today. */
  organisation: string;
  /** When the block that took it in was made; undefined while it waits. */
  anchoredAt?: string;
}

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
    organisation: row.organisation.name,
    ...(block ? { anchoredAt: block.time.toISOString() } : {}),
  };
}
