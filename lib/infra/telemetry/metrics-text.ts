/** Figures for whoever has the token: RFC 6750 section 2.1. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Registry } from "prom-client";
import type { Answer } from "#lib/infra/http/answer.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** The registry of a process, or what stands for those of several. */
export type MetricsText = Pick<Registry, "contentType" | "metrics">;

export interface MetricsGate {
  token: string | undefined;
  /** What is answered where there is no token: nothing, or the metrics. */
  withoutToken: "off" | "open";
}

/**
 * The figures in Prometheus' text format.
 *
 * @throws {SealbookError} `metrics_off`, `metrics_token_wrong`
 */
export async function metricsAnswer(
  read: () => Promise<MetricsText>,
  { authorization = "", token, withoutToken }: MetricsGate & { authorization: string | undefined },
): Promise<Answer> {
  if (!token && withoutToken === "off") throw new SealbookError("metrics_off");
  if (token && !isToken(authorization, token)) throw new SealbookError("metrics_token_wrong");
  const registry = await read();
  return { status: 200, headers: { "content-type": registry.contentType }, payload: await registry.metrics() };
}

/** Compared by their hashes: how long it takes says nothing about how much was right. */
function isToken(authorization: string, token: string): boolean {
  const [, given] = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization) ?? [];
  const hash = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return given !== undefined && timingSafeEqual(hash(given), hash(token));
}
