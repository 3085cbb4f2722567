/** How keys of each kind are made. */
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import type { KeyKind } from "../types.ts";

interface KeyMaker {
  makeSecret: () => Uint8Array;
  /** As `IssuerKey.publicKey`. */
  publicOf: (secretKey: Uint8Array) => Uint8Array;
}

export const KEY_MAKERS: Record<KeyKind, KeyMaker> = {
  ed25519: {
    makeSecret: () => ed25519.utils.randomSecretKey(),
    publicOf: (secretKey) => ed25519.getPublicKey(secretKey),
  },
  p256: {
    makeSecret: () => p256.utils.randomSecretKey(),
    publicOf: (secretKey) => p256.getPublicKey(secretKey, true),
  },
  // IETF BBS Signatures section 3.4: a secret scalar, and its point in G2.
  bbs: {
    makeSecret: () => bls12_381.utils.randomSecretKey(),
    publicOf: (secretKey) => bls12_381.shortSignatures.getPublicKey(secretKey).toBytes(),
  },
};
