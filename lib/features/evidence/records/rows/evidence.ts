/** Reading evidence. Every read that is not public takes the proven organisation. */

import { parseDetails } from "#lib/core/claim/details.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { type Attested, readAttested } from "#lib/features/ledger/publishing/rows/attested.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma } from "#lib/infra/db/prisma.ts";
import { EARLIER_MAX, type EarlierRecord, type Evidence, type EvidenceFilter, type EvidenceSummary } from "../types.ts";
import { type IdPage, listEvidenceIds } from "./list.ts";
import { readTags } from "./tags.ts";

const ENTRY = { entry: { select: { ledgerName: true, index: true, blockHeight: true } } } as const;
type Row = Prisma.EvidenceGetPayload<{ include: typeof ENTRY }>;
type SummaryRow = Pick<Row, "id" | "type" | "kind" | "name" | "size" | "receivedAt" | "contentKept" | "entry"> & {
  sha256: Uint8Array;
  details: Uint8Array;
  tags: string[];
};

/** What is anchored is told apart further by what others have signed since: one query for all rows. */
async function toSummaries(rows: readonly Row[]): Promise<EvidenceSummary[]> {
  const anchored = rows.flatMap(({ entry }) => entry ?? []);
  const [attested, tags] = await Promise.all([
    readAttested(anchored.map(({ ledgerName: ledger, blockHeight: height }) => ({ ledger, height }))),
    readTags(rows.map(({ id }) => id)),
  ]);
  const known = new Map(anchored.map((entry, at) => [entry, attested[at]]));
  return rows.map((row) =>
    toSummary({ ...row, tags: tags.get(row.id) ?? [] }, row.entry ? known.get(row.entry) : undefined),
  );
}

function toSummary(row: SummaryRow, { witnessedAt, timestampedAt }: Attested = {}): EvidenceSummary {
  const details = parseDetails(fromUtf8(row.details) ?? "");
  const { entry } = row;
  return {
    id: row.id,
    type: row.type as EvidenceSummary["type"], // the table accepts no other
    kind: row.kind ?? "content",
    name: row.name,
    sha256: Buffer.from(row.sha256).toString("hex"),
    ...(row.size === null ? {} : { size: Number(row.size) }),
    ...(details?.mediaType === undefined ? {} : { mediaType: details.mediaType }),
    state: entry ? "anchored" : "recorded",
    receivedAt: row.receivedAt.toISOString(),
    contentKept: row.contentKept,
    ...(entry
      ? {
          entry: {
            ledger: entry.ledgerName,
            index: jsonNumber(entry.index),
            blockHeight: jsonNumber(entry.blockHeight),
          },
        }
      : {}),
    ...(witnessedAt ? { witnessedAt: witnessedAt.toISOString() } : {}),
    ...(timestampedAt ? { timestampedAt: timestampedAt.toISOString() } : {}),
    ...(details?.fields === undefined ? {} : { fields: details.fields }),
    tags: row.tags,
  };
}

export interface EvidencePage extends Omit<IdPage, "ids"> {
  evidence: EvidenceSummary[];
}

/** A page of an organisation's evidence, newest first; `older` and `newer` continue it. */
export async function listEvidence(
  organisationId: OrganisationId,
  query: { filter: EvidenceFilter; cursor: Cursor; limit: number },
): Promise<EvidencePage> {
  const { ids, ...page } = await listEvidenceIds({ organisationId, ...query });
  return { ...page, evidence: await readEvidence(organisationId, ids) };
}

/** Those of them that are the organisation's, newest first. */
export async function readEvidence(organisationId: OrganisationId, ids: readonly string[]): Promise<EvidenceSummary[]> {
  const rows = await prisma().evidence.findMany({
    where: { organisationId, id: { in: [...ids] } },
    include: ENTRY,
    orderBy: { id: "desc" },
  });
  return await toSummaries(rows);
}

type FoundRow = {
  /** Of who asked for it, from 1. */
  place: number;
  id: string;
  type: string;
  kind: string | null;
  name: string;
  sha256: Uint8Array;
  size: bigint | null;
  details: Uint8Array;
  received_at: Date;
  content_kept: boolean;
  ledger: string | null;
  index: bigint;
  block_height: bigint;
  witnessed_at: Date | null;
  timestamped_at: Date | null;
  earlier: EarlierRecord[] | null;
  tags: string[];
};

/** One statement for all who ask at the same time: prisma/migrations/0014_read_together. */
const readOne = readTogether<{ organisationId: OrganisationId; id: string }, FoundRow>(async (wanted) => {
  const { rows } = await pool().query<FoundRow>("SELECT * FROM read_records($1, $2, $3)", [
    wanted.map(({ organisationId }) => organisationId),
    wanted.map(({ id }) => id),
    EARLIER_MAX,
  ]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return wanted.map((_, at) => found.get(at + 1));
});

/** One record with its earlier ones; undefined when the organisation has none under this id. */
export async function findEvidence(organisationId: OrganisationId, id: string): Promise<Evidence | undefined> {
  const row = await readOne({ organisationId, id });
  if (!row) return undefined;
  const { ledger, index, block_height: blockHeight, witnessed_at: witnessedAt, timestamped_at: timestampedAt } = row;
  const summary = toSummary(
    {
      ...row,
      receivedAt: row.received_at,
      contentKept: row.content_kept,
      entry: ledger === null ? null : { ledgerName: ledger, index, blockHeight },
    },
    { ...(witnessedAt ? { witnessedAt } : {}), ...(timestampedAt ? { timestampedAt } : {}) },
  );
  return { ...summary, earlier: (row.earlier ?? []).map(toEarlier) };
}

/** As PostgreSQL's JSON has it: the time in another spelling than ours. */
export function toEarlier({ id, receivedAt }: EarlierRecord): EarlierRecord {
  return { id, receivedAt: new Date(receivedAt).toISOString() };
}

export interface PublicRecord {
  id: string;
  receivedAt: string;
  /** Name of the organisation, as it is today. */
  submitter: string;
  state: EvidenceSummary["state"];
}

const LOOKUP_MAX = 20;

/** Records of this digest whose public page is on, oldest first, of the organisations that let themselves be found. */
export async function lookUpDigest(sha256: Uint8Array<ArrayBuffer>): Promise<PublicRecord[]> {
  const { rows } = await pool().query<{ id: string; received_at: Date; name: string; anchored: boolean }>(
    `SELECT e.id, e.received_at, o.name, n.evidence_id IS NOT NULL AS anchored
     FROM evidence e JOIN organisation o ON o.id = e.organisation_id
     LEFT JOIN ledger_entry n ON n.evidence_id = e.id
     WHERE e.sha256 = $1 AND o.public_lookup AND coalesce((SELECT p.public FROM evidence_publication p
       WHERE p.evidence_id = e.id ORDER BY p.number DESC LIMIT 1), true)
     ORDER BY e.id LIMIT $2`,
    [sha256, LOOKUP_MAX],
  );
  return rows.map(({ id, received_at, name, anchored }) => ({
    id,
    receivedAt: received_at.toISOString(),
    submitter: name,
    state: anchored ? "anchored" : "recorded",
  }));
}
