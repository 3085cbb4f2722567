/** Where records that were taken over come from. */
import { originOf } from "#lib/core/claim/origin.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { fromUtf8, toHex } from "#lib/core/text/bytes.ts";
import { readBytes } from "#lib/features/evidence/records/rows/bytes.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type Origin, originKey } from "../types.ts";

interface Named {
  organisationId: OrganisationId;
  /** Of the old record. */
  recordHash: Uint8Array<ArrayBuffer>;
}

/** Undefined when the organisation has no such origin. */
export async function findOrigin({ organisationId, recordHash }: Named): Promise<Origin | undefined> {
  const where = { organisationId_recordHash: { organisationId, recordHash } };
  const row = await prisma().evidenceOrigin.findUnique({ where, select: { sha256: true } });
  if (!row) return undefined;
  const record = toHex(recordHash);
  const evidence = await prisma().evidence.findFirst({
    where: { organisationId, idempotencyKey: originKey(record) },
    select: { id: true },
  });
  return { record, sha256: toHex(row.sha256), ...(evidence && { evidence: evidence.id }) };
}

/** The exact bytes of the old receipt. */
export async function findOriginReceipt({ organisationId, recordHash }: Named): Promise<Uint8Array | undefined> {
  const where = { organisationId_recordHash: { organisationId, recordHash } };
  return (await prisma().evidenceOrigin.findUnique({ where, select: { receipt: true } }))?.receipt;
}

/** The receipt that a record was taken over with, as its public page hands it out: without the private details. */
export async function findPublicOrigin(evidenceId: string): Promise<Uint8Array | undefined> {
  const [row] = await readBytes(undefined, [evidenceId]);
  const hash = row ? originOf(parseRecord(fromUtf8(row.record) ?? "")) : undefined;
  if (!row || hash === undefined) return undefined;
  const { organisationId } = row;
  const kept = await findOriginReceipt({ organisationId, recordHash: new Uint8Array(hash) });
  const { parts } = kept === undefined ? {} : openReceipt(kept);
  if (parts === undefined) return undefined;
  const { details: _, ...shown } = parts.receipt;
  return formatReceipt(shown);
}

/** SHA-256 of the record that a record within reach names as its origin; undefined where it names none. */
export async function findNamedOrigin(reach: Reach, id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [row] = await readBytes(reach, [id]);
  const hash = row ? originOf(parseRecord(fromUtf8(row.record) ?? "")) : undefined;
  return hash && new Uint8Array(hash);
}
