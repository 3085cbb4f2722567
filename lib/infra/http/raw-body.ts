/** A large body on node's own server: received with flat memory, or refused without reading it to its end. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { SealbookError } from "#lib/words/errors.ts";

const MIB = 1024 ** 2;
const KIB = 1024;
const CHECK_MS = 5_000;
/** How much more is read, and for how long, so that a client which is still sending gets to see the answer. */
const DISCARDED_BYTES_MAX = 16 * MIB;
const DISCARDING_MS_MAX = 5_000;

export interface Pace {
  /** A body of which nothing arrives for so long is given up; and how long the rate is measured, over and over. */
  seconds: number;
  /** What has to arrive in so many seconds, each second on average: slower ones hold a place that others want. */
  bytesPerSecondMin: number;
}

/** A line that carries less than 1 KiB/s for a minute carries no file. */
const PACE: Pace = { seconds: 60, bytesPerSecondMin: KIB };

export interface Term {
  /** What every body may take, however small. */
  graceSeconds: number;
  /** And a second more for so many bytes of it. */
  bytesPerSecond: number;
  /** No body takes longer, however large. */
  secondsMax: number;
}

/** All of a body: a quarter of an hour, and at 32 KiB/s nine hours and a half for 1 GiB; a day for the largest. */
export const BODY_TERM: Term = { graceSeconds: 15 * 60, bytesPerSecond: 32 * KIB, secondsMax: 24 * 60 * 60 };

/** The seconds in which a body of so many bytes has to be there. */
function secondsFor(bytes: number, { graceSeconds, bytesPerSecond, secondsMax }: Term): number {
  return Math.min(secondsMax, Math.ceil(graceSeconds + bytes / bytesPerSecond));
}

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
 * @param options pace: how slowly the body may arrive; the time in which `sink` keeps it waiting does not count. term: by when all
 *   of it has to be there, by what it announces or else by what came. signal: ends it with the reason
 * @throws {SealbookError} `file_too_large` as soon as there are more than `bytesMax`; `length_mismatch` when the
 *   connection, or the body, ends before what was announced; `request_timeout` when nothing arrives any more, or too
 *   little; `upload_overdue` when it takes too long. And whatever `sink` rejects with, or the signal is aborted with.
 */
export async function receiveBody(
  request: IncomingMessage,
  options: { bytesMax: number; sink: Sink; pace?: Pace; term?: Term; signal?: AbortSignal },
): Promise<void> {
  const { bytesMax, sink, pace = PACE, term = BODY_TERM, signal } = options;
  const begun = performance.now();
  let received = 0;
  const watch = watchPace(pace);
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        received += chunk.length;
        watch.arrived(chunk.length);
        if (received > bytesMax) return reject(new SealbookError("file_too_large", { details: { bytesMax } }));
        const wait = sink(chunk);
        if (!wait) return;
        watch.pause();
        request.pause();
        wait.then(() => {
          watch.resume();
          request.resume();
        }, reject);
      };
      const onBroken = () => reject(new SealbookError("length_mismatch"));
      // Who left has nothing to be told.
      const onAbort = () =>
        reject(signal?.reason instanceof SealbookError ? signal.reason : new SealbookError("length_mismatch"));
      const checking = setInterval(
        () => {
          const seconds = secondsFor(announcedLength(request) ?? received, term);
          if (watch.isTooSlow()) reject(new SealbookError("request_timeout", { details: { seconds: pace.seconds } }));
          if (performance.now() - begun >= seconds * 1_000) {
            reject(new SealbookError("upload_overdue", { details: { minutes: Math.ceil(seconds / 60) } }));
          }
        },
        Math.min(CHECK_MS, pace.seconds * 500, term.secondsMax * 500),
      );
      request.on("data", onData).on("end", resolve).on("error", onBroken).on("close", onBroken);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
      stop = () => {
        clearInterval(checking);
        signal?.removeEventListener("abort", onAbort);
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

/** A clock that runs while we wait for the client, and what arrived by it. */
function watchPace({ seconds, bytesPerSecondMin }: Pace) {
  const span = seconds * 1_000;
  let movedAt = performance.now();
  /** Of the measurement under way. */
  let begun = movedAt;
  let bytes = 0;
  let pausedAt: number | undefined;
  return {
    arrived(count: number): void {
      movedAt = performance.now();
      bytes += count;
    },
    pause(): void {
      pausedAt = performance.now();
    },
    resume(): void {
      movedAt = performance.now();
      begun += movedAt - (pausedAt ?? movedAt);
      pausedAt = undefined;
    },
    isTooSlow(): boolean {
      const now = performance.now();
      if (pausedAt !== undefined) return false;
      if (now - movedAt >= span) return true;
      if (now - begun < span) return false;
      const slow = bytes < ((now - begun) / 1_000) * bytesPerSecondMin;
      begun = now;
      bytes = 0;
      return slow;
    },
  };
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
