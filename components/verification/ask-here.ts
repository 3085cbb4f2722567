/** Asking this site what a certificate's verdict needs of it. No part of the offline file. */
import { ANSWER_BYTES_MAX } from "#lib/verify/certificate/collect.ts";

const TIMEOUT_MS = 15_000;

/** Of this site alone: another one is neither told what its reader looks at, nor may this page ask it. */
export async function getHere(address: string): Promise<string | undefined> {
  try {
    const url = new URL(address);
    if (url.host !== globalThis.location.host) return undefined;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const path = `${url.pathname}${url.search}`;
    const answer = await fetch(path, { signal, cache: "no-store", credentials: "omit" });
    if (!answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    const text = await answer.text();
    return text.length <= ANSWER_BYTES_MAX ? text : undefined;
  } catch {
    return undefined;
  }
}
