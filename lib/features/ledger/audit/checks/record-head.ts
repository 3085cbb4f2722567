/** A record from its beginning up to its salt, as the columns make it: texts of one length, with gaps that are filled in. */
import { RECORD_V1 } from "#lib/core/claim/record-v1.ts";
import { RECORD_V2 } from "#lib/core/claim/record-v2.ts";
import { type BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";
import { ID, millisecondsOf, RECEIVED_AT, RECORD, SHA256, UUID_BYTES } from "./evidence-columns.ts";
import {
  DIGEST_BYTES,
  DIGEST_CHARS,
  skip,
  skipDigest,
  standsAt,
  textView,
  writeDigest,
  writeUuid,
} from "./spelling.ts";

const TIME_CHARS = 24;
const ZERO = 0x30;
const DIGEST = "=".repeat(DIGEST_CHARS);
/** In the order of the record; they stand in no column. */
const SECOND_DIGESTS = ["sha3-256", "sm3"].map((name) => textView(`,"${name}":"`));
const QUOTE = textView('"');

/** Up to the SHA-256, and from behind all digests to the salt. */
function textsOf(version: "v1" | "v2", type: string): [start: string, rest: string] {
  const claim = version === "v1" ? "" : `"claim":{"type":"${type}"},`;
  const [kind, record] = version === "v1" ? ["", RECORD_V1] : ['"kind":"content",', RECORD_V2];
  return [
    `{${claim}"details":"${DIGEST}","digests":{"sha256":"${DIGEST}"`,
    `},"id":"00000000-0000-0000-0000-000000000000",${kind}"receivedAt":"0000-00-00T00:00:00.000Z","record":"${record}","salt":"`,
  ];
}

export class RecordHead {
  readonly #isFirst: boolean;
  readonly #start: Buffer;
  readonly #startView: DataView;
  readonly #rest: Buffer;
  readonly #restView: DataView;
  readonly #detailsAt: number;
  readonly #sha256At: number;
  readonly #idAt: number;
  readonly #timeAt: number;
  /** The second that stands in it. */
  #second = Number.NaN;

  constructor(version: "v1" | "v2", type: string) {
    this.#isFirst = version === "v1";
    const [start, rest] = textsOf(version, type).map((text) => Buffer.from(text)) as [Buffer, Buffer];
    [this.#start, this.#startView, this.#rest, this.#restView] = [start, viewOf(start), rest, viewOf(rest)];
    this.#detailsAt = start.indexOf(DIGEST);
    this.#sha256At = start.lastIndexOf(DIGEST);
    this.#idAt = rest.indexOf("00000000-");
    this.#timeAt = rest.indexOf("0000-00-00T");
  }

  /** Where the salt of the row's record begins; -1 unless all before it is what the columns make. */
  end(row: BinaryRow, detailsHash: string): number {
    if (!this.#fill(row, detailsHash)) return -1;
    let at = row.start(RECORD);
    if (!standsAt(row.view, at, this.#startView)) return -1;
    at += this.#start.length;
    if (!this.#isFirst) at = skipSecondDigests(row, at);
    const end = skip(row.view, at, this.#restView);
    return end <= row.end(RECORD) ? end : -1;
  }

  #fill(row: BinaryRow, detailsHash: string): boolean {
    const milliseconds = millisecondsOf(row, RECEIVED_AT);
    if (row.length(ID) !== UUID_BYTES || row.length(SHA256) !== DIGEST_BYTES) return false;
    if (Number.isNaN(milliseconds) || !this.#fillTime(milliseconds)) return false;
    this.#start.write(detailsHash, this.#detailsAt, DIGEST_CHARS, "latin1");
    writeDigest(row.view, row.start(SHA256), this.#startView, this.#sha256At);
    writeUuid(row.view, row.start(ID), this.#restView, this.#idAt);
    return true;
  }

  #fillTime(milliseconds: number): boolean {
    const second = Math.floor(milliseconds / 1_000);
    if (second !== this.#second) {
      const text = new Date(second * 1_000).toISOString();
      if (text.length !== TIME_CHARS) return false; // a year of more than four digits
      this.#rest.write(text, this.#timeAt, TIME_CHARS, "latin1");
      this.#second = second;
    }
    const at = this.#timeAt + TIME_CHARS - "000Z".length;
    const rest = milliseconds - second * 1_000;
    this.#rest[at] = ZERO + Math.floor(rest / 100);
    this.#rest[at + 1] = ZERO + (Math.floor(rest / 10) % 10);
    this.#rest[at + 2] = ZERO + (rest % 10);
    return true;
  }
}

/** Past the digests beside SHA-256, each in canonical base64; -1 where one is not. */
function skipSecondDigests({ bytes, view }: BinaryRow, from: number): number {
  let at = from;
  for (const name of SECOND_DIGESTS) {
    const digestAt = skip(view, at, name);
    if (digestAt >= 0) at = skip(view, skipDigest(bytes, digestAt), QUOTE);
  }
  return at;
}
