/**
 * FROST over Ed25519 (RFC 9591, ciphersuite FROST(Ed25519, SHA-512)) from @noble/curves, in the numbers and base64 of our messages.
 * What comes of it is an ordinary Ed25519 signature (section 5.3).
 */
import { ed25519, ed25519_FROST as FROST } from "@noble/curves/ed25519.js";
import { fromBase64, toBase64 } from "#lib/core/text/bytes.ts";
import type { GroupSize } from "./messages.ts";

/** What everybody may know of a group. */
export interface GroupPublic extends GroupSize {
  /** Base64 points; the first is the group's public key. */
  commitments: string[];
}

/** One approver's: its number, and the scalar in base64. */
export interface KeyShare {
  number: number;
  share: string;
}

/** Base64 points that stand for one signature of one approver (section 5.1). */
export interface SigningCommitment {
  number: number;
  hiding: string;
  binding: string;
}

/** Base64 scalars behind a commitment: for one signature, or they give the share away. */
export interface SigningNonces {
  hiding: string;
  binding: string;
}

/** Base64 of an approver's part of a signature. */
export interface SignatureShare {
  number: number;
  share: string;
}

export const identifierOf = (number: number): string => FROST.Identifier.fromNumber(number);
export const bytesOf = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array(0);

/** A commitment for one signature, and what has to stay with its approver until then. */
export function commitToSign({ number, share }: KeyShare): { commitment: SigningCommitment; nonces: SigningNonces } {
  const made = FROST.commit({ identifier: identifierOf(number), signingShare: bytesOf(share) });
  const base64 = ({ hiding, binding }: { hiding: Uint8Array; binding: Uint8Array }) => ({
    hiding: toBase64(hiding),
    binding: toBase64(binding),
  });
  return { commitment: { number, ...base64(made.commitments) }, nonces: base64(made.nonces) };
}

/**
 * An approver's part of a signature, over this message by these signers alone.
 *
 * @param input nonces: those of the approver's own commitment in the list; whoever calls has to forget them first
 * @throws when the list lacks that commitment, or a point or scalar is none
 */
export function signShare(input: {
  group: GroupPublic;
  key: KeyShare;
  nonces: SigningNonces;
  commitments: readonly SigningCommitment[];
  message: Uint8Array;
}): SignatureShare {
  const { group, key, nonces, commitments, message } = input;
  const secret = { identifier: identifierOf(key.number), signingShare: bytesOf(key.share) };
  const own = { hiding: bytesOf(nonces.hiding), binding: bytesOf(nonces.binding) };
  const share = FROST.signShare(secret, publicOf(group), own, listOf(commitments), message);
  return { number: key.number, share: toBase64(share) };
}

/** Whether an approver's part fits its commitment and its place in the group. False as well for what is no scalar at all. */
export function isShareGood(input: {
  group: GroupPublic;
  commitments: readonly SigningCommitment[];
  message: Uint8Array;
  share: SignatureShare;
}): boolean {
  const { group, commitments, message, share } = input;
  try {
    const identifier = identifierOf(share.number);
    return FROST.verifyShare(publicOf(group), listOf(commitments), message, identifier, bytesOf(share.share));
  } catch {
    return false;
  }
}

/** The group's signature out of good parts of all who committed; base64. @throws when one is missing or not good */
export function combineShares(input: {
  group: GroupPublic;
  commitments: readonly SigningCommitment[];
  message: Uint8Array;
  shares: readonly SignatureShare[];
}): string {
  const { group, commitments, message, shares } = input;
  const parts = Object.fromEntries(shares.map(({ number, share }) => [identifierOf(number), bytesOf(share)]));
  return toBase64(FROST.aggregate(publicOf(group), listOf(commitments), message, parts));
}

/** Whether two points are points, and neither gives anything away; other commitments are refused before they stop the others. */
export function isSigningCommitment({ hiding, binding }: SigningCommitment): boolean {
  return [hiding, binding].every((each) => {
    try {
      const point = ed25519.Point.fromBytes(bytesOf(each));
      return !point.is0() && point.isTorsionFree();
    } catch {
      return false;
    }
  });
}

/** The library's package: an approver's verifying share is the group's polynomial at its number, in the exponent. */
function publicOf({ threshold, approvers, commitments }: GroupPublic) {
  const points = commitments.map((each) => ed25519.Point.fromBytes(bytesOf(each)));
  const at = (x: bigint) =>
    points.reduceRight((sum, point) => sum.multiplyUnsafe(x).add(point), ed25519.Point.ZERO).toBytes();
  const numbers = Array.from({ length: approvers }, (_, place) => place + 1);
  return {
    signers: { min: threshold, max: approvers },
    commitments: commitments.map(bytesOf),
    verifyingShares: Object.fromEntries(numbers.map((number) => [identifierOf(number), at(BigInt(number))])),
  };
}

function listOf(commitments: readonly SigningCommitment[]) {
  return commitments.map(({ number, hiding, binding }) => ({
    identifier: identifierOf(number),
    hiding: bytesOf(hiding),
    binding: bytesOf(binding),
  }));
}
