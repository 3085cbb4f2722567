/**
 * Keys of ML-DSA-44 (FIPS 204): made, kept and used. The runtime's OpenSSL signs where it knows the algorithm (Node from 24.7 on), else the
 * portable code, ten times slower. Both hedge: two signatures of the same bytes differ, so none is ever compared with another.
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { ML_DSA_44_KEY_BYTES } from "#lib/core/log/signature.ts";

const SEED_BYTES = 32;
/** PKCS #8 around a seed (RFC 9881 section 6, `seed [0]`), 54 bytes in all: the form that every implementation reads. */
const PKCS8_PREFIX = Buffer.from("3034020100300b060960864801650304031104228020", "hex");

/** A public key and what signs with the private one. Of ML-DSA-44: 1,312 bytes, and signatures of 2,420 with an empty context. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** The key of a seed of 32 bytes. The seed itself is not kept: the caller may overwrite it. */
export function mlDsaKey(seed: Uint8Array): SigningKey {
  return nativeKey(seed) ?? portableKey(seed);
}

/** The key of a PKCS #8 of 54 bytes; undefined for anything else. */
export function openMlDsaPkcs8(der: Uint8Array): SigningKey | undefined {
  const prefix = PKCS8_PREFIX.length;
  if (der.length !== prefix + SEED_BYTES || !PKCS8_PREFIX.equals(der.subarray(0, prefix))) return undefined;
  return mlDsaKey(der.subarray(prefix));
}

/** A new key as PKCS #8. */
export function createMlDsaPkcs8(): Uint8Array {
  const seed = randomBytes(SEED_BYTES);
  try {
    return new Uint8Array(Buffer.concat([PKCS8_PREFIX, seed]));
  } finally {
    seed.fill(0);
  }
}

/** By the runtime; undefined where it does not know the algorithm. */
export function nativeKey(seed: Uint8Array): SigningKey | undefined {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  } finally {
    der.fill(0);
  }
  // SubjectPublicKeyInfo ends in the key itself.
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki.subarray(-ML_DSA_44_KEY_BYTES));
  return { publicKey, sign: (message) => new Uint8Array(sign(null, message, privateKey)) };
}

export function portableKey(seed: Uint8Array): SigningKey {
  const { publicKey, secretKey } = ml_dsa44.keygen(Uint8Array.from(seed));
  return { publicKey, sign: (message) => ml_dsa44.sign(message, secretKey) };
}
