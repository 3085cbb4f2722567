/** `GET /metrics` for whoever has the token: RFC 6750 section 2.1. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { renderProblem } from "#lib/infra/http/problems.ts";
import { SealbookError } from "#lib/words/errors.ts";

const METHODS = ["GET", "HEAD"];

export interface MetricsAnswer {
  registry: Registry;
  token: string | undefined;
  /** What is answered without a token: nothing, or the metrics. */
  withoutToken: "off" | "open";
}

/** Answers with the metrics in Prometheus' text format, or a problem document that says what to do. Never rejects. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  answer: MetricsAnswer,
): Promise<void> {
  request.resume(); // a body, if there is one, is none of our business
  const problem = problemOf(request, answer);
  if (problem) {
    const { status, headers, body } = renderProblem(problem, request.headers);
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
    response.end(request.method === "HEAD" ? undefined : body);
    return;
  }
  try {
    const text = await answer.registry.metrics();
    response.writeHead(200, {
      "content-type": answer.registry.contentType,
      "content-length": Buffer.byteLength(text),
      "cache-control": "private, no-store",
    });
    response.end(request.method === "HEAD" ? undefined : text);
  } catch {
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}

function problemOf(
  { method = "", headers }: IncomingMessage,
  { token, withoutToken }: MetricsAnswer,
): SealbookError | undefined {
  if (!token && withoutToken === "off") return new SealbookError("metrics_off");
  if (!METHODS.includes(method))
    return new SealbookError("method_not_allowed", { details: { allow: METHODS.join(", ") } });
  return token && !isToken(headers.authorization ?? "", token) ? new SealbookError("metrics_token_wrong") : undefined;
}

/** Compared by their hashes: how long it takes says nothing about how much was right. */
function isToken(authorization: string, token: string): boolean {
  const [, given] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
  const hash = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}
