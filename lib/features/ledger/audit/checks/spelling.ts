/** Texts of digests, ids and salts, written and compared as bytes: no strings, many times a microsecond. */
import { viewOf } from "#lib/infra/db/copy-out.ts";

export const DIGEST_BYTES = 32;
export const DIGEST_CHARS = 44;
export const UUID_CHARS = 36;
export const SALT_CHARS = 24;
const SALT_DIGITS = 21;
/** Before its last. */
const DIGEST_DIGITS = 42;
const EQUALS = 0x3d;
export const WORD_BYTES = 4;

const BASE64 = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const BASE64_PAIRS = pairsOf(BASE64);
const HEX_PAIRS = pairsOf(Buffer.from("0123456789abcdef"));
/** Where the sixteen bytes of a UUID stand in its text. */
const UUID_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const isBase64Digit = tableOf(BASE64);
/** Four of its six bits are beyond the end of 16 bytes, and zero. */
const isLastSaltDigit = tableOf(Buffer.from("AQgw"));
/** Two of its six bits are beyond the end of 32 bytes, and zero. */
const isLastDigestDigit = tableOf(Buffer.from("AEIMQUYcgkosw048"));
const isUuidChar = tableOf(Buffer.from("0123456789abcdef-"));

function tableOf(chars: Uint8Array): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char] = 1;
  return table;
}

/** The bytes of every two of these digits, as one number. */
function pairsOf(digits: Uint8Array): Uint16Array {
  return Uint16Array.from({ length: digits.length ** 2 }, (_, pair) => {
    const [first, second] = [digits[Math.floor(pair / digits.length)], digits[pair % digits.length]];
    return (first as number) * 256 + (second as number);
  });
}

export function textView(text: string): DataView {
  return viewOf(Buffer.from(text));
}

/** Whether `text` stands at `at`: four bytes at once, which is quicker than any call. */
export function standsAt(bytes: DataView, at: number, text: DataView): boolean {
  const length = text.byteLength;
  if (at + length > bytes.byteLength) return false;
  let next = 0;
  for (; next + WORD_BYTES <= length; next += WORD_BYTES)
    if (bytes.getInt32(at + next) !== text.getInt32(next)) return false;
  for (; next < length; next++) if (bytes.getUint8(at + next) !== text.getUint8(next)) return false;
  return true;
}

/** Whether the same bytes, a number of them that four divides, stand at both places. */
export function isSameAt(bytes: DataView, at: number, others: DataView, other: number, length: number): boolean {
  if (other + length > others.byteLength) return false;
  for (let next = 0; next < length; next += WORD_BYTES)
    if (bytes.getInt32(at + next) !== others.getInt32(other + next)) return false;
  return true;
}

/** Copies bytes, four at once. */
export function copyWords(bytes: DataView, at: number, target: DataView, to: number, length: number): void {
  let next = 0;
  for (; next + WORD_BYTES <= length; next += WORD_BYTES) target.setInt32(to + next, bytes.getInt32(at + next));
  for (; next < length; next++) target.setUint8(to + next, bytes.getUint8(at + next));
}

/** Whether the bytes from `at` on are those whose codes are the characters of `text`. */
export function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let next = 0; next < text.length; next++) if (bytes[at + next] !== text.charCodeAt(next)) return false;
  return true;
}

/** Past `text`; -1 unless it stands at `at`, which may be -1 itself. */
export function skip(bytes: DataView, at: number, text: DataView): number {
  return at >= 0 && standsAt(bytes, at, text) ? at + text.byteLength : -1;
}

/** Past 36 characters of a UUID, in whatever order; -1 as above. */
export function skipUuid(bytes: Uint8Array, at: number): number {
  return at >= 0 && isEach(bytes, at, UUID_CHARS, isUuidChar) ? at + UUID_CHARS : -1;
}

/** Past canonical base64 of 32 bytes; -1 where something else stands. */
export function skipDigest(bytes: Uint8Array, at: number): number {
  const [last, end] = [at + DIGEST_DIGITS, at + DIGEST_CHARS];
  const isDigest =
    isEach(bytes, at, DIGEST_DIGITS, isBase64Digit) &&
    isLastDigestDigit[bytes[last] as number] === 1 &&
    bytes[last + 1] === EQUALS;
  return isDigest ? end : -1;
}

/** Canonical base64 of 16 bytes. */
export function isSalt(bytes: Uint8Array, at: number): boolean {
  const end = at + SALT_DIGITS;
  return (
    isEach(bytes, at, SALT_DIGITS, isBase64Digit) &&
    isLastSaltDigit[bytes[end] as number] === 1 &&
    bytes[end + 1] === EQUALS &&
    bytes[end + 2] === EQUALS
  );
}

function isEach(bytes: Uint8Array, at: number, length: number, table: Uint8Array): boolean {
  for (let next = at; next < at + length; next++) if (table[bytes[next] as number] !== 1) return false;
  return true;
}

/** Base64 of the 32 bytes at `from`, without the padding, which `target` has already. */
export function writeDigest(bytes: DataView, from: number, target: DataView, at: number): void {
  let to = at;
  let next = from;
  for (; next < from + DIGEST_BYTES - 2; next += 3, to += 4) {
    const bits = (bytes.getUint16(next) << 8) | bytes.getUint8(next + 2);
    target.setUint16(to, BASE64_PAIRS[bits >> 12] as number);
    target.setUint16(to + 2, BASE64_PAIRS[bits & 0xfff] as number);
  }
  const bits = bytes.getUint16(next) << 2;
  target.setUint16(to, BASE64_PAIRS[bits >> 6] as number);
  target.setUint8(to + 2, BASE64[bits & 0x3f] as number);
}

/** The UUID of the 16 bytes at `from`, without the dashes, which `target` has already. */
export function writeUuid(bytes: DataView, from: number, target: DataView, at: number): void {
  for (let next = 0; next < UUID_PLACES.length; next++)
    target.setUint16(at + (UUID_PLACES[next] as number), HEX_PAIRS[bytes.getUint8(from + next)] as number);
}
