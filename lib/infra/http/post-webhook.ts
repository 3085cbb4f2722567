/** Telling a program elsewhere by POST. */
import { plain } from "#lib/core/text/plain-text.ts";
import type { Delivery } from "./delivery.ts";
import { guardedFetch } from "./guarded-fetch.ts";

const DETAIL_CHARS_MAX = 200;
/** RFC 9110 section 15.5.11: whoever was there wants nothing any more. */
const GONE = 410;

/** Why a POST did not arrive, in a word, and what was found. */
export interface WebhookFailure {
  failed: "unreachable" | "timeout" | "status";
  detail: string;
  isFinal: boolean;
}

/**
 * Posts JSON. What is answered does not matter: the status says whether it arrived.
 *
 * @returns undefined when the answer was 2xx. Never throws for what the other side does; a redirection is not followed.
 */
export async function postWebhook(
  options: Delivery & { timeoutMs: number; signal?: AbortSignal },
): Promise<WebhookFailure | undefined> {
  const { url, headers, body, inside, timeoutMs, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
  };
  try {
    const response = inside
      ? await guardedFetch(url, { ...request, allowed: inside })
      : await fetch(url, { ...request, redirect: "error" });
    await response.body?.cancel().catch(() => {});
    if (response.ok) return undefined;
    return { failed: "status", detail: `HTTP ${response.status}`, isFinal: response.status === GONE };
  } catch (error) {
    if (timeout.aborted) return { failed: "timeout", detail: `${timeoutMs} ms`, isFinal: false };
    return { failed: "unreachable", detail: plain(reasonOf(error)).slice(0, DETAIL_CHARS_MAX), isFinal: false };
  }
}

/** fetch says only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const because = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : undefined;
  return because ?? error.message;
}
