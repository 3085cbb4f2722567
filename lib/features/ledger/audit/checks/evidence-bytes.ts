/**
 * One piece of evidence against itself, on the bytes that the database sends. It says yes only where `checkEvidence`
 * would, many times as fast, and asks it about everything unusual.
 */
import { hash } from "node:crypto";
import { RECORD_VERSION } from "#lib/core/claim/record.ts";
import type { BinaryRow } from "#lib/infra/db/copy-out.ts";
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
import { DIGEST_BYTES, DIGEST_CHARS, isSalt, SALT_CHARS, standsAt, writeDigest, writeUuid } from "./spelling.ts";

const TIME_CHARS = 24;
const TAILS_MAX = 10_000;
const SIZE_NAME = Buffer.from(',"size":');
const COMMA = 0x2c;
const ZERO = 0x30;

/** A record up to its salt has one length, with gaps that are filled in from the columns. */
const HEAD = Buffer.from(
  `{"details":"${"=".repeat(DIGEST_CHARS)}","digests":{"sha256":"${"=".repeat(DIGEST_CHARS)}"},` +
    `"id":"00000000-0000-0000-0000-000000000000","receivedAt":"0000-00-00T00:00:00.000Z",` +
    `"record":"${RECORD_VERSION}","salt":"${"=".repeat(SALT_CHARS)}"`,
);
const DETAILS_AT = '{"details":"'.length;
const SHA256_AT = DETAILS_AT + DIGEST_CHARS + '","digests":{"sha256":"'.length;
const ID_AT = HEAD.indexOf("00000000-");
const TIME_AT = HEAD.indexOf("0000-00-00T");
const MILLISECONDS_AT = TIME_AT + TIME_CHARS - "000Z".length;
const SALT_AT = HEAD.length - 1 - SALT_CHARS;

interface Tail {
  organisation: Buffer;
  type: Buffer;
}

/** Checks the evidence of one ledger, row by row. */
export class EvidenceBytes {
  readonly #ledger: string;
  readonly #details = new DetailsBytes();
  readonly #head = Buffer.from(HEAD);
  /** The second that stands in the head. */
  #second = Number.NaN;
  /**
   * How records end from `,"submitter":` on, of those that `checkEvidence` found right, and the organisation and type
   * for which that is right: the same in every record of an organisation.
   */
  readonly #tails = new Map<string, Tail>();

  constructor(ledger: string) {
    this.#ledger = ledger;
  }

  /** @returns base64 SHA-256 of the record's bytes; undefined when the row is not right, or has to be looked at with care. */
  check(row: BinaryRow): string | undefined {
    const details = row.field(DETAILS);
    const tail = this.#findTail(row, hash("sha256", details, "base64"));
    if (tail === undefined) return undefined;
    const known = this.#tails.get(tail);
    if (known && isFor(known, row) && this.#details.arePlain(row, details))
      return hash("sha256", row.field(RECORD), "base64");
    const recordHash = checkWithCare(row, this.#ledger);
    if (recordHash !== undefined && !known && this.#tails.size < TAILS_MAX) this.#tails.set(tail, tailOf(row));
    return recordHash;
  }

  /** What follows salt and size; undefined unless everything up to there is what the columns make. */
  #findTail(row: BinaryRow, detailsHash: string): string | undefined {
    const { bytes } = row;
    const head = this.#head;
    const start = row.start(RECORD);
    if (row.length(RECORD) <= head.length || !isSalt(bytes, start + SALT_AT)) return undefined;
    if (!this.#fillHead(row, detailsHash)) return undefined;
    bytes.copy(head, SALT_AT, start + SALT_AT, start + SALT_AT + SALT_CHARS);
    if (bytes.compare(head, 0, head.length, start, start + head.length) !== 0) return undefined;
    const at = skipSize(row, start + head.length);
    return at < 0 || at >= row.end(RECORD) ? undefined : bytes.toString("latin1", at, row.end(RECORD));
  }

  #fillHead(row: BinaryRow, detailsHash: string): boolean {
    const milliseconds = millisecondsOf(row, RECEIVED_AT);
    if (row.length(ID) !== UUID_BYTES || row.length(SHA256) !== DIGEST_BYTES) return false;
    if (Number.isNaN(milliseconds) || !this.#fillTime(milliseconds)) return false;
    this.#head.write(detailsHash, DETAILS_AT, DIGEST_CHARS, "latin1");
    writeDigest(row.bytes, row.start(SHA256), this.#head, SHA256_AT);
    writeUuid(row.bytes, row.start(ID), this.#head, ID_AT);
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
  if (!Number.isSafeInteger(size) || !standsAt(row.bytes, at, SIZE_NAME)) return -1;
  const digits = String(size);
  const from = at + SIZE_NAME.length;
  const end = from + digits.length;
  return row.bytes.toString("latin1", from, end) === digits && row.bytes[end] === COMMA ? end : -1;
}

function tailOf(row: BinaryRow): Tail {
  return { organisation: Buffer.from(row.field(ORGANISATION)), type: Buffer.from(row.field(TYPE)) };
}

/** Whether such a tail is right for this row: the same organisation and type, a UUIDv7, and the size that a file has. */
function isFor({ organisation, type }: Tail, row: BinaryRow): boolean {
  const { bytes } = row;
  const id = row.start(ID);
  return (
    row.length(ORGANISATION) === UUID_BYTES &&
    standsAt(bytes, row.start(ORGANISATION), organisation) &&
    row.length(TYPE) === type.length &&
    standsAt(bytes, row.start(TYPE), type) &&
    ((bytes[id + 6] as number) & 0xf0) === 0x70 &&
    ((bytes[id + 8] as number) & 0xc0) === 0x80 &&
    (type.length === "digest".length || row.length(SIZE) === BIGINT_BYTES)
  );
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
