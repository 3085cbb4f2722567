/** The rows of a ledger in bounded batches by ranges of their keys, each batch asked for while the last is looked at. */

import { listBlocks } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { type Block, PAGE_ROWS_MAX } from "#lib/features/ledger/sealing/types.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { EVIDENCE_COLUMNS, type EvidenceRow } from "./evidence-row.ts";

/** Small enough for a socket's buffer, so that the database need not wait until the last batch has been looked at. */
const ENTRIES_PER_BATCH = 2_048;
const NODES_PER_BATCH = 4_096;
/** Sequence numbers looked through at once for evidence without an entry. */
const SEQUENCES_PER_BATCH = 50_000;

/** An entry with its evidence; numbers in decimal, hashes in base64. `id` is null when there is no such evidence. */
export interface EntryRow extends Omit<EvidenceRow, "id"> {
  id: string | null;
  index: string;
  /** null: the leaf is a header or a signed statement. */
  evidenceId: string | null;
  blockHeight: string;
  /** Text; of a signed statement base64. */
  entry: string;
  /** Base64 of the statement that it is to be. */
  statement: string | null;
  statementReceivedAt: Date | null;
  leaf: string;
}

/** PostgreSQL breaks its base64 into lines. */
const base64 = (column: string): string => `replace(encode(${column}, 'base64'), E'\\n', '')`;

export interface WaitingRow extends EvidenceRow {
  sequence: string;
  pendingLedger: string | null;
  pendingSequence: string | null;
}

/** A key and its end; sizes in decimal. */
export interface KeyRow {
  number: number;
  verifierKey: string;
  since: string;
  end: string | null;
  statement: string | null;
}

export interface Source {
  connection: Connection;
  ledger: string;
}

/** The ledger's keys, the oldest first. */
export async function readKeyRows({ connection, ledger }: Source): Promise<KeyRow[]> {
  const { rows } = await connection.query<KeyRow>(
    `SELECT k.number, k.verifier_key AS "verifierKey", k.since_size::text AS since, e.size::text AS end, k.statement
     FROM ledger_key k LEFT JOIN ledger_key_end e ON e.ledger = k.ledger AND e.number = k.number
     WHERE k.ledger = $1 ORDER BY k.number`,
    [ledger],
  );
  return rows;
}

/** Blocks from height 0 on. */
export async function* readBlocks({ connection, ledger }: Source): AsyncGenerator<Block> {
  for (let height = 0n; ; height += BigInt(PAGE_ROWS_MAX)) {
    const blocks = await listBlocks({
      ledger,
      before: height + BigInt(PAGE_ROWS_MAX),
      limit: PAGE_ROWS_MAX,
      on: connection,
    });
    const page = blocks.filter((block) => block.height >= height).reverse();
    yield* page;
    if (page.length === 0) return;
  }
}

/** Entries of one index after the other, batch by batch: whoever takes them sees gaps as indexes that do not follow. */
export class EntryReader {
  /** Where it ends, or would. */
  readonly end: number;
  readonly #source: Source;
  #first: number;
  #coming: Promise<EntryRow[]>;

  /** From index `first` on, to below `end`. */
  constructor(source: Source, { first, end = Number.MAX_SAFE_INTEGER }: { first: number; end?: number | undefined }) {
    this.#source = source;
    this.#first = first;
    this.end = end;
    this.#coming = this.#read();
  }

  /** The entries with the next ENTRIES_PER_BATCH indexes; empty where there are none. */
  async next(): Promise<EntryRow[]> {
    const batch = await this.#coming;
    this.#first += ENTRIES_PER_BATCH;
    this.#coming = this.#read();
    return batch;
  }

