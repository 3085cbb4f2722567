/**
 * What OpenAttestation's versions share: values hashed one by one with their salts, the sorted hashes hashed to a target, a path of sorted pairs
 * from there to the root; and the root signed by a key of Ethereum, which its own address names.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, equalBytes, fromHex, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { Asker } from "./asker.ts";
import type { ElsewhereStep } from "./words.ts";

export const VALUES_MAX = 10_000;
export const DEPTH_MAX = 32;
const PATH_MAX = 64;
const HASH_BYTES = 32;
const ADDRESS_BYTES = 20;
const SIGNATURE_BYTES = 65;
/** A network may stand before the address. */
const DID_ETHR = /^did:ethr:(?:(?:0x)?[a-z0-9]+:)?(0x[0-9a-f]{40})$/i;

/** Between so many hashed bytes others have their turn: the largest file takes a second of the processor, which a server has for all. */
const BYTES_A_TURN = 64 * 1024;
/** What hashing a short text costs, as bytes of a long one. */
const BYTES_A_TEXT = 136;

/** Keccak-256 of each text, in hex; in turns. */
export async function hashTexts(texts: readonly string[]): Promise<string[]> {
  const hashes: string[] = [];
  let hashed = 0;
  for (const text of texts) {
    const bytes = utf8(text);
    const hash = keccak_256.create();
    for (let at = 0; at < bytes.length; at += BYTES_A_TURN) {
      const piece = bytes.subarray(at, at + BYTES_A_TURN);
      hash.update(piece);
      hashed += Math.max(piece.length, BYTES_A_TEXT);
      if (hashed >= BYTES_A_TURN) {
        await new Promise((resolve) => setTimeout(resolve));
        hashed = 0;
      }
    }
    hashes.push(toHex(hash.digest()));
  }
  return hashes;
}

export interface Tree {
  /** The texts of what is shown, which are hashed. */
  shown: readonly string[];
  /** Hashes of what is not. */
  hidden: unknown;
  targetHash: unknown;
  proofs: unknown;
  merkleRoot: unknown;
}

/** The root, where the values lead to it; undefined where they do not, or something is of a wrong type. */
export async function rootOf(tree: Tree): Promise<Uint8Array | undefined> {
  const { shown, hidden, targetHash, proofs, merkleRoot } = tree;
  if (!isHashes(hidden) || !isHashes(proofs) || proofs.length > PATH_MAX) return undefined;
  const [target, root] = [hashOf(targetHash), hashOf(merkleRoot)];
  if (!target || !root) return undefined;
  const all = [...hidden, ...(await hashTexts(shown))].sort();
  const [hash] = await hashTexts([JSON.stringify(all)]);
  if (hash !== toHex(target)) return undefined;
  const reached = proofs.reduce((hash, next) => joined(hash, hashOf(next) ?? new Uint8Array()), target);
  return equalBytes(reached, root) ? root : undefined;
}

/** The lesser hash first. */
function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return keccak_256(toHex(one) < toHex(other) ? concat(one, other) : concat(other, one));
}

const isHashes = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= VALUES_MAX && value.every((each) => hashOf(each) !== undefined);

function hashOf(text: unknown): Uint8Array | undefined {
  const bytes = typeof text === "string" ? fromHex(text) : undefined;
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

/** Whether the key whose address a DID URL names signed the root (EIP-191, version 0x45). */
export function isSignedRoot(root: Uint8Array, { key, signature }: { key: string; signature: unknown }): boolean {
  const address = DID_ETHR.exec(key.split("#", 1)[0] ?? "")?.[1]?.toLowerCase();
  const bytes = typeof signature === "string" ? fromHex(signature.replace(/^0x/, "").toLowerCase()) : undefined;
  if (address === undefined || bytes?.length !== SIGNATURE_BYTES) return false;
  const parity = (bytes[SIGNATURE_BYTES - 1] ?? 0) % 27;
  if (parity > 1) return false;
  const message = keccak_256(concat(utf8(`\x19Ethereum Signed Message:\n${root.length}`), root));
  try {
    const compact = bytes.subarray(0, SIGNATURE_BYTES - 1);
    const point = secp256k1.Signature.fromBytes(compact).addRecoveryBit(parity).recoverPublicKey(message);
    const signer = keccak_256(point.toBytes(false).subarray(1)).subarray(-ADDRESS_BYTES);
    return `0x${toHex(signer)}` === address;
  } catch {
    // Numbers out of their range, or a point that is none.
    return false;
  }
}

const RECORD = /^openatts\s/;

/** Whether a domain names the key as its own (OpenAttestation's DNS-DID), where it may be asked. */
export async function domainStep(
  domain: string | undefined,
  { key, asker }: { key: string; asker: Asker },
): Promise<ElsewhereStep> {
  const name = "issuer";
  if (domain === undefined) return { name, status: "unchecked", reason: "key_alone", found: key };
  const records = await asker.txt(domain);
  if (records === "not_asked") return { name, status: "unchecked", reason: "domain_not_asked", found: domain };
  if (records === undefined) return { name, status: "unchecked", reason: "no_answer", found: domain };
  const named = records
    .filter((record) => RECORD.test(record) && /\ba=dns-did\b/.test(record))
    .map((record) => /\bp=([^;\s]+)/.exec(record)?.[1]?.toLowerCase());
  return named.includes(key.toLowerCase())
    ? { name, status: "ok", found: domain }
    : { name, status: "failed", reason: "domain_says_otherwise", found: domain };
}
