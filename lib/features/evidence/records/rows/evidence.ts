/** Reading evidence. Every read that is not public takes what the proven actor may see. */

import { parseDetails } from "#lib/core/claim/details.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import { readTogether } from "#lib/infra/db/batches.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { EARLIER_MAX, type EarlierRecord, type Evidence, type EvidenceFilter, type EvidenceSummary } from "../types.ts";
import { type IdPage, listEvidenceIds } from "./list.ts";

/** A record as it is listed: with its place in the ledger, since when others vouch for that, and its labels. */
export interface ListedRow {
  id: string;
  type: string;
  kind: string | null;
  name: string;
  sha256: Uint8Array;
  size: bigint | null;
  details: Uint8Array;
  record: Uint8Array;
  received_at: Date;
  content_kept: boolean;
  ledger: string | null;
  index: bigint;
  block_height: bigint;
  witnessed_at: Date | null;
  timestamped_at: Date | null;
  tags: string[];
  unit_id: string | null;
  /** Of what was erased. */
  erased_at?: Date | undefined;
}

export function toSummary(row: Omit<ListedRow, "record">): EvidenceSummary {
  const details = parseDetails(fromUtf8(row.details) ?? "");
  return {
    id: row.id,
    type: row.type as EvidenceSummary["type"], // the table accepts no other
    kind: (row.kind as EvidenceSummary["kind"] | null) ?? "content",
    name: row.name,
    sha256: Buffer.from(row.sha256).toString("hex"),
    ...(row.size === null ? {} : { size: Number(row.size) }),
    ...(details?.mediaType === undefined ? {} : { mediaType: details.mediaType }),
    state: row.ledger === null ? "recorded" : "anchored",
    receivedAt: row.received_at.toISOString(),
    contentKept: row.content_kept,
    ...(row.ledger === null
      ? {}
      : { entry: { ledger: row.ledger, index: jsonNumber(row.index), blockHeight: jsonNumber(row.block_height) } }),
    ...(row.witnessed_at ? { witnessedAt: row.witnessed_at.toISOString() } : {}),
    ...(row.timestamped_at ? { timestampedAt: row.timestamped_at.toISOString() } : {}),
    ...(details?.fields === undefined ? {} : { fields: details.fields }),
    tags: row.tags,
    ...(row.unit_id === null ? {} : { unit: row.unit_id }),
    ...(row.erased_at === undefined ? {} : { erasedAt: row.erased_at.toISOString() }),
  };
}

export interface EvidencePage extends Omit<IdPage, "ids"> {
  evidence: EvidenceSummary[];
}

/** A page of an organisation's evidence, newest first; `older` and `newer` continue it. */
export async function listEvidence(
  reach: Reach,
  query: { filter: EvidenceFilter; cursor: Cursor; limit: number },
): Promise<EvidencePage> {
  const { ids, ...page } = await listEvidenceIds({ reach, ...query });
  return { ...page, evidence: await readEvidence(reach, ids) };
}

/** Those of them that are within reach, newest first. */
export async function readEvidence(reach: Reach, ids: readonly string[]): Promise<EvidenceSummary[]> {
  return (await readListed(reach, ids)).map(toSummary);
}

/** The same, with what binds them. One statement, in which each record is looked up by itself: a page has few, and round trips cost more. */
export async function readListed({ organisationId, units }: Reach, ids: readonly string[]): Promise<ListedRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool().query<ListedRow>(
    `SELECT e.id, e.type, e.kind, e.name, e.sha256, e.size, e.details, e.record, e.received_at, e.content_kept, e.unit_id,
       n.ledger, n.index, n.block_height,
       (SELECT w.at FROM block_witnessed w WHERE w.ledger = n.ledger AND w.height >= n.block_height
        ORDER BY w.height LIMIT 1) AS witnessed_at,
       (SELECT t.time FROM block_timestamp t WHERE t.ledger = n.ledger AND t.height >= n.block_height
        ORDER BY t.height, t.time LIMIT 1) AS timestamped_at,
       ARRAY(SELECT t.label FROM evidence_tag t WHERE t.evidence_id = e.id ORDER BY t.label COLLATE "C") AS tags
     FROM unnest($2::uuid[]) AS asked (id)
     CROSS JOIN LATERAL (SELECT * FROM evidence_whole r WHERE r.id = asked.id AND r.organisation_id = $1 AND ${inUnits("r.unit_id", "$3")} LIMIT 1) e
     LEFT JOIN LATERAL (SELECT ledger, index, block_height FROM ledger_entry WHERE evidence_id = e.id LIMIT 1) n ON true
     ORDER BY e.id DESC`,
    [organisationId, ids, units],
  );
  return await withErasures(rows);
}

/** What was erased has no details any more: only then is it asked since when. */
async function withErasures<Row extends Pick<ListedRow, "id" | "details">>(
  rows: readonly Row[],
): Promise<(Row & { erased_at?: Date })[]> {
  const erased = rows.filter(({ details }) => details.length === 0).map(({ id }) => id);
  if (erased.length === 0) return [...rows];
  const { rows: found } = await pool().query<{ id: string; at: Date }>(
    "SELECT evidence_id AS id, erased_at AS at FROM evidence_erasure WHERE evidence_id = ANY ($1::uuid[])",
    [erased],
  );
  const times = new Map(found.map(({ id, at }) => [id, at]));
  return rows.map((row) => {
    const at = times.get(row.id);
    return at === undefined ? row : { ...row, erased_at: at };
  });
}

type FoundRow = Omit<ListedRow, "record"> & {
  /** Of who asked for it, from 1. */
  place: number;
  earlier: EarlierRecord[] | null;
};

/** One statement for all who ask at the same time: prisma/migrations/0014_read_together. */
const readOne = readTogether<Reach & { id: string }, FoundRow>(async (wanted) => {
  const { rows } = await pool().query<FoundRow>("SELECT * FROM read_records($1, $2, $3, $4)", [
    wanted.map(({ organisationId }) => organisationId),
    wanted.map(({ id }) => id),
    EARLIER_MAX,
    wanted.map(asText),
  ]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return wanted.map((_, at) => found.get(at + 1));
});

/** An array of uuid as PostgreSQL writes it: of those who ask together each has units of its own. */
export function asText({ units }: Pick<Reach, "units">): string | null {
  return units && `{${units.join(",")}}`;
}

/** One record with its earlier ones; undefined where there is none under this id within reach. */
export async function findEvidence({ organisationId, units }: Reach, id: string): Promise<Evidence | undefined> {
  const found = await readOne({ organisationId, units, id });
  const [row] = found ? await withErasures([found]) : [];
  if (!row) return undefined;
  return { ...toSummary(row), earlier: (row.earlier ?? []).map(toEarlier) };
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
