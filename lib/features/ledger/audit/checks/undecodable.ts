/** The slow way round, taken only when the database could not read some bytes as the UTF-8 text they must be. */
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import type { Finding } from "./finding.ts";

const ROWS_PER_BATCH = 1_000;
const HEX_CHARS_MAX = 200;
/** PostgreSQL: character_not_in_repertoire, untranslatable_character, and what queries behind such an error answer. */
const SQL_STATES = new Set(["22021", "22P05", "25P02"]);

export function isUndecodable(error: unknown): boolean {
  return error instanceof Error && "code" in error && SQL_STATES.has(String(error.code));
}

interface Row {
  id: string | null;
  index: string | null;
  entry: Buffer | null;
  record: Buffer | null;
  details: Buffer | null;
}

/** Entries from index `from` on, and evidence that waits, with bytes that are no UTF-8; of each the first column. */
export async function* listUndecodable(options: {
  connection: Connection;
  ledger: string;
  from: number;
}): AsyncGenerator<Finding> {
  const { connection, ledger, from } = options;
  for (let next = String(from); ; ) {
    const { rows } = await connection.query<Row>(
      `SELECT v.id, e.index::text AS index, e.entry, v.record, v.details
       FROM ledger_entry e LEFT JOIN evidence_whole v ON v.id = e.evidence_id
       WHERE e.ledger = $1 AND e.index >= $2
         AND NOT EXISTS (SELECT FROM statement_entry s WHERE s.ledger = e.ledger AND s.index = e.index) ORDER BY e.index LIMIT $3`,
      [ledger, next, ROWS_PER_BATCH],
    );
    for (const row of rows) {
      const finding = undecodableIn(ledger, row);
      if (finding) yield finding;
    }
    const last = rows.at(-1)?.index;
    if (!last) return yield* listAmongWaiting({ connection, ledger });
    next = String(BigInt(last) + 1n);
  }
}

async function* listAmongWaiting({
  connection,
  ledger,
}: {
  connection: Connection;
  ledger: string;
}): AsyncGenerator<Finding> {
  for (let after = "0"; ; ) {
    const { rows } = await connection.query<Row & { sequence: string }>(
      `SELECT v.sequence::text AS sequence, v.id, NULL AS index, NULL AS entry, v.record, v.details FROM evidence_whole v
       WHERE v.ledger = $1 AND v.sequence > $2 AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.evidence_id = v.id)
       ORDER BY v.sequence LIMIT $3`,
      [ledger, after, ROWS_PER_BATCH],
    );
    for (const row of rows) {
      const finding = undecodableIn(ledger, row);
      if (finding) yield finding;
    }
    const last = rows.at(-1)?.sequence;
    if (!last) return;
    after = last;
  }
}

function undecodableIn(ledger: string, { id, index, entry, record, details }: Row): Finding | undefined {
  const evidence = { table: "evidence", key: { id: id ?? "null" } };
  const columns: [Pick<Finding, "check" | "table" | "key" | "column">, Buffer | null][] = [
    [{ ...evidence, check: "record", column: "record" }, record],
    [{ table: "evidence_private", key: { evidence_id: id ?? "null" }, check: "details", column: "details" }, details],
    [{ check: "entry", table: "ledger_entry", key: { ledger, index: index ?? "null" }, column: "entry" }, entry],
  ];
  for (const [where, bytes] of columns) {
    // NUL is well-formed UTF-8, but no text for PostgreSQL, nor in any of these formats.
    if (bytes === null || (fromUtf8(bytes) !== undefined && !bytes.includes(0))) continue;
    return { ...where, expected: "UTF-8 text", found: `0x${bytes.toString("hex").slice(0, HEX_CHARS_MAX)}` };
  }
  return undefined;
}
