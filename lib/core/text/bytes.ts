/**
 * Bytes and their text forms. Every decoder is strict: one byte string has exactly one spelling, so that a text that was hashed
 * or signed cannot be respelled unnoticed. Base64 is RFC 4648 section 4 with padding, hex is lower case, UTF-8 is well-formed.
 */
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** Length of a SHA-256 digest, in bytes. */
export const DIGEST_BYTES = 32;

const BASE64_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX_ALPHABET = "0123456789abcdef";
const PADDING_CODE = 0x3d;
/** As many as 4,096 digits take, which no engine refuses as arguments of one call. */
const BASE64_STEP_BYTES = 3_072;
const NOT_A_DIGIT = 255;

const base64Digits = reverseTable(BASE64_ALPHABET);
const hexDigits = reverseTable(HEX_ALPHABET);
const textEncoder = new TextEncoder();

function reverseTable(alphabet: string): Uint8Array {
  const table = new Uint8Array(128).fill(NOT_A_DIGIT);
  for (let digit = 0; digit < alphabet.length; digit++) table[alphabet.charCodeAt(digit)] = digit;
  return table;
}

/** Canonical base64, padded. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += BASE64_STEP_BYTES) {
    text += String.fromCharCode(...base64Codes(bytes.subarray(at, at + BASE64_STEP_BYTES)));
  }
  return text;
}

/** A text that grows by the character is a chain of as many pieces, which somebody has to clear away. */
function base64Codes(bytes: Uint8Array): number[] {
  const codes: number[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    codes.push(BASE64_ALPHABET.charCodeAt(group >> 18), BASE64_ALPHABET.charCodeAt((group >> 12) & 63));
    codes.push(left > 1 ? BASE64_ALPHABET.charCodeAt((group >> 6) & 63) : PADDING_CODE);
    codes.push(left > 2 ? BASE64_ALPHABET.charCodeAt(group & 63) : PADDING_CODE);
  }
  return codes;
}

/** The bytes of a canonical base64 text; undefined for anything else, including non-zero pad bits, missing padding and white space. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  let padding = 0;
  while (padding < 2 && text.charCodeAt(text.length - 1 - padding) === PADDING_CODE) padding++;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let position = 0; position < digits; position++) {
    const digit = base64Digits[text.charCodeAt(position)] ?? NOT_A_DIGIT;
    if (digit === NOT_A_DIGIT) return undefined;
    buffer = ((buffer << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  const padBits = buffer & ((1 << bits) - 1);
  return padBits === 0 ? bytes : undefined;
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX_ALPHABET.charAt(byte >> 4) + HEX_ALPHABET.charAt(byte & 15);
  return text;
}

/** The bytes of a lower-case hex text; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigits[text.charCodeAt(2 * at)] ?? NOT_A_DIGIT;
    const low = hexDigits[text.charCodeAt(2 * at + 1)] ?? NOT_A_DIGIT;
    if (high === NOT_A_DIGIT || low === NOT_A_DIGIT) return undefined;
    bytes[at] = (high << 4) | low;
  }
  return bytes;
}

/** UTF-8 of a text. Lone surrogates have no UTF-8: the caller has refused them before. */
export function utf8(text: string): Uint8Array {
  return textEncoder.encode(text);
}

/** The text of well-formed UTF-8; undefined for anything else. A byte order mark is kept as a character, never dropped. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Byte equality of public values. It leaves early, so it is not for secrets. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

/** Which of two of the same length stands first: below, above or equal 0. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}
