/** How certificates stand, as it is stored. */
import { blinded } from "#lib/core/claim/entry.ts";
import { equalBytes, fromUtf8, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { namedPath } from "#lib/features/ledger/explorer/schema/named.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import type { SubjectView } from "./schema.ts";
import {
  type CertificateState,
  type CurrentStatus,
  type ExplorerLinks,
  STATUS_CHANGES,
  type StatusChange,
  type StatusEntry,
  stateAfter,
} from "./types.ts";

type LastRow = {
  id: string;
  state: string;
  at: Date;
  reason: string;
  replacement: string | null;
  recorded: boolean;
};

/**
 * How each certificate stands now.
 *
 * @returns by id; one that has not changed since it was issued is not in it, and is valid
 */
export async function changedStatuses(
  certificateIds: readonly string[],
  on: Database = pool(),
): Promise<Map<string, CurrentStatus>> {
  const { rows } = await on.query<LastRow>(
    `SELECT DISTINCT ON (certificate_id) certificate_id AS id, state, at, reason, replacement, evidence_id IS NOT NULL AS recorded
     FROM certificate_status WHERE certificate_id = ANY($1::uuid[]) ORDER BY certificate_id, number DESC`,
    [certificateIds],
  );
  return new Map(rows.map(({ id, ...row }) => [id, toStatus(row)]));
}

/** How each certificate stands now, of every id that is asked for. */
export async function statusOf(certificateIds: readonly string[]): Promise<Map<string, CurrentStatus>> {
  const changed = await changedStatuses(certificateIds);
  return new Map(certificateIds.map((id) => [id, changed.get(id) ?? { state: "valid" }]));
}

/** All that became of a certificate, the oldest first. */
export async function listStatuses(certificateId: string): Promise<StatusEntry[]> {
  const { rows } = await pool().query<
    Omit<LastRow, "id" | "recorded"> & { number: number; statement: string; evidenceId: string | null }
  >(
    `SELECT number, state, at, reason, replacement, statement, evidence_id AS "evidenceId"
     FROM certificate_status WHERE certificate_id = $1 ORDER BY number`,
    [certificateId],
  );
  return rows.map(({ state, replacement, evidenceId, ...row }) => ({
    ...row,
    state: changeOf(state),
    ...(replacement === null ? {} : { replacement }),
    ...(evidenceId === null ? {} : { evidenceId }),
  }));
}

function toStatus({ state, at, reason, replacement, recorded }: Omit<LastRow, "id">): CurrentStatus {
  return {
    ...{ state: stateAfter(changeOf(state)), at, recorded },
    ...(reason === "" ? {} : { reason }),
    ...(replacement === null ? {} : { replacement }),
  };
}

function changeOf(state: string): StatusChange {
  const change = STATUS_CHANGES.find((each) => each === state);
  if (change === undefined) throw new Error(`A status is stored as ${state}.`);
  return change;
}

/** The newest; whoever suspends and resumes one certificate more often than that is no reader's concern. */
const ENTRIES_MAX = 50;

interface Asked {
  ledger: string;
  /** As in the entries. */
  subject: Uint8Array;
  /** SHA-256 of the leaf. */
  leaf?: Uint8Array | undefined;
}

type EntryRow = { index: bigint; evidenceId: string; statement: string | null; leaf: string | null };

const ENTRIES = `SELECT l.index, e.id AS "evidenceId", s.statement, c.leaf
  FROM evidence e JOIN ledger_entry l ON l.evidence_id = e.id
  LEFT JOIN certificate_status s ON s.evidence_id = e.id AND s.subject = e.subject
  LEFT JOIN certificate c ON c.id = s.certificate_id
  WHERE e.subject = $1 AND l.ledger = $2 ORDER BY l.index DESC LIMIT ${ENTRIES_MAX}`;

/** Entries that are in a block, in the ledger's order; statements and receipts for those who know the leaf. */
export async function readSubject({ ledger, subject, leaf }: Asked): Promise<SubjectView> {
  const { rows } = await pool().query<EntryRow>(ENTRIES, [Buffer.from(subject), ledger]);
  return { items: await Promise.all(rows.reverse().map((row) => toItem(row, leaf))) };
}

async function toItem(row: EntryRow, leaf: Uint8Array | undefined): Promise<SubjectView["items"][number]> {
  const index = jsonNumber(row.index);
  const isKnown = leaf !== undefined && row.leaf !== null && equalBytes(sha256(utf8(row.leaf)), leaf);
  if (!isKnown || row.statement === null) return { index };
  const receipt = fromUtf8((await buildReceipt({ evidenceId: row.evidenceId }))?.json ?? new Uint8Array());
  return { index, statement: row.statement, ...(receipt ? { receipt } : {}) };
}

/** Where the ledger has a certificate: its batch's entry, and how entries about what became of it name it. */
export interface LedgerPlace {
  ledger: string;
  /** Of the batch's entry; undefined while it is in no block. */
  index: bigint | undefined;
  /** Hex. */
  subject: string;
}

export async function findLedgerPlace(certificateId: string): Promise<LedgerPlace | undefined> {
  const { rows } = await pool().query<{ ledger: string; index: bigint | null; leaf: string }>(
    `SELECT e.ledger, l.index, c.leaf FROM certificate c JOIN certificate_batch b ON b.id = c.batch_id
     JOIN evidence e ON e.id = b.evidence_id LEFT JOIN ledger_entry l ON l.evidence_id = e.id WHERE c.id = $1`,
    [certificateId],
  );
  const [row] = rows;
  if (!row) return undefined;
  return { ledger: row.ledger, index: row.index ?? undefined, subject: toHex(blinded("subject", utf8(row.leaf))) };
}

/** Pages of the explorer about a certificate. */
export function explorerLinks({ ledger, index, subject }: LedgerPlace): ExplorerLinks {
  const path = explorerPath(ledger);
  return {
    ...(index === undefined ? {} : { entry: { index: jsonNumber(index), href: `${path}/entries/${index}` } }),
    life: `${path}${namedPath({ what: "subject", subject })}`,
  };
}

/** What tells whether a list that was signed still says how things stand. */
export interface ListHead {
  issuerId: string;
  slug: string;
  number: number;
  /** How often its entries changed, and when they last did. */
  changes: bigint;
  changedAt: Date | null;
  /** Of the keys that sign now, and since when both do. */
  keyNumber: number;
  walletKeyNumber: number;
  keyFrom: Date;
}

/** A list of which an entry was handed out; undefined for any other. */
export async function findList({ slug, number }: { slug: string; number: number }): Promise<ListHead | undefined> {
  const { rows } = await pool().query<ListHead>(
    `SELECT i.id AS "issuerId", i.slug, l.number, coalesce(c.changes, 0)::bigint AS changes, c.changed_at AS "changedAt",
       e.number AS "keyNumber", p.number AS "walletKeyNumber", greatest(e.from_at, p.from_at) AS "keyFrom"
     FROM issuer i JOIN status_list l ON l.issuer_id = i.id AND l.number = $2
     JOIN issuer_key e ON e.issuer_id = i.id AND e.kind = 'ed25519' AND e.until_at IS NULL
     JOIN issuer_key p ON p.issuer_id = i.id AND p.kind = 'p256' AND p.until_at IS NULL
     LEFT JOIN status_list_change c ON c.issuer_id = i.id AND c.number = l.number
     WHERE i.slug = $1`,
    [slug, number],
  );
  return rows[0];
}

/**
 * How entries of a list stand behind its changes with the numbers from `after`, without that one, to `upTo`: those that changed, in the order
 * in which they did.
 */
export async function readChanges({
  issuerId,
  number,
  after,
  upTo,
}: {
  issuerId: string;
  number: number;
  after: bigint;
  upTo: bigint;
}): Promise<{ index: number; state: CertificateState }[]> {
  const { rows } = await pool().query<{ index: number; state: string }>(
    `SELECT status_index AS index, state FROM certificate_status
     WHERE issuer_id = $1 AND status_list = $2 AND list_change > $3 AND list_change <= $4 ORDER BY list_change, number`,
    [issuerId, number, after, upTo],
  );
  return rows.map(({ index, state }) => ({ index, state: stateAfter(changeOf(state)) }));
}

/** Lists of an issuer, the first one first. */
export async function countLists(issuerId: string): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM status_list WHERE issuer_id = $1",
    [issuerId],
  );
  return rows[0]?.count ?? 0;
}
