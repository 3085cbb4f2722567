/**
 * SM2 signatures (GB/T 32918.2-2016) with SM3, under the user id that whoever has none of his own has. Whoever imports this module can verify
 * them from then on. It is apart from the rest of the core because most readers never need it: a page loads it when a receipt does.
 *
 * Signatures are DER (GB/T 35276, OpenSSL) in its one canonical spelling; public keys are points of 65 bytes, uncompressed.
 */
import { invertCt, mapHashToField } from "@noble/curves/abstract/modular.js";
import { DER, weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { bytesToNumberBE, numberToBytesBE, randomBytes } from "@noble/curves/utils.js";
import { provideVerifier, type Signed } from "../log/signature.ts";
import { concat, equalBytes, fromHex, utf8 } from "../text/bytes.ts";
import { sm3 } from "./sm3.ts";

/** GB/T 32918.5-2017, the recommended curve: y² = x³ + ax + b over p, with n points. */
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;
const { n } = CURVE;
const Point = weierstrass(CURVE);
const SCALAR_BYTES = 32;
/** Enough that what is reduced to a scalar is even (FIPS 186-5, A.2.1). */
const NONCE_BYTES = 48;

/** GM/T 0009-2012, section 10. */
const USER_ID = utf8("1234567812345678");
const CURVE_BYTES = concat(...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map(scalarBytes));

function scalarBytes(value: bigint): Uint8Array {
  return numberToBytesBE(value, SCALAR_BYTES);
}

/** What is signed of a message: bound to who signs, and to the curve (GB/T 32918.2, 5.5 and 6.1). */
function digestOf(message: Uint8Array, publicKey: Uint8Array, userId: Uint8Array = USER_ID): bigint {
  const userIdBits = Uint8Array.of(0, userId.length * 8);
  const signer = sm3(concat(userIdBits, userId, CURVE_BYTES, publicKey.subarray(1)));
  return bytesToNumberBE(sm3(concat(signer, message)));
}

const modulo = (value: bigint): bigint => ((value % n) + n) % n;

/** GB/T 32918.2, 7.1. False for whatever is no signature, or no key. */
export function verifySm2({ signature, message, publicKey, algorithm }: Signed): boolean {
  return algorithm === "sm2" && verifySm2As({ data: message, signature, publicKey });
}

/** @param signed.userId up to 31 bytes; the one of the standard where it is left out */
export function verifySm2As(signed: {
  data: Uint8Array;
  signature: Uint8Array;
  publicKey: Uint8Array;
  userId?: Uint8Array;
}): boolean {
  const { data, signature, publicKey, userId } = signed;
  try {
    const { r, s } = DER.toSig(signature, SCALAR_BYTES + 1);
    if (!equalBytes(encode(r, s), signature)) return false;
    const t = modulo(r + s);
    if (r === 0n || s === 0n || r >= n || s >= n || t === 0n) return false;
    const key = Point.fromBytes(publicKey);
    if (!equalBytes(key.toBytes(false), publicKey)) return false;
    const { x } = Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t)).toAffine();
    return modulo(digestOf(data, publicKey, userId) + x) === r;
  } catch {
    return false;
  }
}

function encode(r: bigint, s: bigint): Uint8Array {
  return fromHex(DER.hexFromSig({ r, s })) ?? new Uint8Array();
}

/** A new private key: 32 bytes, from 1 to n − 2 (GB/T 32918.1, 6.1). */
export function createSm2Secret(): Uint8Array {
  for (;;) {
    const secret = mapHashToField(randomBytes(NONCE_BYTES), n);
    if (bytesToNumberBE(secret) !== n - 1n) return secret;
  }
}

/** @throws {Error} for what is no private key */
export function sm2PublicKey(secret: Uint8Array): Uint8Array {
  return Point.BASE.multiply(bytesToNumberBE(secret)).toBytes(false);
}

/** GB/T 32918.2, 6.1. Two signatures of one message differ. @throws {Error} for what is no private key */
export function signSm2(message: Uint8Array, secret: Uint8Array): Uint8Array {
  const d = bytesToNumberBE(secret);
  const e = digestOf(message, sm2PublicKey(secret));
  const inverse = invertCt(1n + d, n);
  for (;;) {
    const k = bytesToNumberBE(mapHashToField(randomBytes(NONCE_BYTES), n));
    const r = modulo(e + Point.BASE.multiply(k).toAffine().x);
    const s = modulo(inverse * (k - r * d));
    if (r !== 0n && r + k !== n && s !== 0n) return encode(r, s);
  }
}

provideVerifier("sm2", verifySm2);
