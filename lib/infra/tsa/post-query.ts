/** RFC 3161 section 3.4: a request goes to an authority by HTTP POST, its answer comes back in the same exchange. */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { plain } from "#lib/core/text/plain-text.ts";
import { TIMESTAMP_RESPONSE_BYTES_MAX } from "#lib/rfc3161/response.ts";
import type { Access } from "./access.ts";

const QUERY_TYPE = "application/timestamp-query";
const REPLY_TYPE = "application/timestamp-reply";
const TYPE_CHARS_MAX = 100;
const PLACE_CHARS_MAX = 200;

/** Of 2xx: without a body, or with a part of one (RFC 9110 section 15.3). */
const WITHOUT_ANSWER = [204, 205, 206];

/**
 * unreachable: no answer at all. timeout: not in time. redirected: it names another address, which an operator has to enter: what is sent
 * there, credentials among it, is for the one that was chosen. status, media_type, too_large: an answer that is not read.
 */
export type ReplyFailure = "unreachable" | "timeout" | "redirected" | "status" | "media_type" | "too_large";
export type Reply = { bytes: Uint8Array } | { failed: ReplyFailure; detail: string };

/**
 * Posts a TimeStampReq in DER.
 *
 * @param options.access by what the authority knows us
 * @param options.signal ends the attempt early
 * @returns the body of the answer, whatever it is; never throws for what the other side does.
 */
export async function postTimestampQuery(
  query: Uint8Array,
  options: { url: string; timeoutMs: number; access?: Access | undefined; signal?: AbortSignal },
): Promise<Reply> {
  const { url, timeoutMs, access, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([timeout, signal]) : timeout;
  try {
    const response = await send(new URL(url), { query, access, signal: ended });
    const reply = await readReply(response, url);
    // What was not read to its end would keep the connection open.
    if ("failed" in reply) response.destroy();
    return reply;
  } catch (error) {
    if (timeout.aborted) return { failed: "timeout", detail: `${timeoutMs} ms` };
    return { failed: "unreachable", detail: reasonOf(error) };
  }
}

function send(
  url: URL,
  { query, access, signal }: { query: Uint8Array; access: Access | undefined; signal: AbortSignal },
): Promise<IncomingMessage> {
  const headers = {
    "content-type": QUERY_TYPE,
    "content-length": query.length,
    accept: REPLY_TYPE,
    ...access?.headers(),
  };
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    request(url, { method: "POST", headers, signal, ...access?.tls() })
      .once("response", resolve)
      .once("error", reject)
      .end(query);
  });
}

async function readReply(response: IncomingMessage, url: string): Promise<Reply> {
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400) return { failed: "redirected", detail: placeOf(headers.location, url) };
  if (statusCode < 200 || statusCode >= 300 || WITHOUT_ANSWER.includes(statusCode)) {
    return { failed: "status", detail: `HTTP ${statusCode}` };
  }
  const type = headers["content-type"] ?? "";
  if (type.split(";", 1)[0]?.trim().toLowerCase() !== REPLY_TYPE) {
    return { failed: "media_type", detail: plain(type).slice(0, TYPE_CHARS_MAX) };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Read on as it comes: a length that is stated may be wrong, and what comes may never end.
  for await (const chunk of response) {
    length += chunk.length;
    if (length > TIMESTAMP_RESPONSE_BYTES_MAX)
      return { failed: "too_large", detail: `over ${TIMESTAMP_RESPONSE_BYTES_MAX} bytes` };
    chunks.push(chunk);
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)) };
}

/** Where a redirection leads, without what may be secret in an address. */
function placeOf(location: string | undefined, url: string): string {
  const target = URL.parse(location ?? "", url);
  return target === null
    ? "-"
    : plain(`${target.protocol}//${target.host}${target.pathname}`).slice(0, PLACE_CHARS_MAX);
}

/** The code of the failure, as systems and TLS name it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
