/** Signed statements, whether anchored or waiting: each is what its columns say, and either has an entry or waits for one. */
import { isFailed } from "#lib/core/cose/failures.ts";
import { parseStatement } from "#lib/core/cose/statement.ts";
import { equalBytes, sha256, toHex } from "#lib/core/text/bytes.ts";
import { Mismatch, mustEqual } from "./finding.ts";
import type { Findings } from "./findings.ts";
import type { Source } from "./rows.ts";

const STATEMENTS_PER_BATCH = 200;

interface StatementRow {
  id: string;
  sequence: string;
  entry: Buffer;
  hash: Buffer;
  issuer: string;
  subject: string;
  /** null: it has no entry. */
  index: string | null;
  /** null: it does not wait. */
  pendingLedger: string | null;
  pendingSequence: string | null;
}

/** @returns how many wait */
export async function checkStatements({
  connection,
  ledger,
  findings,
}: Source & { findings: Findings }): Promise<number> {
  let waiting = 0;
  for (let after = "0"; ; ) {
    const { rows } = await connection.query<StatementRow>(
      `SELECT s.id, s.sequence::text AS sequence, s.entry, s.hash, s.issuer, s.subject, t.index::text AS index,
         p.ledger AS "pendingLedger", p.sequence::text AS "pendingSequence"
       FROM statement s
       LEFT JOIN statement_entry t ON t.statement_id = s.id
       LEFT JOIN statement_pending p ON p.statement_id = s.id
       WHERE s.ledger = $1 AND s.sequence > $2 ORDER BY s.sequence LIMIT $3`,
      [ledger, after, STATEMENTS_PER_BATCH],
    );
    for (const row of rows) {
      findings.try(() => checkColumns(row));
      findings.try(() => checkPlace(row, ledger));
      if (row.index === null) waiting += 1;
    }
    const last = rows.at(-1)?.sequence;
    if (last === undefined) return waiting;
    after = last;
  }
}

function checkColumns({ id, entry, hash, issuer, subject }: StatementRow): void {
  const at = { check: "record", table: "statement", key: { id } } as const;
  const statement = parseStatement(entry);
  if (isFailed(statement) || !equalBytes(statement.entry, entry)) {
    const found = isFailed(statement) ? statement.failed : "one with an unprotected header";
    throw new Mismatch({ ...at, column: "entry", expected: "a signed statement without an unprotected header", found });
  }
  mustEqual({ ...at, column: "hash", expected: toHex(sha256(entry)), found: hash.toString("hex") });
  mustEqual({ ...at, column: "issuer", expected: statement.issuer, found: issuer });
  mustEqual({ ...at, column: "subject", expected: statement.subject, found: subject });
}

function checkPlace({ id, sequence, index, pendingLedger, pendingSequence }: StatementRow, ledger: string): void {
  const at = { check: "waiting", table: "statement_pending", key: { statement_id: id } } as const;
  if (index !== null) {
    const found = pendingLedger === null ? "no row" : "a row";
    mustEqual({ ...at, column: "statement_id", expected: "no row", found });
    return;
  }
  mustEqual({ ...at, column: "ledger", expected: ledger, found: pendingLedger ?? "no row" });
  mustEqual({ ...at, column: "sequence", expected: sequence, found: pendingSequence ?? "no row" });
}
