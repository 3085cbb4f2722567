/**
 * One piece of evidence against itself, on the bytes that the database sends. It says yes only where `checkEvidence`
 * would, many times as fast, and asks it about everything unusual.
 */
import { hash } from "node:crypto";
import { RECORD_VERSION } from "#lib/core/claim/record.ts";
import { type BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";
import { DetailsBytes } from "./details-bytes.ts";
import {
  BIGINT_BYTES,
  bigintOf,
  DETAILS,
  ID,
  millisecondsOf,
  ORGANISATION,
  RECEIVED_AT,
  RECORD,
  SHA256,
  SIZE,
  TYPE,
  toEvidenceRow,
  UUID_BYTES,
} from "./evidence-columns.ts";
import { checkEvidence } from "./evidence-row.ts";
import { Mismatch } from "./finding.ts";
import {
  DIGEST_BYTES,
  DIGEST_CHARS,
  isSalt,
  isTextAt,
  SALT_CHARS,
  skip,
  standsAt,
  textView,
  writeDigest,
  writeUuid,
} from "./spelling.ts";

const TIME_CHARS = 24;
const TAILS_MAX = 10_000;
/** Of an organisation's id, those that are random in a UUIDv7. */
const RANDOM_AT = 12;
const SIZE_NAME = textView(',"size":');
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;

/** A record up to its salt has one length, with gaps that are filled in from the columns. */
const HEAD = Buffer.from(
  `{"details":"${"=".repeat(DIGEST_CHARS)}","digests":{"sha256":"${"=".repeat(DIGEST_CHARS)}"},` +
    `"id":"00000000-0000-0000-0000-000000000000","receivedAt":"0000-00-00T00:00:00.000Z",` +
    `"record":"${RECORD_VERSION}","salt":"`,
);
const DETAILS_AT = '{"details":"'.length;
const SHA256_AT = DETAILS_AT + DIGEST_CHARS + '","digests":{"sha256":"'.length;
const ID_AT = HEAD.indexOf("00000000-");
const TIME_AT = HEAD.indexOf("0000-00-00T");
const MILLISECONDS_AT = TIME_AT + TIME_CHARS - "000Z".length;

/** How a record ends from `,"submitter":` on, and the organisation and type for which that is right. */
interface Tail {
  text: DataView;
  organisation: DataView;
  type: DataView;
}

/** Checks the evidence of one ledger, row by row. */
export class EvidenceBytes {
  readonly #ledger: string;
  readonly #details = new DetailsBytes();
  readonly #head = Buffer.from(HEAD);
  readonly #headView = viewOf(this.#head);
  /** The second that stands in the head. */
  #second = Number.NaN;
  /** The tails of records that `checkEvidence` found right, which are the same in every record of an organisation, by `keyOf`. */
  readonly #tails = new Map<number, Tail>();

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  /** @returns base64 SHA-256 of the record's bytes; undefined when the row is not right, or has to be looked at with care. */
  check(row: BinaryRow): string | undefined {
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
    const { bytes, view } = row;
    const saltAt = row.start(RECORD) + HEAD.length;
    const saltEnd = saltAt + SALT_CHARS;
    if (saltEnd >= row.end(RECORD) || !isSalt(bytes, saltAt) || bytes[saltEnd] !== QUOTE) return -1;
    if (!this.#fillHead(row, detailsHash) || !standsAt(view, row.start(RECORD), this.#headView)) return -1;
    const at = skipSize(row, saltEnd + 1);
    return at < row.end(RECORD) ? at : -1;
  }

  #fillHead(row: BinaryRow, detailsHash: string): boolean {
    const milliseconds = millisecondsOf(row, RECEIVED_AT);
    if (row.length(ID) !== UUID_BYTES || row.length(SHA256) !== DIGEST_BYTES) return false;
    if (Number.isNaN(milliseconds) || !this.#fillTime(milliseconds)) return false;
    this.#head.write(detailsHash, DETAILS_AT, DIGEST_CHARS, "latin1");
    writeDigest(row.view, row.start(SHA256), this.#headView, SHA256_AT);
    writeUuid(row.view, row.start(ID), this.#headView, ID_AT);
    return true;
  }

  #fillTime(milliseconds: number): boolean {
    const second = Math.floor(milliseconds / 1_000);
    if (second !== this.#second) {
      const text = new Date(second * 1_000).toISOString();
      if (text.length !== TIME_CHARS) return false; // a year of more than four digits
      this.#head.write(text, TIME_AT, TIME_CHARS, "latin1");
      this.#second = second;
    }
    const rest = milliseconds - second * 1_000;
    this.#head[MILLISECONDS_AT] = ZERO + Math.floor(rest / 100);
    this.#head[MILLISECONDS_AT + 1] = ZERO + (Math.floor(rest / 10) % 10);
    this.#head[MILLISECONDS_AT + 2] = ZERO + (rest % 10);
    return true;
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
  return isId ? row.view.getInt32(row.start(ORGANISATION) + RANDOM_AT) ^ row.length(TYPE) : 0;
}

function tailOf(row: BinaryRow, at: number): Tail {
  const [text, organisation, type] = [
    row.bytes.subarray(at, row.end(RECORD)),
    row.field(ORGANISATION),
    row.field(TYPE),
  ].map((bytes) => viewOf(Buffer.from(bytes))) as [DataView, DataView, DataView];
  return { text, organisation, type };
}

/** Whether such a tail is right for this row: the same organisation and type, a UUIDv7, and the size that a file has. */
function isFor({ organisation, type }: Tail, row: BinaryRow): boolean {
  const { bytes, view } = row;
  const id = row.start(ID);
  return (
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
