/**
 * Asks one server again and again over kept-alive connections, each of which sends its next request when it has its answer.
 *
 * Started with a channel; takes one LoadPlan, answers one LoadResult and ends. It speaks HTTP/1.1 itself, for on the cores that client and
 * server share a client with an object for everything would cost as much as the server.
 */
import { randomFillSync } from "node:crypto";
import { connect, type Socket } from "node:net";
import { type LoadPlan, type LoadResult, RANDOM_HEX } from "./load.ts";

const HEAD_END = "\r\n\r\n";
/** What is under way when the time is over is waited for: unanswered it would burden the next measurement. */
const DRAIN_TIMEOUT_MS = 60_000;
/** So many times as long as was asked for, at most. */
const SLOWEST_FACTOR = 8;
const RANDOM_BYTES = RANDOM_HEX.length / 2;

/** @returns where the first answer in `bytes` ends, or undefined while some of it is missing */
function answerEnd(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const start = headEnd + HEAD_END.length;
  const head = bytes.toString("latin1", 0, headEnd).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length === undefined && head.includes("\r\ntransfer-encoding: chunked")) return chunksEnd(bytes, start);
  const end = start + Number(length ?? 0);
  return end <= bytes.length ? end : undefined;
}

function chunksEnd(bytes: Buffer, start: number): number | undefined {
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (at > bytes.length) return undefined;
    if (size === 0) return at;
  }
}

/** One request's bytes: its connection's key, the next path, and randomness where the body asks for it. */
function requestOf(plan: LoadPlan, lane: number, turn: number): Buffer {
  const { method, paths, keys, body, contentType } = plan;
  const path = paths[(lane + turn * plan.connections) % paths.length];
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${plan.host}:${plan.port}`];
  const key = keys?.[lane % keys.length];
  if (key) lines.push(`authorization: Bearer ${key}`);
  if (body === undefined) return Buffer.from(`${lines.join("\r\n")}${HEAD_END}`);
  const random = randomFillSync(Buffer.alloc(RANDOM_BYTES)).toString("hex");
  const content = body.replace(RANDOM_HEX, random);
  lines.push(`content-type: ${contentType}`, `content-length: ${Buffer.byteLength(content)}`);
  return Buffer.from(`${lines.join("\r\n")}${HEAD_END}${content}`);
}

/** Differs from one run to the next, as visitors do: one address may open some pages a minute, and no run shall meet that. */
const NETWORK = 1 + (process.pid % 250);

/** Each lane comes from an address of its own on loopback. */
const addressOf = (lane: number): string => `127.${NETWORK}.${lane >> 7}.${(lane & 127) + 1}`;

async function open(plan: LoadPlan, lane: number): Promise<Socket> {
  const socket = connect({ host: plan.host, port: plan.port, localAddress: addressOf(lane), noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

/** Sends and awaits until `isOver`; tells each answer's status and milliseconds. */
function run(
  socket: Socket,
  options: { next: (turn: number) => Buffer; isOver: () => boolean; tell: (status: string, ms: number) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let turn = 0;
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      socket.write(options.next(turn++));
    };
    socket.on("data", (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = answerEnd(received);
      if (end === undefined) return;
      options.tell(received.toString("latin1", 9, 12), performance.now() - sentAt);
      received = received.subarray(end);
      if (!options.isOver()) return send();
      socket.removeAllListeners("close");
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection that waited for an answer")));
    send();
  });
}

async function load(plan: LoadPlan): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: plan.connections }, (_, lane) => open(plan, lane)));
  const from = performance.now() + plan.warmUpMs;
  const latencies: number[] = [];
  const failed: Record<string, number> = {};
  let endedAt: number | undefined;
  // As long as was asked for, and until each connection could have been answered once: a slow server would seem to stand still.
  const isOver = (): boolean => {
    const taken = performance.now() - from;
    const enough = taken >= plan.milliseconds && latencies.length >= plan.connections;
    if (enough || taken >= plan.milliseconds * SLOWEST_FACTOR) endedAt ??= performance.now();
    return endedAt !== undefined;
  };
  let answers = 0;
  const tell = (status: string, milliseconds: number): void => {
    answers++;
    if (performance.now() < from || endedAt !== undefined) return;
    if (status.startsWith("2")) latencies.push(milliseconds);
    else failed[status] = (failed[status] ?? 0) + 1;
  };
  await Promise.all(
    sockets.map((socket, lane) => run(socket, { next: (turn) => requestOf(plan, lane, turn), isOver, tell })),
  );
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  const seconds = ((endedAt ?? performance.now()) - from) / 1_000;
  return { perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), failed, answers };
}

process.once("message", (plan: LoadPlan) => {
  const longestMs = plan.warmUpMs + plan.milliseconds * SLOWEST_FACTOR + DRAIN_TIMEOUT_MS;
  const limit = setTimeout(() => process.exit(1), longestMs);
  load(plan).then(
    (result) => {
      clearTimeout(limit);
      process.send?.(result, () => process.exit());
    },
    (error: Error) => {
      console.error(`load on ${plan.method} ${plan.paths[0]}: ${error.message}`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
