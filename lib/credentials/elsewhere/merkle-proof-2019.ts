/**
 * The value of a MerkleProof2019 (Blockcerts 3; w3id.org/security/suites/merkle-2019): pairs of a number and a value in CBOR, written in base58. The
 * root, the digest of one certificate, the path between the two, and the transactions that are said to hold the root.
 */
import { decodeCbor } from "#lib/core/cbor/decode.ts";
import { type Cbor, isCborArray, isCborBytes } from "#lib/core/cbor/value.ts";
import { concat, equalBytes, fromHex, sha256, toHex } from "#lib/core/text/bytes.ts";
import { fromMultibase } from "../multibase.ts";

/** A path of 64 in base58, and some anchors. */
const CHARS_MAX = 8_192;
const PATH_MAX = 64;
const ANCHORS_MAX = 16;
const HASH_BYTES = 32;
const FIELD = { merkleRoot: 0n, targetHash: 1n, anchors: 2n, path: 3n } as const;
const SIDE = { left: 0n, right: 1n } as const;
/** The test chain is none: nothing was anchored anywhere. */
const MOCK = "mocknet";
const CHAINS: Readonly<Record<string, string>> = { "0": "btc", "1": "eth", "2": "mtc", "-1": MOCK };

export interface MerkleProof {
  root: Uint8Array;
  target: Uint8Array;
  path: { side: "left" | "right"; hash: Uint8Array }[];
  /** `btc:d41d…`: chain and transaction, as it states them. */
  anchors: string[];
}

/** Undefined for anything else, and for more than is read. */
export function readMerkleProof(text: unknown): MerkleProof | undefined {
  const bytes = typeof text === "string" ? fromMultibase(text, CHARS_MAX) : undefined;
  const read = bytes && decodeCbor(bytes, "foreign");
  if (read === undefined || !("item" in read)) return undefined;
  const fields = pairsOf(read.item);
  const numbers = fields?.map(([number]) => number);
  if (fields === undefined || new Set(numbers).size < fields.length) return undefined;
  const field = (number: bigint) => fields.find(([each]) => each === number)?.[1];
  const [root, target] = [hashOf(field(FIELD.merkleRoot)), hashOf(field(FIELD.targetHash))];
  const [path, anchors] = [pathOf(field(FIELD.path) ?? []), anchorsOf(field(FIELD.anchors) ?? [])];
  return root && target && path && anchors ? { root, target, path, anchors } : undefined;
}

export function leadsToRoot({ root, target, path }: MerkleProof): boolean {
  const reached = path.reduce(
    (hash, step) => sha256(step.side === "left" ? concat(step.hash, hash) : concat(hash, step.hash)),
    target,
  );
  return equalBytes(reached, root);
}

/** A chain that anybody can look into: others are for trying things out. */
export const isOfChain = (anchor: string): boolean => !anchor.startsWith(MOCK);

/** Maps are written as lists of pairs. */
function pairsOf(item: Cbor): [bigint, Cbor][] | undefined {
  if (!isCborArray(item)) return undefined;
  const pairs = item.flatMap((each): [bigint, Cbor][] => {
    const [number, value, ...more] = isCborArray(each) ? each : [];
    return typeof number === "bigint" && value !== undefined && more.length === 0 ? [[number, value]] : [];
  });
  return pairs.length === item.length ? pairs : undefined;
}

function pathOf(item: Cbor): MerkleProof["path"] | undefined {
  const pairs = pairsOf(item);
  if (pairs === undefined || pairs.length > PATH_MAX) return undefined;
  const steps = pairs.flatMap(([number, value]): MerkleProof["path"] => {
    const hash = hashOf(value);
    if (hash === undefined || (number !== SIDE.left && number !== SIDE.right)) return [];
    return [{ side: number === SIDE.left ? "left" : "right", hash }];
  });
  return steps.length === pairs.length ? steps : undefined;
}

function anchorsOf(item: Cbor): string[] | undefined {
  if (!isCborArray(item) || item.length > ANCHORS_MAX) return undefined;
  return item.map((each) => {
    const parts = new Map(pairsOf(each) ?? []);
    const transaction = bytesOf(parts.get(2n));
    return [CHAINS[String(parts.get(0n))] ?? "chain", transaction ? toHex(transaction) : ""].join(":");
  });
}

function hashOf(item: Cbor | undefined): Uint8Array | undefined {
  const bytes = bytesOf(item);
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

/** They are encoded twice: bytes that are an item, which is the bytes or, as some issuers' programs write it, their hex. */
function bytesOf(item: Cbor | undefined): Uint8Array | undefined {
  const read = isCborBytes(item) ? decodeCbor(item, "foreign") : undefined;
  if (read === undefined || !("item" in read)) return undefined;
  const inner = read.item;
  if (typeof inner === "string") return fromHex(inner.replace(/^0x/, "").toLowerCase());
  return isCborBytes(inner) ? inner : undefined;
}
