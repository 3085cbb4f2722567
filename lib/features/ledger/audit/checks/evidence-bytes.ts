/**
 * One piece of evidence against itself, on the bytes that the database sends. It says yes only where `checkEvidence`
 * would, many times as fast, and asks it about everything unusual.
 */
import { hash } from "node:crypto";
import { type BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";
import { DetailsBytes } from "./details-bytes.ts";
import {
  AFTER,
  BIGINT_BYTES,
  bigintOf,
  DETAILS,
  ERASED,
  ID,
  ISSUER,
  isContent,
  KIND,
  ORGANISATION,
  RECORD,
  SIZE,
  SUBJECT,
  TYPE,
  toEvidenceRow,
  UUID_BYTES,
} from "./evidence-columns.ts";
import { checkEvidence } from "./evidence-row.ts";
import { Mismatch } from "./finding.ts";
import { RecordHead } from "./record-head.ts";
import { isSalt, isTextAt, SALT_CHARS, skip, standsAt, textView } from "./spelling.ts";

const TAILS_MAX = 10_000;
/** Of an organisation's id, those that are random in a UUIDv7. */
const RANDOM_AT = 12;
/** Of a key: the types have lengths of three bits. */
const VERSION_BIT = 0x40;
const SIZE_NAME = textView(',"size":');
const QUOTE = 0x22;
const COMMA = 0x2c;

/** How a record ends from `,"submitter":` on, and the organisation and type for which that is right. */
interface Tail {
  isFirst: boolean;
  text: DataView;
  organisation: DataView;
  type: DataView;
}

/** Checks the evidence of one ledger, row by row. */
export class EvidenceBytes {
  readonly #ledger: string;
  readonly #details = new DetailsBytes();
  /** By version of the record; the second also by its type. */
  readonly #heads = {
    v1: new RecordHead("v1", ""),
    file: new RecordHead("v2", "file"),
    digest: new RecordHead("v2", "digest"),
  };
  /** The tails of records that `checkEvidence` found right, which are the same in every record of an organisation, by `keyOf`. */
  readonly #tails = new Map<number, Tail>();

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  /** @returns base64 SHA-256 of the record's bytes; undefined when the row is not right, or has to be looked at with care. */
  check(row: BinaryRow): string | undefined {
    if (row.length(ERASED) >= 0) return checkWithCare(row, this.#ledger);
    const details = row.field(DETAILS);
    const tailAt = this.#findTail(row, hash("sha256", details, "base64"));
    if (tailAt < 0) return undefined;
    const key = keyOf(row);
    const known = this.#tails.get(key);
    const isKnown = known !== undefined && isFor(known, row) && isEnd(row, tailAt, known.text);
    if (isKnown && this.#details.arePlain(row, details)) return hash("sha256", row.field(RECORD), "base64");
    const recordHash = checkWithCare(row, this.#ledger);
    if (recordHash !== undefined && !isKnown && (known || this.#tails.size < TAILS_MAX))
      this.#tails.set(key, tailOf(row, tailAt));
    return recordHash;
  }

  /** Where salt and size end; -1 unless everything up to there is what the columns make. */
  #findTail(row: BinaryRow, detailsHash: string): number {
    const head = this.#headOf(row);
    const saltAt = head?.end(row, detailsHash) ?? -1;
    const saltEnd = saltAt + SALT_CHARS;
    if (saltAt < 0 || saltEnd >= row.end(RECORD) || !isSalt(row.bytes, saltAt) || row.bytes[saltEnd] !== QUOTE)
      return -1;
    const at = skipSize(row, saltEnd + 1);
    return at < row.end(RECORD) ? at : -1;
  }

  /** undefined of what is rare: kinds other than contents, and contents that name an issuer. */
  #headOf(row: BinaryRow): RecordHead | undefined {
    if (row.length(ISSUER) >= 0 || row.length(SUBJECT) >= 0 || row.length(AFTER) >= 0) return undefined;
    if (row.length(KIND) < 0) return this.#heads.v1;
    if (!isContent(row)) return undefined;
    return row.length(TYPE) === "file".length ? this.#heads.file : this.#heads.digest;
  }
}

/** Past `,"size":` with the row's size and before the comma; `at` where the size is null, -1 where something else stands. */
function skipSize(row: BinaryRow, at: number): number {
  if (row.length(SIZE) < 0) return at;
  const size = bigintOf(row, SIZE);
  const from = skip(row.view, at, SIZE_NAME);
  if (!Number.isSafeInteger(size) || from < 0) return -1;
  const digits = String(size);
  const end = from + digits.length;
  return isTextAt(row.bytes, from, digits) && row.bytes[end] === COMMA ? end : -1;
}

/** A number that hardly any two organisations share. */
function keyOf(row: BinaryRow): number {
  const isId = row.length(ORGANISATION) === UUID_BYTES;
  const version = row.length(KIND) < 0 ? 0 : VERSION_BIT;
  return isId ? row.view.getInt32(row.start(ORGANISATION) + RANDOM_AT) ^ row.length(TYPE) ^ version : 0;
}

function tailOf(row: BinaryRow, at: number): Tail {
  const [text, organisation, type] = [
    row.bytes.subarray(at, row.end(RECORD)),
    row.field(ORGANISATION),
    row.field(TYPE),
  ].map((bytes) => viewOf(Buffer.from(bytes))) as [DataView, DataView, DataView];
  return { isFirst: row.length(KIND) < 0, text, organisation, type };
}

/** Whether such a tail is right for this row: the same organisation and type, a UUIDv7, and the size that a file has. */
function isFor({ isFirst, organisation, type }: Tail, row: BinaryRow): boolean {
  const { bytes, view } = row;
  const id = row.start(ID);
  return (
    isFirst === row.length(KIND) < 0 &&
    row.length(ORGANISATION) === UUID_BYTES &&
    standsAt(view, row.start(ORGANISATION), organisation) &&
    row.length(TYPE) === type.byteLength &&
    standsAt(view, row.start(TYPE), type) &&
    ((bytes[id + 6] as number) & 0xf0) === 0x70 &&
    ((bytes[id + 8] as number) & 0xc0) === 0x80 &&
    (type.byteLength === "digest".length || row.length(SIZE) === BIGINT_BYTES)
  );
}

/** Whether the record ends with this text from `at` on. */
function isEnd(row: BinaryRow, at: number, text: DataView): boolean {
  return row.end(RECORD) - at === text.byteLength && standsAt(row.view, at, text);
}

function checkWithCare(row: BinaryRow, ledger: string): string | undefined {
  const texts = toEvidenceRow(row, ledger);
  try {
    return texts && checkEvidence(texts);
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}
