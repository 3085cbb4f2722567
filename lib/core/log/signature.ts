/**
 * The signatures of notes, cosignatures and seals. Portable code decides: that of Ed25519 is in here, that of ML-DSA-44 (ml-dsa.ts) and of
 * SM2 (../sm/sm2.ts) is loaded by whoever meets such a signature. A platform may have found out beforehand that a signature is good, many times faster; what
 * nobody vouched for is verified here.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { equalBytes, toHex } from "../text/bytes.ts";

export const ED25519_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;
/** FIPS 204, table 2. */
export const ML_DSA_44_KEY_BYTES = 1312;
export const ML_DSA_44_SIGNATURE_BYTES = 2420;
/** An uncompressed point. */
export const SM2_KEY_BYTES = 65;

/** What is verified by code that has to be loaded first. */
export type LoadedAlgorithm = "ml-dsa-44" | "sm2";

/** A signature, the bytes that it is said to be over, and the key that is said to have made it. */
export type Signed = {
  signature: Uint8Array;
  message: Uint8Array;
  publicKey: Uint8Array;
  /** Ed25519 unless it says otherwise. */
  algorithm?: LoadedAlgorithm;
};

/** One to verify; what is found out is kept for as long as the object that carries it, which is never changed once it was read. */
export type SignatureClaim = { carrier: object; signed: Signed };

/** RFC 8032 verification as FIPS 186-5 has it: canonical encodings only, so that a signature cannot be respelled. */
export function verifyEd25519(signed: Signed): boolean {
  if (!hasLengths(signed)) return false;
  const { signature, message, publicKey } = signed;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

function hasLengths({ signature, publicKey, algorithm }: Omit<Signed, "message">): boolean {
  if (algorithm !== undefined) return false;
  return signature.length === ED25519_SIGNATURE_BYTES && publicKey.length === ED25519_KEY_BYTES;
}

type Verify = (signed: Signed) => boolean;
const loaded: { [Algorithm in LoadedAlgorithm]?: Verify | undefined } = {};

/** From now on this algorithm can be verified; the file that does it calls this when it is loaded. Undefined: no longer. */
export function provideVerifier(algorithm: LoadedAlgorithm, verify: Verify | undefined): void {
  loaded[algorithm] = verify;
}

type Answer = { signed: Signed; isGood: boolean };

/** Answers by carrier. Several steps ask the same of one note, and the portable code takes a millisecond or two. */
const answers = new WeakMap<object, Answer[]>();

/** Whether a claim holds, found out once for each; undefined where nothing here can check it: its algorithm has not been loaded. */
export function isSignedAsClaimed({ carrier, signed }: SignatureClaim): boolean | undefined {
  const known = answers.get(carrier)?.find((answer) => isSame(answer.signed, signed));
  if (known !== undefined) return known.isGood;
  const verify = signed.algorithm === undefined ? verifyEd25519 : loaded[signed.algorithm];
  return verify && keep(carrier, { signed, isGood: verify(signed) });
}

/** Puts down that a claim was found good elsewhere. Only for one that `isUnambiguous`: then the portable code agrees. */
export function vouchFor({ carrier, signed }: SignatureClaim): void {
  keep(carrier, { signed, isGood: true });
}

function keep(carrier: object, answer: Answer): boolean {
  const known = answers.get(carrier) ?? [];
  answers.set(carrier, known);
  known.push(answer);
  return answer.isGood;
}

function isSame(one: Signed, other: Signed): boolean {
  return (
    one.algorithm === other.algorithm &&
    equalBytes(one.signature, other.signature) &&
    equalBytes(one.publicKey, other.publicKey) &&
    equalBytes(one.message, other.message)
  );
}

/** RFC 8032 section 5.1: the field's prime and the order of the base point. */
const FIELD_PRIME = 2n ** 255n - 19n;
const GROUP_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
/** A y of the points of order 8; the negative is that of the others. */
const ORDER_8_Y = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
/** The y of all eight points whose order divides the cofactor: the order-4 ones, the neutral one, the order-2 one, the order-8 ones. */
const SMALL_ORDER_YS: readonly bigint[] = [0n, 1n, FIELD_PRIME - 1n, ORDER_8_Y, FIELD_PRIME - ORDER_8_Y];

/**
 * Whether every implementation that finds this signature good agrees with the portable code. Implementations differ in what they do
 * with scalars and coordinates that are not reduced, with points of small order, and with the cofactor (Chalkias, Garillot, Nikolaenko:
 * "Taming the many EdDSAs"). Here the first two are ruled out; and whoever leaves out the cofactor accepts less, never more.
 */
export function isUnambiguous(signed: Omit<Signed, "message">): boolean {
  if (!hasLengths(signed)) return false;
  const { signature, publicKey } = signed;
  const [point, scalar] = [signature.subarray(0, ED25519_KEY_BYTES), signature.subarray(ED25519_KEY_BYTES)];
  return isPlainPoint(publicKey) && isPlainPoint(point) && littleEndian(scalar) < GROUP_ORDER;
}

/** A reduced y, of no point of small order; among the others no encoding is a second one of the same point. */
function isPlainPoint(encoded: Uint8Array): boolean {
  const y = littleEndian(encoded) & (2n ** 255n - 1n);
  return y < FIELD_PRIME && !SMALL_ORDER_YS.includes(y);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.slice().reverse())}`);
}
