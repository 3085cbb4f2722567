/** One entry against its record, or against the header of its block; and its leaf hash. */
import { hash } from "node:crypto";
import { ENTRY_V1, ENTRY_V2 } from "#lib/core/claim/entry.ts";
import { checkEvidence, type EvidenceRow } from "./evidence-row.ts";
import { type Finding, Mismatch, mustEqual } from "./finding.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./rows.ts";
import { DIGEST_BYTES } from "./spelling.ts";

/** Where an entry stands; `header` is what it has to be where it is its block's. */
export interface EntryPlace {
  ledger: string;
  index: string;
  height: string;
  header: string | undefined;
}

/** The leaf hash; of an entry that is wrong, the one that the other bytes of its row speak for. */
export function checkEntryOrElse(row: EntryRow, { findings, ...at }: EntryPlace & { findings: Findings }): Buffer {
  try {
    return checkEntry(row, at);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    findings.add(error);
    const stored = Buffer.from(row.leaf, "base64");
    return error.finding.check === "leaf" || stored.length !== DIGEST_BYTES ? leafOf(row) : stored;
  }
}

/** @returns the leaf hash, SHA-256(0x00 ‖ entry). */
function checkEntry(row: EntryRow, { ledger, index, height, header }: EntryPlace): Buffer {
  const at = { table: "ledger_entry", key: { ledger, index } };
  if (row.blockHeight !== height) {
    throw new Mismatch({ ...at, check: "index", column: "block_height", expected: height, found: row.blockHeight });
  }
  if (header !== undefined) return checkHeaderEntry(row, { ...at, header });
  if (row.statement !== null) return checkStatementEntry(row, { ...at, statement: row.statement });
  if (row.id === null) {
    const found = String(row.evidenceId);
    throw new Mismatch({ ...at, check: "record", column: "evidence_id", expected: "evidence", found });
  }
  const recordHash = checkEvidence(row as EvidenceRow);
  mustEqual({
    check: "record",
    table: "evidence",
    key: { id: row.id },
    column: "ledger",
    expected: ledger,
    found: row.ledger,
  });
  const entry = entryText(row, recordHash);
  if (row.entry !== entry)
    throw wrongEntry(row, { ...at, check: "entry", column: "entry", expected: entry, found: row.entry });
  return checkLeaf(row, at);
}

/** The entry that the columns make; they are those of the record. */
function entryText({ type, kind, issuer, subject, after }: EntryRow, recordHash: string): string {
  if (kind === null) return `${ENTRY_V1}\n${type}\n${recordHash}\n`;
  const lines = Object.entries({ issuer, subject, after }).flatMap(([name, value]) =>
    value === null ? [] : `${name} ${value}\n`,
  );
  return `${ENTRY_V2}\n${kind}\n${recordHash}\n${lines.join("")}`;
}

type Row = Pick<Finding, "table" | "key">;

/** The last leaf of a block: its header, of which there is no evidence. */
function checkHeaderEntry(row: EntryRow, { header, ...at }: Row & { header: string }): Buffer {
  if (row.evidenceId !== null) {
    const expected = "null: the entry is the header of its block";
    throw new Mismatch({ ...at, check: "entry", column: "evidence_id", expected, found: row.evidenceId });
  }
  mustEqual({ ...at, check: "entry", column: "entry", expected: header, found: row.entry });
  return checkLeaf(row, at);
}

/** A signed statement is its own entry, of which there is no evidence. */
function checkStatementEntry(row: EntryRow, { statement, ...at }: Row & { statement: string }): Buffer {
  if (row.evidenceId !== null) {
    const expected = "null: the entry is a signed statement";
    throw new Mismatch({ ...at, check: "entry", column: "evidence_id", expected, found: row.evidenceId });
  }
  mustEqual({ ...at, check: "entry", column: "entry", expected: statement, found: row.entry });
  return checkLeaf(row, at);
}

function checkLeaf(row: EntryRow, at: Row): Buffer {
  const { leaf: found } = row;
  const leaf = leafOf(row);
  mustEqual({ ...at, check: "leaf", column: "leaf_hash", expected: leaf.toString("base64"), found });
  return leaf;
}

/** SHA-256(0x00 ‖ entry), RFC 6962 section 2.1. */
function leafOf({ entry, statement }: EntryRow): Buffer {
  if (statement === null) return hash("sha256", `\0${entry}`, "buffer");
  return hash("sha256", Buffer.concat([Uint8Array.of(0), Buffer.from(entry, "base64")]), "buffer");
}

/** Of an entry and a record that do not belong together, the record is the wrong one when the leaf speaks for the entry. */
function wrongEntry(row: EntryRow, finding: Finding): Mismatch {
  if (leafOf(row).toString("base64") !== row.leaf) return new Mismatch(finding);
  const { expected, found } = finding;
  const key = { id: row.id ?? "null" };
  return new Mismatch({ check: "record", table: "evidence", key, column: "record", expected: found, found: expected });
}
