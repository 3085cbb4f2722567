/**
 * The place of a leaf in a tree whose root one record holds (RFC 6962 section 2.1): a certificate's in that of its batch, a file's in that of
 * its bundle. Trees are built where batches and bundles are made.
 */
import { DIGEST_BYTES, fromBase64 } from "../text/bytes.ts";
import { rootFromInclusion, SHA256_TREE, type TreeHashes } from "./merkle.ts";

/** As long as a path of a tree of 2^64 leaves. */
const PATH_LENGTH_MAX = 64;

/** Where a leaf stands: its index from 0, and the siblings on its way up, the lowest first. */
export type TreePlace = { index: bigint; path: readonly Uint8Array[] };

/** The siblings that a value lists in base64; undefined for any other form. */
export function readPath(value: unknown): Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length > PATH_LENGTH_MAX) return undefined;
  const path = value.map((hash) => (typeof hash === "string" ? fromBase64(hash) : undefined));
  const isPath = (each: typeof path): each is Uint8Array[] => each.every((hash) => hash?.length === DIGEST_BYTES);
  return isPath(path) ? path : undefined;
}

/** The root that a leaf's place leads to in a tree of so many; undefined where there is no such place. @param leaf its bytes */
export function rootOfPlace(
  leaf: Uint8Array,
  { index, path }: TreePlace,
  count: number,
  { leaf: hash, join }: TreeHashes = SHA256_TREE,
): Uint8Array | undefined {
  return rootFromInclusion({ leaf: hash(leaf), index, size: BigInt(count), proof: path, join });
}
