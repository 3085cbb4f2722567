/**
 * The verification of whatever a reader brings: which checks apply to it, and what has to be loaded for them. Page, worker, API,
 * command line and offline file call this. What only some receipts need is loaded only for those.
 */
import { isUnambiguous, type SignatureClaim, type Signed, vouchFor } from "#lib/core/log/signature.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { signaturesOf } from "#lib/core/verify/receipt-signatures.ts";
import type { TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import { verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import { timestampsOf } from "#lib/core/verify/verify-timestamps.ts";
import { loadExtraChecks } from "./extra-checks.ts";
import type { VerifyInput } from "./input.ts";

/**
 * A receipt's verification with its timestamps and extras looked into. As total as `verifyReceipt`: it rejects never. Where that part of the
 * program cannot be loaded, the step says so.
 */
export async function verify(input: VerifyInput): Promise<Verification> {
  const { authorities, at, ...others } = input;
  const given = at === undefined ? others : { ...others, at };
  const found = timestampsOf(given.receipt);
  const [timestamps, extraChecks] = await Promise.all([
    found && lookInto({ tokens: found.tokens, imprint: sha256(found.stamped), authorities, at }),
    loadExtraChecks(input),
    readyFor(signaturesOf(given.receipt, given.policy)),
  ]);
  return verifyReceipt({ ...given, extraChecks, ...(timestamps ? { timestamps } : {}) });
}

async function lookInto(input: {
  tokens: readonly Uint8Array[];
  imprint: Uint8Array;
  authorities: readonly Uint8Array[] | undefined;
  at: Date | undefined;
}): Promise<TimestampOutcome[]> {
  const { tokens, imprint, authorities, at } = input;
  try {
    const { checkTimestampToken } = await import("#lib/rfc3161/token.ts");
    return await Promise.all(tokens.map((token) => checkTimestampToken({ token, imprint, authorities, at })));
  } catch {
    return [];
  }
}

/**
 * Before signatures are checked: WebCrypto vouches for what it can, and what verifies ML-DSA-44 is loaded where one is of that kind. Where
 * it cannot be, the checks say so. Never rejects.
 */
export async function readyFor(claims: readonly SignatureClaim[]): Promise<void> {
  const needsMlDsa = claims.some(({ signed }) => signed.algorithm === "ml-dsa-44");
  const loaded = needsMlDsa ? import("#lib/core/log/ml-dsa.ts").catch(() => undefined) : undefined;
  await Promise.all([verifyAhead(claims), loaded]);
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
