/** Reading evidence. Every read that is not public takes the proven organisation. */

import { fromUtf8 } from "#lib/core/bytes.ts";
import { parseDetails } from "#lib/core/record.ts";
import type { OrganisationId } from "#lib/infra/auth/types.ts";
import { type Prisma, prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { ListQuery } from "./schema.ts";
import { EARLIER_MAX, type EarlierRecord, type Evidence, type EvidenceSummary } from "./types.ts";

const ENTRY = { entry: { select: { ledgerName: true, index: true, blockHeight: true } } } as const;
type Row = Prisma.EvidenceGetPayload<{ include: typeof ENTRY }>;

function toSummary(row: Row): EvidenceSummary {
  const details = parseDetails(fromUtf8(row.details) ?? "");
  const { entry } = row;
  return {
    id: row.id,
    type: row.type as EvidenceSummary["type"], // the table accepts no other
    name: row.name,
    sha256: Buffer.from(row.sha256).toString("hex"),
    ...(row.size === null ? {} : { size: Number(row.size) }),
    ...(details?.mediaType === undefined ? {} : { mediaType: details.mediaType }),
    state: entry ? "anchored" : "recorded",
    receivedAt: row.receivedAt.toISOString(),
    contentKept: row.contentKept,
    ...(entry
      ? { entry: { ledger: entry.ledgerName, index: `${entry.index}`, blockHeight: `${entry.blockHeight}` } }
      : {}),
  };
}

/** A page of an organisation's evidence, newest first; `next` continues it. */
export async function listEvidence(
  organisationId: OrganisationId,
  query: ListQuery,
): Promise<{ evidence: EvidenceSummary[]; next?: string }> {
  const { cursor, limit, q, sha256, state, from, to } = query;
  const rows = await prisma().evidence.findMany({
    where: {
      organisationId,
      ...(cursor ? { id: { lt: cursor } } : {}),
      ...(q ? { name: { contains: escapeLike(q), mode: "insensitive" } } : {}),
      ...(sha256 ? { sha256 } : {}),
      ...(state ? { entry: state === "anchored" ? { isNot: null } : { is: null } } : {}),
      ...(from || to ? { receivedAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
    },
    include: ENTRY,
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { evidence: page.map(toSummary), ...(rows.length > limit && last ? { next: last.id } : {}) };
}

// Prisma hands `contains` to LIKE as it is, where % and _ would stand for anything.
function escapeLike(text: string): string {
  return text.normalize("NFC").replace(/[\\%_]/g, "\\$&");
}

/** One record with its earlier ones; undefined when the organisation has none under this id. */
export async function findEvidence(
  organisationId: OrganisationId,
  id: string,
  on: Tx = prisma(),
): Promise<Evidence | undefined> {
  const row = await on.evidence.findFirst({ where: { id, organisationId }, include: ENTRY });
  return row ? await withEarlier(on, row) : undefined;
}

/** The record that was submitted under this key. */
export async function findByIdempotencyKey(
  organisationId: OrganisationId,
  idempotencyKey: string,
  on: Tx = prisma(),
): Promise<Evidence | undefined> {
  const row = await on.evidence.findUnique({
    where: { organisationId_idempotencyKey: { organisationId, idempotencyKey } },
    include: ENTRY,
  });
  return row ? await withEarlier(on, row) : undefined;
}

async function withEarlier(on: Tx, row: Row): Promise<Evidence> {
  const { organisationId, sha256, sequence } = row;
  const rows = await on.evidence.findMany({
    where: { organisationId, sha256, sequence: { lt: sequence } },
    select: { id: true, receivedAt: true },
    orderBy: { sequence: "desc" },
    take: EARLIER_MAX,
  });
  return { ...toSummary(row), earlier: rows.map(toEarlier) };
}

function toEarlier({ id, receivedAt }: { id: string; receivedAt: Date }): EarlierRecord {
  return { id, receivedAt: receivedAt.toISOString() };
}

export interface PublicRecord {
  id: string;
  receivedAt: string;
  /** Name of the organisation, as it is today. */
  submitter: string;
  state: EvidenceSummary["state"];
}

const LOOKUP_MAX = 20;

/** Records of this digest, oldest first, of the organisations that let themselves be found. */
export async function lookUpDigest(sha256: Uint8Array<ArrayBuffer>): Promise<PublicRecord[]> {
  const rows = await prisma().evidence.findMany({
    where: { sha256, organisation: { publicLookup: true } },
    select: {
      id: true,
      receivedAt: true,
      organisation: { select: { name: true } },
      entry: { select: { index: true } },
    },
    orderBy: { sequence: "asc" },
    take: LOOKUP_MAX,
  });
  return rows.map(({ id, receivedAt, organisation, entry }) => ({
    id,
    receivedAt: receivedAt.toISOString(),
    submitter: organisation.name,
    state: entry ? "anchored" : "recorded",
  }));
}
