/** Renewals of a ledger, and what they bind of the time before. */
import { TIMESTAMPS_MAX } from "#lib/core/receipt/receipt-timestamps.ts";
import { RENEWALS_MAX } from "#lib/core/renewal/statement.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import type { Pin, Renewal, RenewalStamp } from "../types.ts";

/** Cosignatures in one note, as receipts show them. */
const COSIGNATURES_MAX = 48;

/** The renewals of a ledger, the oldest first. */
export async function listRenewals(ledger: string, on: Database = pool()): Promise<Renewal[]> {
  const { rows } = await on.query<Omit<Renewal, "stamps">>(
    `SELECT r.ledger, r.number, r.height, r.size, r.at, s.statement, e.evidence_id AS "evidenceId"
     FROM ledger_renewal r
     LEFT JOIN ledger_renewal_statement s ON s.ledger = r.ledger AND s.number = r.number
     LEFT JOIN ledger_renewal_record e ON e.ledger = r.ledger AND e.number = r.number
     WHERE r.ledger = $1 ORDER BY r.number LIMIT ${RENEWALS_MAX}`,
    [ledger],
  );
  const stamps = await listStamps(ledger, on);
  return rows.map((row) => ({
    ...row,
    statement: row.statement ?? undefined,
    evidenceId: row.evidenceId ?? undefined,
    stamps: stamps.filter(({ number }) => number === row.number),
  }));
}

async function listStamps(ledger: string, on: Database): Promise<(RenewalStamp & { number: number })[]> {
  const { rows } = await on.query<RenewalStamp & { number: number }>(
    `SELECT number, authority, token, time FROM ledger_renewal_stamp WHERE ledger = $1
     ORDER BY number, time, authority LIMIT ${RENEWALS_MAX * TIMESTAMPS_MAX}`,
    [ledger],
  );
  return rows;
}

/** Up to where a ledger is to be renewed: see `findEnd`. */
export interface RenewalEnd {
  height: bigint;
  size: bigint;
  /** Entries behind it, which the next renewal takes. */
  behind: bigint;
}

/**
 * The newest block with everything that blocks of this ledger get: cosignatures of a quorum, and a timestamp. What is newer has not been
 * vouched for yet, and what comes to vouch for it later would not be bound.
 *
 * @param options.newest takes the newest block, whoever has signed it
 * @returns undefined for a ledger without blocks
 */
export async function findEnd(options: {
  ledger: string;
  newest: boolean;
  on?: Database;
}): Promise<RenewalEnd | undefined> {
  const { ledger, newest, on = pool() } = options;
  const { rows } = await on.query<RenewalEnd>(
    `SELECT b.height, b.tree_size AS size, n.tree_size - b.tree_size AS behind
     FROM (SELECT height, tree_size FROM ledger_block WHERE ledger = $1 ORDER BY height DESC LIMIT 1) n
     LEFT JOIN LATERAL (SELECT w.height FROM block_witnessed w
       JOIN block_timestamp t ON t.ledger = w.ledger AND t.height = w.height
       WHERE w.ledger = $1 ORDER BY w.height DESC LIMIT 1) vouched ON true
     LEFT JOIN LATERAL (SELECT height FROM block_witnessed WHERE ledger = $1 ORDER BY height DESC LIMIT 1) w ON true
     LEFT JOIN LATERAL (SELECT height FROM block_timestamp WHERE ledger = $1 ORDER BY height DESC LIMIT 1) t ON true
     JOIN ledger_block b ON b.ledger = $1
       AND b.height = CASE WHEN $2 THEN n.height ELSE coalesce(vouched.height, w.height, t.height, n.height) END`,
    [ledger, newest],
  );
  return rows[0];
}

/** Blocks that receipts of entries from the block at `from` on show, up to the block at `to`; with what vouches for each of them now. */
export async function listShown(options: {
  ledger: string;
  from: bigint;
  to: bigint;
  on: Database;
}): Promise<bigint[]> {
  const { ledger, from, to, on } = options;
  const { rows } = await on.query<{ height: bigint }>(
    `WITH RECURSIVE shown AS (
       SELECT least(shown_height($1, $2), $3) AS height WHERE $2::bigint <= $3::bigint
       UNION ALL SELECT least(shown_height($1, height + 1), $3) FROM shown WHERE height < $3)
     SELECT height FROM shown ORDER BY height`,
    [ledger, from, to],
  );
  return rows.map(({ height }) => height);
}

/** What vouches for a block: the note with the lines of its witnesses, and the tokens over its text. */
export interface Attested {
  height: bigint;
  size: bigint;
  text: string;
  tokens: Uint8Array[];
  witnesses: string[];
  authorities: string[];
}

/**
 * As receipts show it, in the same order.
 *
 * @param options.pinned what vouched for each when it was renewed, and nothing that came later
 */
export async function readAttested(options: {
  ledger: string;
  heights: readonly bigint[];
  pinned: boolean;
  on?: Database;
}): Promise<Attested[]> {
  const { ledger, heights, pinned, on = pool() } = options;
  const { rows } = await on.query<Omit<Attested, "text"> & { checkpoint: string; lines: string[] }>(
    `SELECT b.height, b.tree_size AS size, b.checkpoint,
       coalesce(c.lines, '{}') AS lines, coalesce(c.witnesses, '{}') AS witnesses,
       coalesce(t.tokens, '{}') AS tokens, coalesce(t.authorities, '{}') AS authorities
     FROM ledger_block b
     LEFT JOIN ledger_renewal_checkpoint p ON p.ledger = b.ledger AND p.height = b.height
     CROSS JOIN LATERAL (SELECT array_agg(line ORDER BY signed_at, witness) AS lines,
         array_agg(witness ORDER BY signed_at, witness) AS witnesses
       FROM (SELECT * FROM block_cosignature s WHERE s.ledger = b.ledger AND s.height = b.height
         AND (NOT $3 OR s.witness = ANY (p.witnesses)) ORDER BY signed_at, witness LIMIT ${COSIGNATURES_MAX}) s) c
     CROSS JOIN LATERAL (SELECT array_agg(token ORDER BY time, authority) AS tokens,
         array_agg(authority ORDER BY time, authority) AS authorities
       FROM (SELECT * FROM block_timestamp s WHERE s.ledger = b.ledger AND s.height = b.height
         AND (NOT $3 OR s.authority = ANY (p.authorities)) ORDER BY time, authority LIMIT ${TIMESTAMPS_MAX}) s) t
     WHERE b.ledger = $1 AND b.height = ANY ($2::bigint[]) ORDER BY b.height`,
    [ledger, heights, pinned],
  );
  return rows.map(({ checkpoint, lines, ...rest }) => ({
    ...rest,
    text: checkpoint + lines.map((line) => `${line}\n`).join(""),
  }));
}

/** Everything that renewals of a ledger bind of the time before, in the order of the blocks. */
export async function listPins(ledger: string, on: Database = pool()): Promise<Pin[]> {
  const { rows } = await on.query<Pin>(
    "SELECT height, size, digest FROM ledger_renewal_checkpoint WHERE ledger = $1 ORDER BY height",
    [ledger],
  );
  return rows;
}
