/** Traces, as a collector on loopback gets them: OTLP over HTTP, in JSON. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Socket } from "node:net";
import { after, before, describe, it } from "node:test";

interface Span {
  traceId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number | string } }[];
  status: { code?: number };
}

const bodies: { path: string; type: string; text: string }[] = [];
const collector = createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  bodies.push({ path: request.url ?? "", type: request.headers["content-type"] ?? "", text });
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});

before(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
});
after(() => collector.close());

/** A request and its answer, as node's server hands them out. */
function asked(headers: Record<string, string>): { request: IncomingMessage; response: ServerResponse } {
  const request = { method: "GET", headers } as unknown as IncomingMessage;
  const response = new ServerResponse(request);
  response.assignSocket(new Socket());
  return { request, response };
}

describe("traces", () => {
  it("go to the collector: requests by their route, in the trace of who asked, and rounds with what failed", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const { startTraces, traceRequest, traceRound } = await import("#lib/infra/telemetry/traces.ts");
    const untold = asked({});
    traceRequest(untold.request, untold.response, "/before");
    assert.equal(await traceRound("before", async () => 7), 7);

    const end = await startTraces("web", "0.0.0");
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const traced = asked({ traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    traceRequest(traced.request, traced.response, "/api/v1/evidence/{id}");
    traced.response.statusCode = 503;
    traced.response.emit("close");
    const odd = asked({ traceparent: "00-00000000000000000000000000000000-b7ad6b7169203331-01" });
    traceRequest(odd.request, odd.response, "/ledger/{name}");
    odd.response.emit("close");
    assert.equal(await traceRound("ledger.append", async () => 5), 5);
    await assert.rejects(
      traceRound("ledger.append", () => Promise.reject(new Error("no block"))),
      /no block/,
    );
    await end();

    const spans: Span[] = bodies.flatMap(({ path, type, text }) => {
      assert.equal(path, "/v1/traces");
      assert.match(type, /^application\/json/);
      const { resourceSpans } = JSON.parse(text);
      const resource = Object.fromEntries(
        resourceSpans[0].resource.attributes.map(({ key, value }: Span["attributes"][0]) => [key, value.stringValue]),
      );
      assert.equal(resource["service.name"], "sealbook-web");
      assert.equal(resource["service.version"], "0.0.0");
      return resourceSpans[0].scopeSpans[0].spans;
    });
    assert.deepEqual(
      spans.map(({ name }) => name),
      ["GET /api/v1/evidence/{id}", "GET /ledger/{name}", "job ledger.append", "job ledger.append"],
    );
    const [first, second, round, failed] = spans as [Span, Span, Span, Span];
    assert.deepEqual([first.traceId, first.parentSpanId, first.kind], [traceId, "b7ad6b7169203331", 2]);
    assert.equal(first.status.code, 2);
    const status = first.attributes.find(({ key }) => key === "http.response.status_code");
    assert.equal(Number(status?.value.intValue), 503);
    assert.notEqual(second.traceId, "0".repeat(32));
    assert.ok(!second.parentSpanId);
    assert.deepEqual([round.status.code ?? 0, failed.status.code], [0, 2]);
  });
});
