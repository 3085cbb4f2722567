/** SHA3-256 of streams, each under its number: sha3-stream.ts. */
import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Sha3Question } from "./sha3-message.ts";

const hashes = new Map<number, Hash>();

parentPort?.on("message", ({ stream, chunk, isLast }: Sha3Question) => {
  const hash = hashes.get(stream) ?? createHash("sha3-256");
  hashes.set(stream, hash);
  if (chunk) hash.update(chunk);
  if (isLast) hashes.delete(stream);
  parentPort?.postMessage({ stream, taken: chunk?.length ?? 0, ...(isLast ? { digest: hash.digest() } : {}) });
});
