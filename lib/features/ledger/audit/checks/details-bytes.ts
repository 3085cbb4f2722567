/** Private details against the columns beside them, on the bytes that the database sends. */
import { isUtf8 } from "node:buffer";
import { DETAILS_V1, DETAILS_V2 } from "#lib/core/claim/details.ts";
import { type BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";
import { DETAILS, isContentKept, NAME, SUBMITTER, TYPE, UUID_BYTES, uuidOf } from "./evidence-columns.ts";
import { isSameAt, skip, skipUuid, standsAt, textView, UUID_CHARS, WORD_BYTES } from "./spelling.ts";

const ACTOR = textView('{"actor":{"id":"');
const USER = textView('","kind":"user"},');
const API_KEY = textView('","kind":"api-key"},');
const VERSIONS = [DETAILS_V1, DETAILS_V2].map((version) => textView(`"details":"${version}",`)) as [DataView, DataView];
const KEPT = textView('"kept":true,');
const NOT_KEPT = textView('"kept":false,');
const MEDIA_TYPE = textView('"mediaType":"');
const UPLOAD = textView('"method":"upload","name":"');
const DIGEST = textView('"method":"digest","name":"');
const PLATFORM = textView('","platform":"');

const SPACE = 0x20;
const ASCII_MAX = 0x7f;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** The text, and the submitter whom it names. */
interface Start {
  text: DataView;
  submitter: DataView;
}

export class DetailsBytes {
  /** What stood before the name in details that were right: of a digest, of an upload that was not kept, of one that was. */
  readonly #starts: (Start | undefined)[] = [];

  /** Whether they are text, and begin, and name the file and how it came in, as the columns make them, without escapes. */
  arePlain(row: BinaryRow, details: Buffer): boolean {
    const isFile = row.length(TYPE) === "file".length;
    const isKept = isContentKept(row);
    if (isKept && !isFile) return false;
    const kind = isKept ? 2 : isFile ? 1 : 0;
    const known = this.#starts[kind];
    const from = row.start(DETAILS);
    // They mostly begin as the last ones did, which the same actor sent.
    const isKnown = known !== undefined && standsAt(row.view, from, known.text) && isOf(row, known.submitter);
    const nameAt = isKnown ? from + known.text.byteLength : findName(row, kind);
    const end = skip(row.view, skipName(row, nameAt), PLATFORM);
    if (end < 0 || end > row.end(DETAILS)) return false;
    // What is known is text, and ends where a character ends.
    if (!isKnown || !isAscii(row, nameAt, row.end(DETAILS))) {
      if (!isUtf8(details) || details.includes(0)) return false;
    }
    if (!isKnown) {
      const [text, submitter] = [row.bytes.subarray(from, nameAt), row.field(SUBMITTER)].map((bytes) =>
        viewOf(Buffer.from(bytes)),
      ) as [DataView, DataView];
      this.#starts[kind] = { text, submitter };
    }
    return true;
  }
}

/** Whether there are only characters of ASCII, and no NUL: four at once, of which less one none has its highest bit set then. */
function isAscii({ bytes, view }: BinaryRow, from: number, end: number): boolean {
  let at = from;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) {
    const four = view.getInt32(at);
    if (((four | (four - ONES)) & HIGH_BITS) !== 0) return false;
  }
  for (; at < end; at++) if (bytes[at] === 0 || (bytes[at] as number) > ASCII_MAX) return false;
  return true;
}

function isOf(row: BinaryRow, submitter: DataView): boolean {
  return row.length(SUBMITTER) === UUID_BYTES && isSameAt(row.view, row.start(SUBMITTER), submitter, 0, UUID_BYTES);
}

function findName(row: BinaryRow, kind: 0 | 1 | 2): number {
  const { bytes, view } = row;
  const actorEnd = skipUuid(bytes, skip(view, row.start(DETAILS), ACTOR));
  if (actorEnd < 0 || row.length(SUBMITTER) !== UUID_BYTES) return -1;
  if (bytes.toString("latin1", actorEnd - UUID_CHARS, actorEnd) !== uuidOf(row, SUBMITTER)) return -1;
  let at = skip(view, actorEnd, USER);
  if (at < 0) at = skip(view, actorEnd, API_KEY);
  at = Math.max(...VERSIONS.map((version) => skip(view, at, version)));
  if (kind > 0) at = skip(view, at, kind === 2 ? KEPT : NOT_KEPT);
  return skip(view, skipMediaType(row, at), kind > 0 ? UPLOAD : DIGEST);
}

function skipMediaType({ bytes, view }: BinaryRow, at: number): number {
  const from = skip(view, at, MEDIA_TYPE);
  if (from < 0) return at;
  const end = bytes.indexOf(QUOTE, from);
  return end < 0 || bytes[end - 1] === BACKSLASH || bytes[end + 1] !== COMMA ? -1 : end + 2;
}

/** Past the row's name, which JSON writes as it is unless it holds quotes, backslashes or control characters. */
function skipName(row: BinaryRow, at: number): number {
  if (at < 0) return -1;
  const { bytes } = row;
  let next = at;
  for (let from = row.start(NAME); from < row.end(NAME); from++, next++) {
    const char = bytes[from] as number;
    if (char !== bytes[next] || char < SPACE || char === QUOTE || char === BACKSLASH) return -1;
  }
  return next;
}
