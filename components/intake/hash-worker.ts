/** The Web Worker that hashes one file: takes it as its only message, answers with progress and then the digest. */
import { toHex } from "#lib/core/text/bytes.ts";
import { hashBlob } from "./hash-blob.ts";
import type { HashMessage } from "./hash-message.ts";

function answer(message: HashMessage): void {
  self.postMessage(message);
}

self.addEventListener("message", async (event: MessageEvent<Blob>) => {
  try {
    const digest = await hashBlob(event.data, (hashed) => answer({ kind: "progress", hashed }));
    answer({ kind: "done", sha256: toHex(digest) });
  } catch {
    answer({ kind: "unreadable" });
  }
});
