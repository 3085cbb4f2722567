/** Signatures and keys on which implementations of Ed25519 differ, after "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko). */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import type { Signed } from "#lib/core/log/signature.ts";
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";

const { Point } = ed25519;
type CurvePoint = InstanceType<typeof Point>;
const GROUP_ORDER = Point.Fn.ORDER;
const FIELD_PRIME = Point.Fp.ORDER;
const SECRET = 2n ** 200n + 12_345n;
const NONCE = 2n ** 190n + 6_789n;
/** Enough messages for a hash that is a multiple of eight to come up, and one that is none. */
const MESSAGES = 32;

/** 32 bytes, little-endian. */
export function encoded(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
}

function decoded(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.slice().reverse())}`);
}

/** All eight points whose order divides the cofactor. */
export function smallOrderPoints(): CurvePoint[] {
  for (let at = 0; ; at++) {
    const point = pointOf(sha256(utf8(`point ${at}`)));
    // The part outside of the large subgroup: of order 8 for every second point or so.
    const torsion = point?.multiplyUnsafe(GROUP_ORDER - 1n).add(point);
    if (!torsion || torsion.double().double().is0()) continue;
    const multiples = [Point.ZERO];
    for (let count = 1; count < 8; count++) multiples.push((multiples.at(-1) as CurvePoint).add(torsion));
    return multiples;
  }
}

function pointOf(bytes: Uint8Array): CurvePoint | undefined {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return undefined;
  }
}

/** S for which the equation holds but for the parts of small order, whatever the encodings are. */
function respond(input: {
  r: Uint8Array;
  publicKey: Uint8Array;
  message: Uint8Array;
  nonce: bigint;
  secret: bigint;
}): Signed {
  const { r, publicKey, message, nonce, secret } = input;
  const challenge = decoded32(sha512(concat(r, publicKey, message)));
  const s = Point.Fn.create(nonce + challenge * secret);
  return { signature: concat(r, encoded(s)), message, publicKey };
}

function decoded32(hash: Uint8Array): bigint {
  return Point.Fn.create(decoded(hash));
}

/** The same y with the field's prime added, and with the other sign: second spellings, where 256 bits have room for one. */
function spellings(point: CurvePoint): Uint8Array[] {
  const bytes = point.toBytes();
  const { y } = point.toAffine();
  const sign = BigInt((bytes[31] as number) >> 7) << 255n;
  const unreduced = y + FIELD_PRIME < 2n ** 255n ? [encoded((y + FIELD_PRIME) | sign)] : [];
  const otherSign = bytes.slice();
  otherSign[31] = (bytes[31] as number) ^ 0x80;
  return [bytes, ...unreduced, otherSign];
}

/** Keys and points with parts of small order, in every spelling, under several messages. */
export function oddSignatures(): Signed[] {
  const torsion = smallOrderPoints();
  const [key, commitment] = [Point.BASE.multiply(SECRET), Point.BASE.multiply(NONCE)];
  const keys = [
    { publicKeys: [key.toBytes()], secret: SECRET },
    ...torsion.map((each) => ({ publicKeys: spellings(each), secret: 0n })),
    ...torsion.map((each) => ({ publicKeys: [key.add(each).toBytes()], secret: SECRET })),
  ];
  const points = [
    { rs: [commitment.toBytes()], nonce: NONCE },
    ...torsion.map((each) => ({ rs: spellings(each), nonce: 0n })),
    ...torsion.map((each) => ({ rs: [commitment.add(each).toBytes()], nonce: NONCE })),
  ];
  const all: Signed[] = [];
  for (const { publicKeys, secret } of keys) {
    for (const { rs, nonce } of points) {
      for (const [publicKey, r] of publicKeys.flatMap((each) => rs.map((other) => [each, other] as const))) {
        const message = utf8(`message ${all.length % MESSAGES}`);
        all.push(respond({ r, publicKey, message, nonce, secret }));
      }
    }
  }
  return all;
}

/** A good signature with S + L in place of S, which spells the same scalar. */
export function respelledScalar({ signature, ...others }: Signed): Signed {
  const s = decoded(signature.slice(32)) + GROUP_ORDER;
  return { ...others, signature: concat(signature.slice(0, 32), encoded(s)) };
}
