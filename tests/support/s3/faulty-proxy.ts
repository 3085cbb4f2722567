/** A way to an S3 server on which things go wrong: answers 500, is slow, changes bytes, breaks off. On loopback. */
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

export interface Faults {
  /** How many requests are answered 500 or 503 before the next one passes. */
  refusals?: number;
  /** Before each answer. */
  delayMs?: number;
  /** A byte of what is sent, or of what is answered, is changed. */
  changes?: "sent" | "answered";
  /** Answers to GET break off after so many bytes, so many times. */
  breaks?: { afterBytes: number; times: number };
}

export interface FaultyProxy {
  endpoint: string;
  faults: Faults;
  /** Requests that were seen. */
  requests: number;
  close(): void;
}

export async function startFaultyProxy(to: string): Promise<FaultyProxy> {
  const target = new URL(to);
  const proxy: FaultyProxy = { endpoint: "", faults: {}, requests: 0, close: () => {} };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    proxy.requests += 1;
    const { faults } = proxy;
    if (faults.delayMs !== undefined) await sleep(faults.delayMs);
    if (faults.refusals !== undefined && faults.refusals > 0) {
      faults.refusals -= 1;
      request.resume();
      return void response.writeHead(faults.refusals % 2 === 0 ? 500 : 503).end();
    }
    const { method, url: path, headers } = request;
    const isContent = Number(headers["content-length"] ?? 0) > 1_000;
    const onward = ask({ host: target.hostname, port: target.port, method, path, headers });
    onward.once("error", () => response.destroy());
    onward.once("response", (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      const isBody = method === "GET" && Number(answered.headers["content-length"] ?? 0) > 1_000;
      if (isBody && faults.breaks !== undefined && faults.breaks.times > 0) {
        faults.breaks.times -= 1;
        return void breakOff(answered, response, faults.breaks.afterBytes);
      }
      const body = isBody && faults.changes === "answered" ? answered.pipe(changing()) : answered;
      body.pipe(response);
      answered.once("error", () => response.destroy());
    });
    // Signatures are about the client's own bytes: the server sees that they are others by their digest.
    (isContent && faults.changes === "sent" ? request.pipe(changing()) : request).pipe(onward);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return proxy;
}

function changing(): Transform {
  let isChanged = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (!isChanged) chunk[0] = (chunk[0] ?? 0) ^ 1;
      isChanged = true;
      done(null, chunk);
    },
  });
}

async function breakOff(from: IncomingMessage, to: ServerResponse, afterBytes: number): Promise<void> {
  let sent = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    to.write(chunk.subarray(0, afterBytes - sent));
    sent += chunk.length;
    if (sent >= afterBytes) break;
  }
  to.destroy();
}
