/**
 * Traces to an OpenTelemetry collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one: a span for each request, by the template of its route,
 * and for each round of the worker's jobs. Nothing of it is loaded otherwise.
 *
 * The exporter reads the variables of the OpenTelemetry specification by itself: endpoint, headers, timeout, compression. A span has no
 * path, query, name or digest: what metrics say of a request, with the trace that its sender began (W3C Trace Context).
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { hostname } from "node:os";
import type { Context, Tracer } from "@opentelemetry/api";
import { env } from "#lib/env.ts";

/** https://www.w3.org/TR/trace-context/, version 00. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NONE = /^0+$/;
const SERVER_ERROR = 500;

/** Undefined: nobody is told. */
let tracing: { api: typeof import("@opentelemetry/api"); tracer: Tracer } | undefined;

/** @param part of the installation, such as `web`. @returns what sends the rest, at the end */
export async function startTraces(part: string, version: string): Promise<() => Promise<void>> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return async () => {};
  const [api, { BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      ...{ "service.namespace": "sealbook", "service.name": env.OTEL_SERVICE_NAME ?? `sealbook-${part}` },
      ...{ "service.version": version, "service.instance.id": `${hostname()}-${process.pid}` },
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  tracing = { api, tracer: provider.getTracer("sealbook", version) };
  return () => provider.shutdown();
}

/** A span from the request's headers to the end of its answer. @param route its template */
export function traceRequest(request: IncomingMessage, response: ServerResponse, route: string): void {
  if (tracing === undefined) return;
  const { SpanKind, SpanStatusCode } = tracing.api;
  const { method = "", headers } = request;
  const attributes = { "http.request.method": method, "http.route": route };
  const options = { kind: SpanKind.SERVER, attributes };
  const span = tracing.tracer.startSpan(
    `${method} ${route}`,
    options,
    parentOf(tracing.api, headers.traceparent?.toString()),
  );
  response.once("close", () => {
    const { statusCode, writableFinished } = response;
    span.setAttribute("http.response.status_code", statusCode);
    if (!writableFinished) span.setAttribute("error.type", "aborted");
    if (!writableFinished || statusCode >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}

/** A span around a round of a job. */
export async function traceRound<Result>(job: string, round: () => Promise<Result>): Promise<Result> {
  if (tracing === undefined) return await round();
  const { SpanKind, SpanStatusCode } = tracing.api;
  const span = tracing.tracer.startSpan(`job ${job}`, { kind: SpanKind.INTERNAL, attributes: { "sealbook.job": job } });
  try {
    return await round();
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** What was begun elsewhere is gone on with; whether it is recorded is for who began it. */
function parentOf(
  { ROOT_CONTEXT, TraceFlags, trace }: typeof import("@opentelemetry/api"),
  traceparent: string | undefined,
): Context {
  const [, traceId = "", spanId = "", flags = ""] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (traceId === "" || NONE.test(traceId) || NONE.test(spanId)) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
