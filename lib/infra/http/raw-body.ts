/** A large body on node's own server: received with flat memory, or refused without reading it to its end. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { SealbookError } from "#lib/core/errors.ts";

const MIB = 1024 ** 2;
/** A body that stops arriving for this long is given up. */
const STALL_SECONDS_MAX = 60;
const STALL_CHECK_MS = 5_000;
/** How much more is read, and for how long, so that a client which is still sending gets to see the answer. */
const DISCARDED_BYTES_MAX = 16 * MIB;
const DISCARDING_MS_MAX = 5_000;

/** Takes a chunk; returns a promise when the next one has to wait for it. */
export type Sink = (chunk: Buffer) => Promise<void> | undefined;

/** The length that the request announces; undefined for a chunked body. Node has refused what is not a number. */
export function announcedLength(request: IncomingMessage): number | undefined {
  const text = request.headers["content-length"];
  return text === undefined ? undefined : Number(text);
}

/**
 * Hands the body to `sink`, chunk by chunk, in the order of arrival.
 *
 * @throws {SealbookError} `file_too_large` as soon as there are more than `bytesMax`; `length_mismatch` when the
 *   connection, or the body, ends before what was announced; `request_timeout` when nothing arrives any more. And
 *   whatever `sink` rejects with.
 */
export async function receiveBody(
  request: IncomingMessage,
  { bytesMax, sink }: { bytesMax: number; sink: Sink },
): Promise<void> {
  let received = 0;
  let waiting = false;
  let movedAt = performance.now();
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        received += chunk.length;
        movedAt = performance.now();
        if (received > bytesMax) return reject(new SealbookError("file_too_large", { details: { bytesMax } }));
        const wait = sink(chunk);
        if (!wait) return;
        waiting = true;
        request.pause();
        wait.then(() => {
          waiting = false;
          movedAt = performance.now();
          request.resume();
        }, reject);
      };
      const onBroken = () => reject(new SealbookError("length_mismatch"));
      const stalled = setInterval(() => {
        if (waiting || performance.now() - movedAt < STALL_SECONDS_MAX * 1000) return;
        reject(new SealbookError("request_timeout", { details: { seconds: STALL_SECONDS_MAX } }));
      }, STALL_CHECK_MS);
      request.on("data", onData).on("end", resolve).on("error", onBroken).on("close", onBroken);
      stop = () => {
        clearInterval(stalled);
        request.off("data", onData).off("end", resolve).off("close", onBroken);
      };
    });
  } finally {
    stop();
  }
  if (!request.complete || received !== (announcedLength(request) ?? received)) {
    throw new SealbookError("length_mismatch");
  }
}

/**
 * After an answer was given before the body's end: reads on for a moment, because closing at once would reset the
 * connection and take the answer away from a client that is still sending; then closes.
 */
export function discardRest(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.destroyed) return;
  let discarded = 0;
  const close = () => {
    clearTimeout(timeout);
    request.off("data", count);
    if (!request.complete) response.socket?.destroy();
  };
  const count = (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES_MAX) close();
  };
  const timeout = setTimeout(close, DISCARDING_MS_MAX);
  request
    .on("error", () => {})
    .on("data", count)
    .on("end", close)
    .on("close", close)
    .resume();
}
