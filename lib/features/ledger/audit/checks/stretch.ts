/**
 * A stretch: entries whose indexes follow each other, read in bulk with their evidence and checked on the bytes. It is
 * sound, or it is not; what is wrong with one that is not, and whether anything is, only the walk row by row says.
 */
import type { ClientBase } from "pg";
import { copyOut } from "#lib/infra/db/copy-out.ts";
import { EvidenceBytes } from "./evidence-bytes.ts";
import { EVIDENCE_FIELDS, EVIDENCE_SELECT } from "./evidence-columns.ts";
import type { IndexRange, SoundStretch } from "./sound-stretch.ts";
import { ENTRY_FIELDS, ENTRY_SELECT, StretchRows } from "./stretch-rows.ts";

/** Checks stretches of one ledger, in the order in which it is asked to, on a connection that reads the audit's snapshot. */
export class StretchChecker {
  readonly #connection: ClientBase;
  readonly #ledger: string;
  readonly #evidence: EvidenceBytes;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ connection, ledger }: { connection: ClientBase; ledger: string }) {
    this.#connection = connection;
    this.#ledger = connection.escapeLiteral(ledger);
    this.#evidence = new EvidenceBytes(ledger);
  }

  /** @returns undefined unless each of the entries is there, and right, and so is its evidence. */
  check(range: IndexRange): Promise<SoundStretch | undefined> {
    const checked = this.#last.then(() => this.#check(range));
    this.#last = checked;
    return checked;
  }

  async #check(range: IndexRange): Promise<SoundStretch | undefined> {
    const rows = new StretchRows(range);
    const end = range.first + range.count;
    const entries = `FROM ledger_entry e WHERE e.ledger = ${this.#ledger} AND e.index >= ${range.first} AND e.index < ${end}`;
    await copyOut(this.#connection, {
      sql: `SELECT ${ENTRY_SELECT} ${entries} ORDER BY e.index`,
      fields: ENTRY_FIELDS,
      onRow: (row) => rows.takeEntry(row),
    });
    if (!rows.isComplete) return undefined;
    const ends = rows.ends();
    if (ends.ids.length > 0) {
      await copyOut(this.#connection, {
        sql: this.#evidenceOf(ends),
        fields: EVIDENCE_FIELDS,
        onRow: (row) => rows.takeEvidence(row, this.#evidence),
      });
    }
    return rows.result();
  }

  /**
   * Evidence as it was numbered, which is how blocks take it: what lies between the ends of a stretch's blocks is the stretch's own,
   * but for some that a neighbour has. A row by its id costs twice as much.
   */
  #evidenceOf({ ids, rowsMax }: { ids: readonly string[]; rowsMax: number }): string {
    const ends = `FROM evidence o WHERE o.id IN ('${ids.join("', '")}')`;
    return `SELECT ${EVIDENCE_SELECT} FROM evidence_whole v
      WHERE v.ledger = ${this.#ledger} AND v.sequence >= (SELECT min(o.sequence) ${ends})
        AND v.sequence <= (SELECT max(o.sequence) ${ends}) ORDER BY v.sequence LIMIT ${rowsMax}`;
  }
}
