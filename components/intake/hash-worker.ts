/** The Web Worker that hashes one file: takes it, and whether SHA3-256 is wanted, as its only message, answers with progress and then the digest. */
import { toHex } from "#lib/core/text/bytes.ts";
import { hashBlob } from "./hash-blob.ts";
import type { HashMessage, HashQuestion } from "./hash-message.ts";

function answer(message: HashMessage): void {
  self.postMessage(message);
}

self.addEventListener("message", async ({ data: { file, second } }: MessageEvent<HashQuestion>) => {
  try {
    const onProgress = (hashed: number) => answer({ kind: "progress", hashed });
    const { digest, sha3 } = await hashBlob(file, { second, onProgress });
    answer({ kind: "done", sha256: toHex(digest), ...(sha3 ? { sha3: toHex(sha3) } : {}) });
  } catch {
    answer({ kind: "unreadable" });
  }
});
