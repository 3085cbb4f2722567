/** An answer on its way to whoever asked: whole or streamed, with its head alone for HEAD. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Answer } from "./answer.ts";
import { compressed } from "./compress.ts";
import { describeError } from "./log.ts";

/** Hands the answer to the connection. @returns when a stream is over, else at once. Never rejects. */
export async function send(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  answer: Answer,
): Promise<void> {
  const isHead = request.method === "HEAD";
  const { status, headers, payload } = isHead ? answer : await compressed(request.headers, answer);
  const isStream = payload !== undefined && typeof payload !== "string" && !(payload instanceof Uint8Array);
  if (response.headersSent || response.destroyed) {
    if (isStream) payload.destroy();
    return;
  }
  if (!isStream) {
    // Neither has a body, and so no length of one: RFC 9110 section 8.6.
    if (status !== 204 && status !== 304) headers["content-length"] ??= String(Buffer.byteLength(payload ?? ""));
    response.writeHead(status, headers);
    response.end(isHead ? undefined : payload);
    return;
  }
  response.writeHead(status, headers);
  if (isHead) {
    payload.destroy();
    response.end();
    return;
  }
  try {
    await pipeline(payload, response);
  } catch (error) {
    // The connection is cut, so that what came does not look whole. Who left has nothing to be told.
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SealbookError)
      return logEvent("info", "http.refused", { path: pathOf(request), code: error.code });
    if (code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE") return;
    logEvent("error", "http.broken", { path: pathOf(request), error: describeError(error) });
  }
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}