  #read(): Promise<EntryRow[]> {
    const { connection, ledger } = this.#source;
    if (this.#first >= this.end) return Promise.resolve([]);
    const query = connection.query<EntryRow>(
      `SELECT e.index::text AS index, e.evidence_id AS "evidenceId", e.block_height::text AS "blockHeight",
         CASE WHEN s.id IS NULL THEN convert_from(e.entry, 'UTF8') ELSE ${base64("e.entry")} END AS entry,
         encode(e.leaf_hash, 'base64') AS leaf, ${base64("s.entry")} AS statement, s.received_at AS "statementReceivedAt",
         ${EVIDENCE_COLUMNS}
       FROM ledger_entry e
       LEFT JOIN statement_entry t ON t.ledger = e.ledger AND t.index = e.index
       LEFT JOIN statement s ON s.id = t.statement_id AND s.ledger = e.ledger
       LEFT JOIN LATERAL (SELECT * FROM evidence_whole WHERE id = e.evidence_id OFFSET 0) v ON true
       WHERE e.ledger = $1 AND e.index >= $2 AND e.index < $3 ORDER BY e.index`,
      [ledger, this.#first, Math.min(this.#first + ENTRIES_PER_BATCH, this.end)],
    );
    const rows = query.then((result) => result.rows);
    rows.catch(() => {}); // awaited by the next call, if there is one
    return rows;
  }
}

/** Stored subtrees in the order of their indexes, level by level. */
export class NodeReader {
  readonly #source: Source;
  /** By level: what was read and not taken yet, and the index from which to read on. */
  readonly #levels = new Map<number, { rows: { index: bigint; hash: Buffer }[]; at: number; next: bigint }>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** The next subtree of a level; undefined when there is none up to `last`, an index. */
  async next(level: number, last: bigint): Promise<{ index: bigint; hash: Buffer } | undefined> {
    const state = this.#levels.get(level) ?? { rows: [], at: 0, next: 0n };
    this.#levels.set(level, state);
    if (state.at === state.rows.length) {
      const { connection, ledger } = this.#source;
      const { rows } = await connection.query<{ index: bigint; hash: Buffer }>(
        `SELECT index, hash FROM ledger_node WHERE ledger = $1 AND level = $2 AND index >= $3 ORDER BY index LIMIT $4`,
        [ledger, level, state.next, NODES_PER_BATCH],
      );
      state.rows = rows;
      state.at = 0;
      state.next = (rows.at(-1)?.index ?? state.next) + 1n;
    }
    const node = state.rows[state.at];
    if (!node || node.index > last) return undefined;
    state.at += 1;
    return node;
  }
}

/** What is known of a ledger's evidence without a look at its bytes. */
export interface EvidenceFigures {
  /** Decimal. */
  count: string;
  /** Which batches of SEQUENCES_PER_BATCH sequence numbers hold evidence that has no entry, the lowest first. */
  waiting: bigint[];
}

/** How much evidence a ledger has. */
export async function countEvidence({ connection, ledger }: Source): Promise<bigint> {
  const sql = "SELECT count(*) AS count FROM evidence WHERE ledger = $1";
  const { rows } = await connection.query<{ count: bigint }>(sql, [ledger]);
  return rows[0]?.count ?? 0n;
}

/** @param anchored how many pieces of evidence have an entry, where that is known */
export async function readFigures(
  source: Source,
  { count, anchored }: { count: bigint; anchored: number | undefined },
): Promise<EvidenceFigures> {
  const marked = anchored === undefined ? undefined : await listWaiting(source, ONLY_MARKED);
  // As many as there can be: then what is marked as waiting is all that waits.
  const isAll = marked && marked.count + BigInt(anchored ?? 0) === count;
  return { count: String(count), waiting: (isAll ? marked : await listWaiting(source, "")).batches };
}

const ONLY_MARKED = "AND v.id IN (SELECT evidence_id FROM ledger_pending WHERE ledger = $1)";

/** Evidence that has no entry: all of it, which takes a look at every row, or as far as `only` selects it. */
async function listWaiting(
  { connection, ledger }: Source,
  only: string,
): Promise<{ count: bigint; batches: bigint[] }> {
  const { rows } = await connection.query<{ batch: bigint; count: bigint }>(
    `SELECT (v.sequence - 1) / $2::bigint AS batch, count(*) AS count FROM evidence v
     WHERE v.ledger = $1 ${only} AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.evidence_id = v.id)
     GROUP BY batch ORDER BY batch`,
    [ledger, SEQUENCES_PER_BATCH],
  );
  return { count: rows.reduce((sum, row) => sum + row.count, 0n), batches: rows.map(({ batch }) => batch) };
}

/** Evidence of such a stretch that has no entry, with its row of `ledger_pending`. */
export async function readWaiting({ connection, ledger }: Source, batch: bigint): Promise<WaitingRow[]> {
  const after = batch * BigInt(SEQUENCES_PER_BATCH);
  const { rows } = await connection.query<WaitingRow>(
    `SELECT v.sequence::text AS sequence, p.ledger AS "pendingLedger", p.sequence::text AS "pendingSequence",
       ${EVIDENCE_COLUMNS}
     FROM evidence_whole v
     LEFT JOIN ledger_pending p ON p.evidence_id = v.id
     WHERE v.ledger = $1 AND v.sequence > $2 AND v.sequence <= $3
       AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.evidence_id = v.id)
     ORDER BY v.sequence`,
    [ledger, after, after + BigInt(SEQUENCES_PER_BATCH)],
  );
  return rows;
}
