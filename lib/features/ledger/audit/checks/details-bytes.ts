/** Private details against the columns beside them, on the bytes that the database sends. */
import { isUtf8 } from "node:buffer";
import { DETAILS_VERSION } from "#lib/core/claim/record.ts";
import type { BinaryRow } from "#lib/infra/db/copy-out.ts";
import { CONTENT_KEPT, DETAILS, NAME, TYPE } from "./evidence-columns.ts";
import { skip, skipUuid } from "./spelling.ts";

const ACTOR = Buffer.from('{"actor":{"id":"');
const USER = Buffer.from('","kind":"user"},');
const API_KEY = Buffer.from('","kind":"api-key"},');
const VERSION = Buffer.from(`"details":"${DETAILS_VERSION}",`);
const KEPT = Buffer.from('"kept":true,');
const NOT_KEPT = Buffer.from('"kept":false,');
const MEDIA_TYPE = Buffer.from('"mediaType":"');
const UPLOAD = Buffer.from('"method":"upload","name":"');
const DIGEST = Buffer.from('"method":"digest","name":"');
const PLATFORM = Buffer.from('","platform":"');

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

export class DetailsBytes {
  /** What stood before the name in details that were right: of a digest, of an upload that was not kept, of one that was. */
  readonly #starts: Buffer[] = [];

  /** Whether they are text, and begin, and name the file and how it came in, as the columns make them, without escapes. */
  arePlain(row: BinaryRow, details: Buffer): boolean {
    const { bytes } = row;
    const isFile = row.length(TYPE) === "file".length;
    const isKept = row.length(CONTENT_KEPT) === 1 && bytes[row.start(CONTENT_KEPT)] === 1;
    if ((isKept && !isFile) || !isUtf8(details) || details.includes(0)) return false;
    const nameAt = this.#findName(row, isKept ? 2 : isFile ? 1 : 0);
    const end = skip(bytes, skipName(row, nameAt), PLATFORM);
    return end >= 0 && end <= row.end(DETAILS);
  }

  /** They mostly begin as the last ones did, which the same actor sent. */
  #findName(row: BinaryRow, kind: 0 | 1 | 2): number {
    const { bytes } = row;
    const from = row.start(DETAILS);
    const known = this.#starts[kind];
    const end = from + (known?.length ?? 0);
    if (known && end <= row.end(DETAILS) && bytes.compare(known, 0, known.length, from, end) === 0) return end;
    const at = findName(row, kind);
    if (at >= 0) this.#starts[kind] = Buffer.from(bytes.subarray(from, at));
    return at;
  }
}

function findName(row: BinaryRow, kind: 0 | 1 | 2): number {
  const { bytes } = row;
  const actorEnd = skipUuid(bytes, skip(bytes, row.start(DETAILS), ACTOR));
  let at = skip(bytes, actorEnd, USER);
  if (at < 0) at = skip(bytes, actorEnd, API_KEY);
  at = skip(bytes, at, VERSION);
  if (kind > 0) at = skip(bytes, at, kind === 2 ? KEPT : NOT_KEPT);
  return skip(bytes, skipMediaType(bytes, at), kind > 0 ? UPLOAD : DIGEST);
}

function skipMediaType(bytes: Buffer, at: number): number {
  const from = skip(bytes, at, MEDIA_TYPE);
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
