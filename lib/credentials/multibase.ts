/** Multibase base58btc and Multikey (W3C CID 1.0 sections 2.4 and 2.2.2): one byte string has one spelling, as with the other encodings. */
import { concat } from "#lib/core/text/bytes.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE = 58;
/** Longer than any signature or key that is read here; the time it takes grows with the square. */
const CHARS_MAX = 256;
const HEADER = "z";
/** Multicodec `ed25519-pub` (0xed) as a varint. */
const ED25519_PREFIX = Uint8Array.of(0xed, 0x01);
const ED25519_KEY_BYTES = 32;
/** Multicodec `p256-pub` (0x1200) as a varint; the key is a compressed point. */
const P256_PREFIX = Uint8Array.of(0x80, 0x24);
const P256_KEY_BYTES = 33;
/** Multicodec `bls12_381-g2-pub` (0xeb) as a varint; the key is a compressed point. */
const BLS_PREFIX = Uint8Array.of(0xeb, 0x01);
const BLS_KEY_BYTES = 96;

export function toMultibase(bytes: Uint8Array): string {
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let at = 0; at < digits.length; at++) {
      carry += (digits[at] ?? 0) * 256;
      digits[at] = carry % BASE;
      carry = Math.floor(carry / BASE);
    }
    for (; carry > 0; carry = Math.floor(carry / BASE)) digits.push(carry % BASE);
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const leading = ALPHABET.charAt(0).repeat(zeros < 0 ? bytes.length : zeros);
  return (
    HEADER +
    leading +
    digits
      .reverse()
      .map((digit) => ALPHABET.charAt(digit))
      .join("")
  );
}

/** The bytes of a text in base58btc; undefined for anything else, and for more than so many characters. */
export function fromMultibase(text: string, charsMax: number = CHARS_MAX): Uint8Array | undefined {
  if (!text.startsWith(HEADER) || text.length > charsMax) return undefined;
  const bytes: number[] = [];
  for (const character of text.slice(HEADER.length)) {
    let carry = ALPHABET.indexOf(character);
    if (carry < 0) return undefined;
    for (let at = 0; at < bytes.length; at++) {
      carry += (bytes[at] ?? 0) * BASE;
      bytes[at] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
  }
  const [leading = ""] = /^1*/.exec(text.slice(HEADER.length)) ?? [];
  return concat(new Uint8Array(leading.length), Uint8Array.from(bytes.reverse()));
}

/** @param publicKey Ed25519, 32 bytes */
export function ed25519Multikey(publicKey: Uint8Array): string {
  if (publicKey.length !== ED25519_KEY_BYTES) throw new RangeError("an Ed25519 key has 32 bytes");
  return toMultibase(concat(ED25519_PREFIX, publicKey));
}

/** @param publicKey P-256, the compressed point of 33 bytes */
export function p256Multikey(publicKey: Uint8Array): string {
  if (publicKey.length !== P256_KEY_BYTES) throw new RangeError("a compressed point has 33 bytes");
  return toMultibase(concat(P256_PREFIX, publicKey));
}

/** @param publicKey BLS12-381 G2, the compressed point of 96 bytes */
export function blsMultikey(publicKey: Uint8Array): string {
  if (publicKey.length !== BLS_KEY_BYTES) throw new RangeError("a compressed point of G2 has 96 bytes");
  return toMultibase(concat(BLS_PREFIX, publicKey));
}

/** The Ed25519 key that a Multikey is; undefined for anything else. */
export function readEd25519Multikey(text: unknown): Uint8Array | undefined {
  return readMultikey(text, ED25519_PREFIX, ED25519_KEY_BYTES);
}

/** The compressed point of P-256 that a Multikey is; undefined for anything else. Whether it lies on the curve shows when it is used. */
export function readP256Multikey(text: unknown): Uint8Array | undefined {
  return readMultikey(text, P256_PREFIX, P256_KEY_BYTES);
}

/** The compressed point of BLS12-381 G2 that a Multikey is, which signs by BBS; undefined for anything else. */
export function readBlsMultikey(text: unknown): Uint8Array | undefined {
  return readMultikey(text, BLS_PREFIX, BLS_KEY_BYTES);
}

function readMultikey(text: unknown, prefix: Uint8Array, length: number): Uint8Array | undefined {
  const bytes = typeof text === "string" ? fromMultibase(text) : undefined;
  if (bytes?.length !== prefix.length + length || !prefix.every((byte, at) => bytes[at] === byte)) return undefined;
  return bytes.slice(prefix.length);
}
