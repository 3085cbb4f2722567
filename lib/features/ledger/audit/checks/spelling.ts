/** Texts of digests, ids and salts, written and compared as bytes: no strings, many times a microsecond. */

export const DIGEST_BYTES = 32;
export const DIGEST_CHARS = 44;
export const UUID_CHARS = 36;
export const SALT_CHARS = 24;
const SALT_DIGITS = 21;
const EQUALS = 0x3d;

const BASE64 = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const HEX = Buffer.from("0123456789abcdef");
/** Where the sixteen bytes of a UUID stand in its text. */
const UUID_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const isBase64Digit = tableOf(BASE64);
/** Four of its six bits are beyond the end of 16 bytes, and zero. */
const isLastSaltDigit = tableOf(Buffer.from("AQgw"));
const isUuidChar = tableOf(Buffer.from("0123456789abcdef-"));

function tableOf(chars: Uint8Array): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char] = 1;
  return table;
}

/** Whether `text` stands at `at`. */
export function standsAt(bytes: Buffer, at: number, text: Uint8Array): boolean {
  for (let next = 0; next < text.length; next++) if (bytes[at + next] !== text[next]) return false;
  return true;
}

/** Past `text`; -1 unless it stands at `at`, which may be -1 itself. */
export function skip(bytes: Buffer, at: number, text: Uint8Array): number {
  return at >= 0 && standsAt(bytes, at, text) ? at + text.length : -1;
}

/** Past 36 characters of a UUID, in whatever order; -1 as above. */
export function skipUuid(bytes: Buffer, at: number): number {
  return at >= 0 && isEach(bytes, at, UUID_CHARS, isUuidChar) ? at + UUID_CHARS : -1;
}

/** Canonical base64 of 16 bytes. */
export function isSalt(bytes: Buffer, at: number): boolean {
  const end = at + SALT_DIGITS;
  return (
    isEach(bytes, at, SALT_DIGITS, isBase64Digit) &&
    isLastSaltDigit[bytes[end] as number] === 1 &&
    bytes[end + 1] === EQUALS &&
    bytes[end + 2] === EQUALS
  );
}

function isEach(bytes: Buffer, at: number, length: number, table: Uint8Array): boolean {
  for (let next = at; next < at + length; next++) if (table[bytes[next] as number] !== 1) return false;
  return true;
}

/** Base64 of the 32 bytes at `from`, without the padding, which `target` has already. */
export function writeDigest(bytes: Buffer, from: number, target: Buffer, at: number): void {
  let to = at;
  for (let next = from; next < from + DIGEST_BYTES; next += 3) {
    const isLast = next === from + DIGEST_BYTES - 2;
    const high = bytes[next] as number;
    const middle = bytes[next + 1] as number;
    const low = isLast ? 0 : (bytes[next + 2] as number);
    target[to++] = BASE64[high >> 2] as number;
    target[to++] = BASE64[((high & 3) << 4) | (middle >> 4)] as number;
    target[to++] = BASE64[((middle & 15) << 2) | (low >> 6)] as number;
    if (!isLast) target[to++] = BASE64[low & 63] as number;
  }
}

/** The UUID of the 16 bytes at `from`, without the dashes, which `target` has already. */
export function writeUuid(bytes: Buffer, from: number, target: Buffer, at: number): void {
  for (let next = 0; next < UUID_PLACES.length; next++) {
    const byte = bytes[from + next] as number;
    const place = at + (UUID_PLACES[next] as number);
    target[place] = HEX[byte >> 4] as number;
    target[place + 1] = HEX[byte & 15] as number;
  }
}
