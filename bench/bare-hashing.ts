/** The machine's own limit of an audit: nothing but the hashing that it cannot avoid, on one core. */
import { createHash } from "node:crypto";
import { rate } from "./measure.ts";

/** Bytes that a SHA-256 takes in for one entry: its leaf, its share of the nodes, and the record. */
const HASHED_BYTES_PER_ENTRY = 700;
const CHUNK_ENTRIES = 1_000;

/** @returns entries a second */
export function bareHashing(entries: number): number {
  const started = performance.now();
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(HASHED_BYTES_PER_ENTRY * CHUNK_ENTRIES);
  for (let done = 0; done < entries; done += CHUNK_ENTRIES) hash.update(chunk);
  hash.digest();
  return rate(entries, performance.now() - started);
}
