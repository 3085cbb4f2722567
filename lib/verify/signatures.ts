/** What is done before signatures are checked: a platform's faster answers, and the algorithm that only some of them need. */
import { isUnambiguous, type SignatureClaim, type Signed, vouchFor } from "#lib/core/log/signature.ts";
import type { SealedPdf } from "#lib/core/receipt/receipt-pdf.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { vouchForDigest } from "#lib/core/text/digest.ts";

/** Keys that WebCrypto has taken in, by their hex: that costs more than to verify with one. */
type PlatformKeys = Map<string, Promise<CryptoKey>>;

/**
 * Before signatures are checked: WebCrypto vouches for what it can, the digest that a PDF's seal is over too, and what verifies ML-DSA-44 is
 * loaded where a signature is of that kind. Where it cannot be, the checks say so. Never rejects.
 */
export async function readyFor(claims: readonly SignatureClaim[], seal?: SealedPdf): Promise<void> {
  const needsMlDsa = claims.some(({ signed }) => signed.algorithm === "ml-dsa-44");
  await Promise.all([verifyAhead(claims), seal && hashAhead(seal), needsMlDsa ? loadMlDsa() : undefined]);
}

/** Vouches for the digest of a sealed PDF where WebCrypto finds it. Never rejects. */
async function hashAhead({ unsealed, digest }: SealedPdf): Promise<void> {
  const platform = await globalThis.crypto?.subtle?.digest("SHA-256", unsealed.slice()).catch(() => undefined);
  if (platform) vouchForDigest(unsealed, { stated: digest, platform: new Uint8Array(platform) });
}

/** Loads what verifies ML-DSA-44. Never rejects: without it, checks say that they could not be made. */
export async function loadMlDsa(): Promise<void> {
  await import("#lib/core/log/ml-dsa.ts").catch(() => undefined);
}

/**
 * Vouches for the signatures that WebCrypto finds good: many times faster than the portable code of lib/core, and beside it. What WebCrypto
 * refuses, does not know or is not there for is left to the portable code, so that the verdict is the same everywhere. Never rejects.
 */
export async function verifyAhead(claims: readonly SignatureClaim[]): Promise<void> {
  const keys: PlatformKeys = new Map();
  await Promise.all(
    claims.map(async (claim) => {
      if (await isGoodForPlatform(claim.signed, keys)) vouchFor(claim);
    }),
  );
}

/** Whether WebCrypto is there, knows Ed25519, and finds a signature good about which all implementations agree. */
export async function isGoodForPlatform(signed: Signed, keys: PlatformKeys = new Map()): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || !isUnambiguous(signed)) return false;
  const { publicKey, signature, message } = signed;
  try {
    const name = toHex(publicKey);
    const key = keys.get(name) ?? subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
    keys.set(name, key);
    return await subtle.verify("Ed25519", await key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return false;
  }
}
