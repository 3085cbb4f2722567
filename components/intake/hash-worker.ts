/** The Web Worker that hashes one file: takes it, and which digests are wanted, as its only message, answers with progress and then the digest. */
import { toHex } from "#lib/core/text/bytes.ts";
import { hashBlob } from "./hash-blob.ts";
import type { HashMessage, HashQuestion } from "./hash-message.ts";

function answer(message: HashMessage): void {
  self.postMessage(message);
}

self.addEventListener("message", async ({ data: { file, more } }: MessageEvent<HashQuestion>) => {
  try {
    const onProgress = (hashed: number) => answer({ kind: "progress", hashed });
    const { digest, sha3, sm3 } = await hashBlob(file, { more, onProgress });
    const others = { ...(sha3 ? { sha3: toHex(sha3) } : {}), ...(sm3 ? { sm3: toHex(sm3) } : {}) };
    answer({ kind: "done", sha256: toHex(digest), ...others });
  } catch {
    answer({ kind: "unreadable" });
  }
});
