/**
 * ECDSA on P-256 with SHA-256, as JWTs write it (RFC 7518 section 3.4): the two numbers, 32 bytes each. The platform's own code is ten
 * times faster; what it refuses or is not there for (pages without TLS have none), the portable code judges.
 */
import { p256 } from "@noble/curves/nist.js";
import { concat } from "#lib/core/text/bytes.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;
export const P256_SECRET_BYTES = 32;
const SIGNATURE_BYTES = 64;
const COORDINATE_BYTES = 32;
/** First byte of a point that is not compressed (SEC 1 section 2.3.3). */
const UNCOMPRESSED = 0x04;
/** Strangers may use either of the two values that a signature may have. */
const EITHER_S = { lowS: false } as const;

/** Signs bytes; 64 bytes. */
export type Es256Signer = (data: Uint8Array) => Promise<Uint8Array>;

/** @param secretKey 32 bytes, a number below the curve's order */
export function es256Signer(secretKey: Uint8Array): Es256Signer {
  const imported = platformKey(secretKey);
  return async (data) => {
    const key = await imported;
    if (key === undefined) return p256.sign(data, secretKey);
    return new Uint8Array(await crypto.subtle.sign(SIGNING, key, data.slice()));
  };
}

/** @param publicKey the point, compressed or not */
export async function verifyEs256(input: {
  data: Uint8Array;
  signature: Uint8Array;
  publicKey: Uint8Array;
}): Promise<boolean> {
  const { data, signature } = input;
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    const point = p256.Point.fromBytes(input.publicKey).toBytes(false);
    if (await platformVerifies({ data, signature, point })) return true;
    return p256.verify(signature, data, point, EITHER_S);
  } catch {
    // A key that is no point of the curve, or a number out of its range.
    return false;
  }
}

async function platformVerifies(input: {
  data: Uint8Array;
  signature: Uint8Array;
  point: Uint8Array;
}): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return false;
  try {
    const key = await subtle.importKey("raw", input.point.slice(), ALGORITHM, false, ["verify"]);
    return await subtle.verify(SIGNING, key, input.signature.slice(), input.data.slice());
  } catch {
    return false;
  }
}

async function platformKey(secretKey: Uint8Array): Promise<CryptoKey | undefined> {
  if (globalThis.crypto?.subtle === undefined) return undefined;
  return crypto.subtle.importKey(
    "jwk",
    { ...p256Jwk(p256.getPublicKey(secretKey)), d: toBase64Url(secretKey) },
    ALGORITHM,
    false,
    ["sign"],
  );
}

/** @param publicKey the point, compressed or not. Throws where it is none. */
export function p256Jwk(publicKey: Uint8Array): { kty: "EC"; crv: "P-256"; x: string; y: string } {
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  const half = (point.length - 1) / 2;
  return {
    kty: "EC",
    crv: "P-256",
    x: toBase64Url(point.subarray(1, 1 + half)),
    y: toBase64Url(point.subarray(1 + half)),
  };
}

/** The compressed point (33 bytes) that a JWK names; undefined for anything else. */
export function readP256Jwk(value: unknown): Uint8Array | undefined {
  const { kty, crv, x, y } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (kty !== "EC" || crv !== "P-256" || typeof x !== "string" || typeof y !== "string") return undefined;
  const [left, right] = [fromBase64Url(x), fromBase64Url(y)];
  if (left?.length !== COORDINATE_BYTES || right?.length !== COORDINATE_BYTES) return undefined;
  try {
    return p256.Point.fromBytes(concat(Uint8Array.of(UNCOMPRESSED), left, right)).toBytes(true);
  } catch {
    // No point of the curve.
    return undefined;
  }
}
