/**
 * The bits of a Bitstring Status List (W3C, section 3): gzip, base64url behind `u`, the first entry in the left-most bit. By code of our own:
 * what libraries call `verified` of a revoked credential is true in one and false in its fork.
 */
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { pack, unpack } from "./deflate.ts";

/** So many entries a list has at least, lest one of few gives away whose status was asked for (section 4.6). */
export const ENTRIES_MIN = 131_072;
const ENTRIES_MAX = 16_777_216;
const BITS_A_BYTE = 8;
const FIRST_BIT = 0x80;
const HEADER = "u";
/** Random bits do not become fewer by packing. */
const ENCODED_CHARS_MAX = 3 * 1024 * 1024;

/** A list of so many entries of which these are set. @throws {RangeError} for an entry outside of it, or a length that is no list's */
export function bitsOf(entries: number, set: Iterable<number>): Uint8Array {
  if (!Number.isInteger(entries / BITS_A_BYTE) || entries < ENTRIES_MIN || entries > ENTRIES_MAX)
    throw new RangeError("not the length of a status list");
  const bits = new Uint8Array(entries / BITS_A_BYTE);
  for (const index of set) {
    if (!Number.isInteger(index) || index < 0 || index >= entries)
      throw new RangeError(`no entry ${index} in the list`);
    const at = Math.floor(index / BITS_A_BYTE);
    bits[at] = (bits[at] ?? 0) | (FIRST_BIT >> (index % BITS_A_BYTE));
  }
  return bits;
}

/** Whether an entry is set; undefined where the list has no such entry. */
export function bitAt(bits: Uint8Array, index: number): boolean | undefined {
  if (!Number.isInteger(index) || index < 0) return undefined;
  const byte = bits[Math.floor(index / BITS_A_BYTE)];
  return byte === undefined ? undefined : (byte & (FIRST_BIT >> (index % BITS_A_BYTE))) !== 0;
}

export async function encodeBits(bits: Uint8Array): Promise<string> {
  return HEADER + toBase64Url(await pack(bits, "gzip"));
}

/** The bits of an encoded list; undefined for anything else, and for a list that is too short or too long. */
export async function decodeBits(encoded: unknown): Promise<Uint8Array | undefined> {
  if (typeof encoded !== "string" || !encoded.startsWith(HEADER) || encoded.length > ENCODED_CHARS_MAX)
    return undefined;
  const packed = fromBase64Url(encoded.slice(HEADER.length));
  const bits = packed && (await unpack(packed, "gzip", ENTRIES_MAX / BITS_A_BYTE));
  return bits !== undefined && bits.length >= ENTRIES_MIN / BITS_A_BYTE ? bits : undefined;
}
