/**
 * OpenAttestation 2.0 (schema.openattestation.com/2.0): every value of a document carries a salt and is hashed by itself, the sorted hashes
 * are hashed together to the target, and a path leads from there to the root that its issuer put into a registry, which nobody is asked for.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, equalBytes, fromHex, toHex, utf8 } from "#lib/core/text/bytes.ts";

export const OPEN_ATTESTATION_2 = "https://schema.openattestation.com/2.0/schema.json";
const VALUES_MAX = 10_000;
const DEPTH_MAX = 32;
const PATH_MAX = 64;
const HASH_BYTES = 32;
/** UUID of 36 characters, the type, the value. */
const SALTED = /^[0-9a-f-]{36}:(string|number|boolean|null|undefined):([\s\S]*)$/;

type Members = Readonly<Record<string, unknown>>;

export interface AttestationCheck {
  /** The values give the target, and the target leads to the root. */
  holds: boolean;
  /** Value of a path such as `recipient.name`, without its salt. */
  valueAt: (path: string) => string | undefined;
}

/** Undefined for what is no document of this version. Never throws for what a stranger wrote. */
export function checkAttestation(document: Members): AttestationCheck | undefined {
  const { version, data, signature, privacy } = document;
  const signed = membersOf(signature);
  if (version !== OPEN_ATTESTATION_2 || membersOf(data) === undefined || signed === undefined) return undefined;
  const values = new Map<string, unknown>();
  if (!flatten(data, { path: "", depth: 0, into: values })) return undefined;
  const hidden = membersOf(privacy)?.obfuscatedData ?? [];
  const valueAt = (path: string): string | undefined => {
    const value = values.get(path);
    return typeof value === "string" ? SALTED.exec(value)?.[2] : undefined;
  };
  return { holds: isWhole(values, { hidden, signed }), valueAt };
}

function isWhole(
  values: ReadonlyMap<string, unknown>,
  { hidden, signed }: { hidden: unknown; signed: Members },
): boolean {
  const { type, targetHash, merkleRoot, proof } = signed;
  if (type !== "SHA3MerkleProof" || !isHashes(hidden) || !isHashes(proof) || proof.length > PATH_MAX) return false;
  const [target, root] = [hashOf(targetHash), hashOf(merkleRoot)];
  // A value without its salt could be one that was put there later under a hash that it does not have: it is hashed as it stands.
  const hashes = [...values].map(([path, value]) => toHex(keccak_256(utf8(JSON.stringify({ [path]: value })))));
  const sorted = [...hidden, ...hashes].sort();
  if (!target || !root || !equalBytes(keccak_256(utf8(JSON.stringify(sorted))), target)) return false;
  return equalBytes(
    proof.reduce((hash, next) => joined(hash, hashOf(next) ?? new Uint8Array()), target),
    root,
  );
}

/** The lesser hash first. */
function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return keccak_256(toHex(one) < toHex(other) ? concat(one, other) : concat(other, one));
}

/** Paths joined by dots, places in lists by their number; what is empty is a value. @returns false where there is too much */
function flatten(
  value: unknown,
  { path, depth, into }: { path: string; depth: number; into: Map<string, unknown> },
): boolean {
  if (depth > DEPTH_MAX || into.size > VALUES_MAX) return false;
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    into.set(path, value);
    return true;
  }
  return entries.every(([name, each]) =>
    flatten(each, { path: path === "" ? name : `${path}.${name}`, depth: depth + 1, into }),
  );
}

const isHashes = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= VALUES_MAX && value.every((each) => hashOf(each) !== undefined);

function hashOf(text: unknown): Uint8Array | undefined {
  const bytes = typeof text === "string" ? fromHex(text) : undefined;
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}
