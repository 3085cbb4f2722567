/** Digests of a content by algorithm, in base64. SHA-256 is always there; what stands beside it is what outlives it (docs/handbook.md). */
import { isBase64Of, readFields } from "../text/json-fields.ts";

/** All of them are 32 bytes long. SM3 is GB/T 32905. */
export const DIGEST_ALGORITHMS = ["sha256", "sha3-256", "sm3"] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];
export type Digests = { sha256: string } & { [Algorithm in DigestAlgorithm]?: string };

const DIGEST_BYTES = 32;

/** The digests that a value lists; undefined for any other form, and for an algorithm that is not in the list. */
export function readDigests(value: unknown): Digests | undefined {
  const fields = readFields(value, ["sha256"], DIGEST_ALGORITHMS);
  if (fields === undefined || !Object.values(fields).every((digest) => isBase64Of(digest, DIGEST_BYTES)))
    return undefined;
  return { ...(fields as Digests) };
}

/** The first algorithm in a list of digests that this program does not know. */
export function unknownAlgorithm(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).find((name) => !(DIGEST_ALGORITHMS as readonly string[]).includes(name));
}
