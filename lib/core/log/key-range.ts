/**
 * Which trees a key signs, in words that stand as a comment at the head of a ledger's published policy: C2SP tlog-policy lists keys, and says
 * nothing of when. Programs read the ends back from there.
 */
import { toHex } from "../text/bytes.ts";
import type { VerifierKey } from "./note.ts";

/** Tree sizes from `first` on, to `last` where there is one. */
export function formatSizes(first: bigint, last: bigint | undefined): string {
  return last === undefined ? `${first} entries and more` : `${first} to ${last} entries`;
}

/** One line, without what makes it a comment. */
export function formatKeyRange(key: {
  verifierKey: string;
  algorithm: string;
  sinceSize: bigint;
  endSize: bigint | undefined;
}): string {
  const { verifierKey, algorithm, sinceSize, endSize } = key;
  return `${verifierKey.split("+")[1]} (${algorithm}) signs trees of ${formatSizes(sinceSize, endSize)}`;
}

const ENDED = /^# +([0-9a-f]{8}) \([a-z0-9-]+\) signs trees of \d+ to (\d{1,20}) entries$/gm;

/** The size of the last tree that keys signed which have ended, by their texts, as a policy's own comments say it. */
export function readKeyEnds(policyText: string, keys: readonly VerifierKey[]): ReadonlyMap<string, bigint> {
  const ends = new Map<string, bigint>();
  for (const [, id, size = ""] of policyText.matchAll(ENDED)) {
    for (const { keyId, text } of keys) if (toHex(keyId) === id) ends.set(text, BigInt(size));
  }
  return ends;
}
