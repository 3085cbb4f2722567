/** A ledger's files behind an http(s) prefix. The server may be anybody's: answers, waits and attempts are bounded. */
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerReadError } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";

/** From the request to the last byte of the answer. */
const REQUEST_MS_MAX = 30_000;
const ATTEMPTS_MAX = 4;
const FIRST_PAUSE_MS = 250;
/** A server that counts by the minute asks for no longer wait. */
const RETRY_AFTER_S_MAX = 90;
/** Pauses that a busy server may ask for while one file is fetched, all together. */
const BUSY_MS_MAX = 300_000;
const BUSY = [429, 503];
const ABSENT = [404, 410];

class Transient extends Error {
  readonly pauseMs: number | undefined;
  readonly failure: LedgerReadError;

  constructor(failure: LedgerReadError, pauseMs?: number) {
    super(failure.message);
    this.failure = failure;
    this.pauseMs = pauseMs;
  }
}

export interface HttpSourceOptions {
  requestMsMax?: number;
  firstPauseMs?: number;
}

/** @param prefix the address below which `checkpoint` and `tile/` lie */
export function httpSource(prefix: URL, options: HttpSourceOptions = {}): LedgerSource {
  const address = prefix.href.replace(/\/+$/, "");
  const { requestMsMax = REQUEST_MS_MAX, firstPauseMs = FIRST_PAUSE_MS } = options;
  return {
    address,
    async read(path, { bytesMax, signal }) {
      let busyMs = 0;
      for (let attempt = 1, pause = firstPauseMs; ; ) {
        try {
          return await readOnce({ address, path, bytesMax, signal, requestMsMax });
        } catch (error) {
          if (!(error instanceof Transient)) throw error;
          // Being told to wait is no failure, but it may not go on for ever.
          busyMs += error.pauseMs ?? 0;
          if (error.pauseMs === undefined) attempt++;
          if (attempt > ATTEMPTS_MAX || busyMs > BUSY_MS_MAX) throw error.failure;
          await sleep(error.pauseMs ?? pause, undefined, signal ? { signal } : {});
          if (error.pauseMs === undefined) pause *= 4;
        }
      }
    },
  };
}

interface Request {
  address: string;
  path: string;
  bytesMax: number;
  signal: AbortSignal | undefined;
  requestMsMax: number;
}

async function readOnce({ address, path, bytesMax, signal, requestMsMax }: Request): Promise<Uint8Array | undefined> {
  const failure = (code: LedgerReadError["code"], detail?: string, cause?: unknown) =>
    new LedgerReadError(code, { source: address, path, ...(detail ? { detail } : {}), ...(cause ? { cause } : {}) });
  const timeout = AbortSignal.timeout(requestMsMax);
  const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    const response = await fetch(`${address}/${path}`, { signal: ended, redirect: "manual" });
    if (response.status === 200) return await bodyOf(response, bytesMax, () => failure("too_large"));
    await response.body?.cancel();
    if (ABSENT.includes(response.status)) return undefined;
    if (response.status >= 300 && response.status < 400) throw failure("redirected", `HTTP ${response.status}`);
    if (BUSY.includes(response.status)) {
      const code = response.status === 429 ? "rate_limited" : "bad_status";
      throw new Transient(failure(code, `HTTP ${response.status}`), pauseOf(response.headers.get("retry-after")));
    }
    const refused = failure("bad_status", `HTTP ${response.status}`);
    throw response.status >= 500 ? new Transient(refused) : refused;
  } catch (error) {
    if (error instanceof LedgerReadError || error instanceof Transient) throw error;
    if (signal?.aborted) throw signal.reason;
    if (timeout.aborted) throw new Transient(failure("timeout", `${requestMsMax} ms`, error));
    throw new Transient(failure("unreachable", reasonOf(error), error));
  }
}

/** fetch undoes a gzip Content-Encoding piece by piece, so the limit holds for what comes out, too. */
async function bodyOf(response: Response, bytesMax: number, tooLarge: () => LedgerReadError): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body, and with it the connection.
    if (length > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : new Uint8Array(Buffer.concat(chunks, length));
}

/** Milliseconds that a server asks to be left alone; undefined when it does not say, or nonsense. */
function pauseOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null || !/^\d{1,3}$/.test(retryAfter)) return undefined;
  const seconds = Number(retryAfter);
  return seconds > RETRY_AFTER_S_MAX ? undefined : Math.max(1, seconds) * 1_000;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
