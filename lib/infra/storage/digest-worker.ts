/** Digests of streams, each under its number: digest-stream.ts. */
import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { DigestQuestion } from "./digest-message.ts";

const hashes = new Map<number, Hash>();

parentPort?.on("message", ({ stream, algorithm, chunk, isLast }: DigestQuestion) => {
  const hash = hashes.get(stream) ?? createHash(algorithm);
  hashes.set(stream, hash);
  const taken = chunk?.length ?? 0;
  if (chunk) hash.update(chunk);
  // Given back at once: left to the collector, a thread that does nothing but this holds many chunks at a time.
  if (chunk) (chunk.buffer as ArrayBuffer).transfer(0);
  if (isLast) hashes.delete(stream);
  parentPort?.postMessage({ stream, taken, ...(isLast ? { digest: hash.digest() } : {}) });
});
