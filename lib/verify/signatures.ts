/** What is done before signatures are checked: a platform's faster answers, and the algorithm that only some of them need. */
import { isUnambiguous, type SignatureClaim, type Signed, vouchFor } from "#lib/core/log/signature.ts";

/**
 * Before signatures are checked: WebCrypto vouches for what it can, and what verifies ML-DSA-44 is loaded where one is of that kind. Where
 * it cannot be, the checks say so. Never rejects.
 */
export async function readyFor(claims: readonly SignatureClaim[]): Promise<void> {
  const needsMlDsa = claims.some(({ signed }) => signed.algorithm === "ml-dsa-44");
  await Promise.all([verifyAhead(claims), needsMlDsa ? loadMlDsa() : undefined]);
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
  await Promise.all(
    claims.map(async (claim) => {
      if (await isGoodForPlatform(claim.signed)) vouchFor(claim);
    }),
  );
}

/** Whether WebCrypto is there, knows Ed25519, and finds a signature good about which all implementations agree. */
export async function isGoodForPlatform(signed: Signed): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || !isUnambiguous(signed)) return false;
  const { publicKey, signature, message } = signed;
  try {
    const key = await subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
    return await subtle.verify("Ed25519", key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return false;
  }
}
