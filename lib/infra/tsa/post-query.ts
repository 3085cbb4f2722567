/** RFC 3161 section 3.4: a request goes to an authority by HTTP POST, its answer comes back in the same exchange. */
import { plain } from "#lib/core/text/plain-text.ts";
import { TIMESTAMP_RESPONSE_BYTES_MAX } from "#lib/rfc3161/response.ts";

const QUERY_TYPE = "application/timestamp-query";
const REPLY_TYPE = "application/timestamp-reply";
const TYPE_CHARS_MAX = 100;

/** unreachable: no answer at all. timeout: not in time. status, media_type, too_large: an answer that is not read. */
export type ReplyFailure = "unreachable" | "timeout" | "status" | "media_type" | "too_large";
export type Reply = { bytes: Uint8Array } | { failed: ReplyFailure; detail: string };

/**
 * Posts a TimeStampReq in DER.
 *
 * @param options.signal ends the attempt early
 * @returns the body of the answer, whatever it is; never throws for what the other side does.
 */
export async function postTimestampQuery(
  query: Uint8Array,
  options: { url: string; timeoutMs: number; signal?: AbortSignal },
): Promise<Reply> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    const response = await fetch(options.url, {
      method: "POST",
      headers: { "content-type": QUERY_TYPE, accept: REPLY_TYPE },
      body: new Uint8Array(query),
      redirect: "error",
      signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
    });
    const reply = await readReply(response);
    // What was not read to its end would keep the connection open.
    if ("failed" in reply) await response.body?.cancel().catch(() => {});
    return reply;
  } catch (error) {
    if (timeout.aborted) return { failed: "timeout", detail: `${options.timeoutMs} ms` };
    return { failed: "unreachable", detail: reasonOf(error) };
  }
}

async function readReply(response: Response): Promise<Reply> {
  if (response.status !== 200) return { failed: "status", detail: `HTTP ${response.status}` };
  const type = response.headers.get("content-type") ?? "";
  if (type.split(";", 1)[0]?.trim().toLowerCase() !== REPLY_TYPE) {
    return { failed: "media_type", detail: plain(type).slice(0, TYPE_CHARS_MAX) };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Read on as it comes: a length that is stated may be wrong, and what comes may never end.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > TIMESTAMP_RESPONSE_BYTES_MAX)
      return { failed: "too_large", detail: `over ${TIMESTAMP_RESPONSE_BYTES_MAX} bytes` };
    chunks.push(chunk);
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)) };
}

/** fetch says only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const because = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : undefined;
  return because ?? error.message;
}
