/** RSA signatures (RFC 8017), verified by what everybody may know: no secret is in here. */
import { concat, equalBytes, fromHex, toHex } from "#lib/core/text/bytes.ts";
import { encodeDer, encodeOid, integerOf, readDer, TAG } from "./der.ts";
import type { Hash } from "./oids.ts";

/** Keys below are weak; keys above, or with larger exponents, only cost the reader's time. */
const BITS_MIN = 2048;
/** Nobody signed a document with less. */
const WEAK_BITS_MIN = 512;
const BITS_MAX = 8192;
const EXPONENT_MAX = 2n ** 33n;
const PSS_TRAILER = 0xbc;

export type RsaKey = { modulus: bigint; exponent: bigint; bits: number };

/** The key that an RSAPublicKey is; `weak` and `unknown` as in `verifySignature`. */
export function readRsaKey(
  der: Uint8Array,
  { acceptsWeak = false }: { acceptsWeak?: boolean | undefined } = {},
): RsaKey | "weak" | "unknown" {
  const [modulusNode, exponentNode] = readDer(der)?.children ?? [];
  // Before they are calculated with: nine bytes of exponent are more than any key has.
  if ((modulusNode?.content.length ?? 0) > BITS_MAX / 8 + 1 || (exponentNode?.content.length ?? 0) > 8)
    return "unknown";
  const modulus = integerOf(modulusNode) ?? 0n;
  const exponent = integerOf(exponentNode) ?? 0n;
  const bits = modulus > 0n ? modulus.toString(2).length : 0;
  if (bits > BITS_MAX || exponent >= EXPONENT_MAX) return "unknown";
  const bitsMin = acceptsWeak ? WEAK_BITS_MIN : BITS_MIN;
  return bits >= bitsMin && exponent > 2n && exponent % 2n === 1n ? { modulus, exponent, bits } : "weak";
}

/** RSASSA-PKCS1-v1_5 (section 8.2.2): the one encoding that there is for this digest, compared whole. */
export function verifyPkcs1(input: { key: RsaKey; hash: Hash; digest: Uint8Array; signature: Uint8Array }): boolean {
  const { key, hash, digest, signature } = input;
  const length = Math.ceil(key.bits / 8);
  const algorithm = encodeDer(TAG.sequence, encodeOid(hash.oid), encodeDer(TAG.null));
  const info = encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, digest));
  // Eight bytes of padding at least (section 9.2).
  if (length < info.length + 11) return false;
  const padding = new Uint8Array(length - info.length - 3).fill(0xff);
  const expected = concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
  const found = open({ key, signature, length });
  return found !== undefined && equalBytes(found, expected);
}

/** RSASSA-PSS (sections 8.1.2 and 9.1.2). `saltLength` in bytes. */
export function verifyPss(input: {
  key: RsaKey;
  hash: Hash;
  maskHash: Hash;
  saltLength: number;
  digest: Uint8Array;
  signature: Uint8Array;
}): boolean {
  const { key, hash, maskHash, saltLength, digest, signature } = input;
  const length = Math.ceil((key.bits - 1) / 8);
  const hashLength = digest.length;
  const found = open({ key, signature, length });
  if (found === undefined || length < hashLength + saltLength + 2 || found.at(-1) !== PSS_TRAILER) return false;
  const masked = found.subarray(0, length - hashLength - 1);
  const seed = found.subarray(masked.length, length - 1);
  const unused = 8 * length - (key.bits - 1);
  if ((masked[0] ?? 0) >> (8 - unused) !== 0) return false;
  const mask = generateMask({ seed, length: masked.length, hash: maskHash });
  const block = masked.map((byte, at) => byte ^ (mask[at] ?? 0));
  block[0] = (block[0] ?? 0) & (0xff >> unused);
  const saltAt = block.length - saltLength;
  if (block[saltAt - 1] !== 1 || block.subarray(0, saltAt - 1).some((byte) => byte !== 0)) return false;
  return equalBytes(hash.digest(concat(new Uint8Array(8), digest, block.subarray(saltAt))), seed);
}

/** MGF1 (appendix B.2.1). */
function generateMask({ seed, length, hash }: { seed: Uint8Array; length: number; hash: Hash }): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let made = 0, counter = 0; made < length; counter++) {
    const count = Uint8Array.of(counter >>> 24, (counter >>> 16) & 255, (counter >>> 8) & 255, counter & 255);
    const part = hash.digest(concat(seed, count));
    parts.push(part);
    made += part.length;
  }
  return concat(...parts);
}

/** RSAVP1 (section 5.2.2) as `length` bytes; undefined where the signature or what comes out of it does not fit. */
function open(input: { key: RsaKey; signature: Uint8Array; length: number }): Uint8Array | undefined {
  const { key, signature, length } = input;
  if (signature.length !== Math.ceil(key.bits / 8)) return undefined;
  const value = BigInt(`0x${toHex(signature)}`);
  if (value >= key.modulus) return undefined;
  const hex = power(value, key)
    .toString(16)
    .padStart(2 * length, "0");
  return hex.length === 2 * length ? fromHex(hex) : undefined;
}

function power(value: bigint, { exponent, modulus }: RsaKey): bigint {
  let [result, base] = [1n, value];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}
