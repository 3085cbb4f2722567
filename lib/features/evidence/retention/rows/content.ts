/** Kept content: where it lies, the digests of its chunks, and what was found damaged. */
import { readStored } from "#lib/features/keyring/rows/stored-content.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { ContentAddress, Part } from "#lib/infra/storage/port.ts";
import type { OpenedContent } from "#lib/infra/storage/sealed/opening.ts";
import type { Damage, KeptContent } from "../types.ts";
import { findStagedKey } from "./staged.ts";

/** Opens content, placed or not yet. Undefined when it is not there. */
export async function openContent(address: ContentAddress, part?: Part): Promise<OpenedContent | undefined> {
  const placed = await readStored(address, part);
  if (placed) return placed;
  const key = await findStagedKey(address);
  if (key === undefined) return undefined;
  // It may have been placed in between.
  return (await readStored({ key }, part)) ?? (await readStored(address, part));
}

const nameOf = ({ organisationId, sha256 }: ContentAddress) => ({ organisationId, sha256: new Uint8Array(sha256) });

/** 32 bytes a chunk; undefined of content of one, and where they were not kept. */
export async function findDigests(address: ContentAddress): Promise<Uint8Array | undefined> {
  const where = { organisationId_sha256: nameOf(address) };
  return (await prisma().contentChunks.findUnique({ where, select: { digests: true } }))?.digests;
}

/** What was found last, while it was not found to be right again. */
export async function findDamage(address: ContentAddress): Promise<Damage | undefined> {
  const where = { organisationId_sha256: nameOf(address) };
  const row = await prisma().damagedContent.findUnique({ where, select: { problem: true } });
  return row?.problem as Damage | undefined;
}

export async function countDamaged(): Promise<number> {
  return await prisma().damagedContent.count();
}

/** Ids of evidence whose content is damaged, what was found first first. */
export async function listDamagedEvidence(rowsMax: number): Promise<string[]> {
  const rows = await prisma().$queryRaw<{ id: string }[]>`
    SELECT e.id FROM damaged_content d
    JOIN evidence e ON e.organisation_id = d.organisation_id AND e.sha256 = d.sha256 AND e.content_kept
    ORDER BY d.found_at, d.organisation_id, d.sha256, e.id LIMIT ${rowsMax}`;
  return rows.map(({ id }) => id);
}

type Row = ContentAddress & { size: bigint };
const toKept = ({ size, ...address }: Row): KeptContent => ({ ...address, size: Number(size) });

/** Content that was found damaged and not looked at since, what waits longest first. */
export async function listDamaged({ checkedBefore, rowsMax }: { checkedBefore: Date; rowsMax: number }) {
  const rows = await prisma().$queryRaw<Row[]>`
    SELECT d.organisation_id AS "organisationId", d.sha256, e.size FROM damaged_content d
    CROSS JOIN LATERAL (SELECT size FROM evidence v
      WHERE v.organisation_id = d.organisation_id AND v.sha256 = d.sha256 AND v.content_kept LIMIT 1) e
    WHERE d.checked_at < ${checkedBefore} ORDER BY d.checked_at LIMIT ${rowsMax}`;
  return rows.map(toKept);
}

/** Everything that is kept, in the order of addresses, behind this one. */
export async function listKept({
  behind,
  rowsMax,
}: {
  behind: ContentAddress;
  rowsMax: number;
}): Promise<KeptContent[]> {
  const rows = await prisma().$queryRaw<Row[]>`
    SELECT DISTINCT ON (organisation_id, sha256) organisation_id AS "organisationId", sha256, size FROM evidence
    WHERE content_kept AND (organisation_id, sha256) > (${behind.organisationId}::uuid, ${Buffer.from(behind.sha256)})
    ORDER BY organisation_id, sha256 LIMIT ${rowsMax}`;
  return rows.map(toKept);
}

/** Of all that is kept. */
export async function sumKept(): Promise<bigint> {
  const [row] = await prisma().$queryRaw<{ bytes: bigint }[]>`
    SELECT coalesce(sum(size), 0)::bigint AS bytes FROM (
      SELECT DISTINCT ON (organisation_id, sha256) size FROM evidence WHERE content_kept) kept`;
  return row?.bytes ?? 0n;
}
