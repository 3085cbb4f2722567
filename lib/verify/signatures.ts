/** What is done before signatures are checked: a platform's faster answers, and the algorithm that only some of them need. */
import { isUnambiguous, type SignatureClaim, type Signed, vouchFor } from "#lib/core/log/signature.ts";
import type { SealedPdf } from "#lib/core/receipt/receipt-pdf.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { vouchForDigest } from "#lib/core/text/digest.ts";

/** Keys that WebCrypto has taken in, by their hex: that costs more than to verify with one. */
type PlatformKeys = Map<string, Promise<CryptoKey>>;

/** Node's WebCrypto has ML-DSA, and says on standard error that it may change. */
const WARNS_OF_ML_DSA = globalThis.process?.versions?.node !== undefined;
/** The form of a public key in "Modern Algorithms in the Web Cryptography API", which TypeScript's types have not yet. */
const RAW_PUBLIC = "raw-public" as "raw";

/**
 * Before signatures are checked: WebCrypto vouches for what it can, the digest that a PDF's seal is over too, and what verifies ML-DSA-44 is
 * loaded where a signature is of that kind. Where it cannot be, the checks say so. Never rejects.
 */
export async function readyFor(claims: readonly SignatureClaim[], seal?: SealedPdf): Promise<void> {
  const [open] = await Promise.all([verifyAhead(claims), seal && hashAhead(seal)]);
  if (open.some(({ signed }) => signed.algorithm === "ml-dsa-44")) await loadMlDsa();
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
 *
 * @returns the claims that are left to the portable code
 */
export async function verifyAhead(claims: readonly SignatureClaim[]): Promise<SignatureClaim[]> {
  const keys: PlatformKeys = new Map();
  const good = await Promise.all(claims.map(({ signed }) => isGoodForPlatform(signed, keys)));
  return claims.filter((claim, at) => {
    if (good[at]) vouchFor(claim);
    return !good[at];
  });
}

/** Whether all implementations that find it good agree: of Ed25519 that takes a look, FIPS 204 leaves ML-DSA no second spelling. SM2 none of them has. */
function isClear(signed: Signed): boolean {
  if (signed.algorithm === "sm2") return false;
  return signed.algorithm === undefined ? isUnambiguous(signed) : !WARNS_OF_ML_DSA;
}

/** Whether WebCrypto is there, knows the algorithm, and finds a signature good about which all implementations agree. */
export async function isGoodForPlatform(signed: Signed, keys: PlatformKeys = new Map()): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || !isClear(signed)) return false;
  const { publicKey, signature, message, algorithm } = signed;
  const [format, name] = algorithm === undefined ? (["raw", "Ed25519"] as const) : ([RAW_PUBLIC, "ML-DSA-44"] as const);
  try {
    const hex = toHex(publicKey);
    const key = keys.get(hex) ?? subtle.importKey(format, Uint8Array.from(publicKey), name, false, ["verify"]);
    keys.set(hex, key);
    return await subtle.verify(name, await key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return false;
  }
}
