/** What an audit says: the first row that is wrong, or that nothing is. */

/** What was being checked when something did not hold. */
export const AUDIT_CHECKS = [
  /** The ledger's own row: it is there, its key belongs to its origin and signed the empty tree. */
  "ledger",
  /** Columns, header, hash and predecessor of a block, and its time against those of its entries. */
  "block",
  /** Text and signature of a block's checkpoint, which names the block. */
  "checkpoint",
  /** Indexes without gap, each in the range of its block, each piece of evidence once. */
  "index",
  /** The record is canonical and says what the columns beside it say. */
  "record",
  /** The private details hash to what the record states, and say what the columns beside them say. */
  "details",
  /** The bytes logged are those of the record. */
  "entry",
  /** RFC 6962 leaf hash. */
  "leaf",
  /** Complete subtrees: none wrong, none missing, none too many. */
  "node",
  /** Root of the tree at a block's end. */
  "root",
  /** Cosignatures of witnesses: readable, and what the columns beside them say. */
  "cosignature",
  /** Tokens of time-stamping authorities: over the checkpoint of their block, and what the columns beside them say. */
  "timestamp",
  /** Renewals: leaves, tree, statement, what they bind of the time before, and their timestamps. */
  "renewal",
  /** Evidence without an entry waits to be anchored, and nothing else does. */
  "waiting",
  /** Stored files: present, of their size, of their digest. */
  "file",
  /** An earlier checkpoint or receipt is still part of the ledger. */
  "since",
] as const;
export type AuditCheck = (typeof AUDIT_CHECKS)[number];

/** One value that is not what everything else says it should be. Texts, fit to be shown; long ones are cut. */
export interface Finding {
  check: AuditCheck;
  table: string;
  /** Primary key of the row, or as much of it as there is. */
  key: Record<string, string>;
  column: string;
  expected: string;
  found: string;
}

const TEXT_CHARS_MAX = 300;

/** Ends the walk at the first finding. Thrown and caught inside the audit only. */
export class Mismatch extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(`${finding.table}.${finding.column}`);
    this.name = "Mismatch";
    this.finding = { ...finding, expected: shorten(finding.expected), found: shorten(finding.found) };
  }
}

function shorten(text: string): string {
  return text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX)}…`;
}

/** @throws {Mismatch} unless both texts are the same. */
export function mustEqual(finding: Finding): void {
  if (finding.expected !== finding.found) throw new Mismatch(finding);
}
