/** Telling a program elsewhere by POST, signed so that it knows who asks. */
import { createHmac } from "node:crypto";
import { plain } from "#lib/core/text/plain-text.ts";

const SIGNATURE_HEADER = "sealbook-signature";
const DETAIL_CHARS_MAX = 200;
const SECOND_MS = 1_000;

/** Why a POST did not arrive, in a word, and what was found. */
export interface WebhookFailure {
  failed: "unreachable" | "timeout" | "status";
  detail: string;
}

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 (RFC 2104) with the secret over `<seconds>.<body>`. The time is in it so that
 * whoever overheard a request cannot send it again later.
 */
function webhookSignature({ secret, body, at }: { secret: string; body: string; at: Date }): string {
  const seconds = Math.floor(at.getTime() / SECOND_MS);
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`, "utf8").digest("hex");
  return `t=${seconds},v1=${mac}`;
}

/**
 * Posts JSON. What is answered is not read: the status says whether it arrived.
 *
 * @returns undefined when the answer was 2xx. Never throws for what the other side does; a redirection is not followed.
 */
export async function postWebhook(options: {
  url: string;
  secret: string;
  body: string;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<WebhookFailure | undefined> {
  const { url, secret, body, timeoutMs, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const headers = {
    "content-type": "application/json",
    [SIGNATURE_HEADER]: webhookSignature({ secret, body, at: new Date() }),
  };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    await response.body?.cancel().catch(() => {});
    return response.ok ? undefined : { failed: "status", detail: `HTTP ${response.status}` };
  } catch (error) {
    if (timeout.aborted) return { failed: "timeout", detail: `${timeoutMs} ms` };
    return { failed: "unreachable", detail: plain(reasonOf(error)).slice(0, DETAIL_CHARS_MAX) };
  }
}

/** fetch says only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const because = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : undefined;
  return because ?? error.message;
}
