/** The Web Worker that checks one original: a certificate of another system, with nobody to ask. */
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import type { ElsewhereCheck } from "#lib/credentials/elsewhere/words.ts";
import { ELSEWHERE_BYTES_MAX } from "#lib/verify/may-be-elsewhere.ts";

/** `check`: undefined for what is no certificate in data. */
export type OriginalAnswer = { check?: ElsewhereCheck };

self.addEventListener("message", async ({ data }: MessageEvent<File>) => {
  const answer = (said: OriginalAnswer) => self.postMessage(said);
  try {
    const isRead = data.size <= ELSEWHERE_BYTES_MAX;
    const check = isRead ? await checkElsewhere(new Uint8Array(await data.arrayBuffer())) : undefined;
    answer(check ? { check } : {});
  } catch {
    // A file that went away is refused where it is sent.
    answer({});
  }
});
