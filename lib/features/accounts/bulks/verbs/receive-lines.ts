/**
 * The lines of a bulk as they come in: read, recorded some hundreds at a time, each with its answer, in their order. What is in memory is
 * what is being read and what is being written; who sends faster waits.
 */
import { hash } from "node:crypto";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { waitForRoom } from "#lib/features/ledger/sealing/rows/room.ts";
import { keyWithin, whole } from "#lib/gate/reach.ts";
import { inBatches } from "#lib/infra/db/batches.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { LineSplitter, type RawLine } from "#lib/infra/http/lines.ts";
import { toProblem } from "#lib/infra/http/problems.ts";
import { countRequest, RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { receiveBody } from "#lib/infra/http/raw-body.ts";
import { stopping } from "#lib/infra/http/stopping.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findAnswers, findBulk } from "../rows.ts";
import { readLine } from "../schema.ts";
import {
  type Bulk,
  type BulkArea,
  type BulkLine,
  type BulkSending,
  BYTES_TOGETHER_MAX,
  LINE_BYTES_MAX,
  LINES_TOGETHER_MAX,
  type LineAnswer,
  type LineProblem,
  PutBackError,
} from "../types.ts";
import { type Kept, keepAnswers, type Together } from "./keep-answers.ts";
import { Progress } from "./progress.ts";
import { tellBulk } from "./tell-bulk.ts";

/** Lines and bytes that wait to be read; who sends more waits. */
const WAITING_LINES_MAX = 2 * LINES_TOGETHER_MAX;
const WAITING_BYTES_MAX = 2 * BYTES_TOGETHER_MAX;
/** So many are read before others in this process have their turn: some milliseconds. */
const LINES_PER_TURN = 200;
/** Lines that come back so often for one and the same reason are not recorded by trying once more. */
const PUT_BACK_MAX = 20;
/** Transactions of bulks in this process: each holds a connection of the pool, of which others need some. */
const TRANSACTIONS_MAX = 3;
const DIGEST_BYTES = 8;

/** Takes turns at the database. */
const inTurn = inBatches<() => Promise<void>, void>({
  itemsMax: 1,
  atOnceMax: TRANSACTIONS_MAX,
  work: async (works) => await Promise.allSettled(works.map((work) => work())),
});

interface Slice {
  first: number;
  raws: RawLine[];
}

interface Ready<Prepared> {
  slice: Slice;
  together: Together;
  prepared: Prepared;
}

export class LineReceiver<Body, Prepared> {
  readonly progress = new Progress();
  readonly #area: BulkArea<Body, Prepared>;
  readonly #sending: BulkSending;
  readonly #splitter = new LineSplitter(LINE_BYTES_MAX);
  readonly #stopped = new AbortController();
  #bulk: Bulk;
  #waiting: RawLine[] = [];
  #waitingBytes = 0;
  /** The number of the first that waits. */
  #next = 1;
  #room = () => {};
  #working: Promise<void> | undefined;
  #putBacks = 0;

  constructor(given: { area: BulkArea<Body, Prepared>; bulk: Bulk; sending: BulkSending }) {
    this.#area = given.area;
    this.#bulk = given.bulk;
    this.#sending = given.sending;
  }

  /** Takes the body to its end, or as far as it comes. Never rejects. */
  async run(request: ApiRequest): Promise<void> {
    const started = performance.now();
    const failure = await this.#receive(request).catch((error: unknown) => toProblem(error));
    this.progress.end(failure ?? undefined);
    logEvent(failure ? "warning" : "info", "bulk.received", {
      ...{ bulk: this.#bulk.id, area: this.#area.area, lines: this.progress.lines },
      milliseconds: Math.round(performance.now() - started),
      ...(failure ? { code: failure.code, error: reasonOf(failure.cause ?? failure) } : {}),
    });
  }

  async #receive({ incoming, signal }: ApiRequest): Promise<void> {
    const stopped = this.#stopped.signal;
    const sink = (piece: Buffer) => this.#take(piece);
    const receiving = { bytesMax: Number.MAX_SAFE_INTEGER, sink, signal: AbortSignal.any([signal, stopped, stopping]) };
    const cut = await receiveBody(incoming, receiving).then(
      () => undefined,
      (error: unknown) => toProblem(error),
    );
    // Behind a connection that broke stands no line: its rest may be missing.
    const last = cut === undefined ? this.#splitter.end() : undefined;
    if (last !== undefined) this.#push(last);
    this.#work();
    while (this.#working) await this.#working;
    const failure = (stopped.reason as SealbookError | undefined) ?? cut;
    try {
      if (failure === undefined) await this.#area.complete?.(this.#sending);
    } finally {
      await tellBulk(this.#bulk.id, { complete: failure === undefined });
    }
    if (failure) throw failure;
  }

  #take(piece: Buffer): Promise<void> | undefined {
    for (const raw of this.#splitter.split(piece)) this.#push(raw);
    this.#work();
    if (this.#waiting.length < WAITING_LINES_MAX && this.#waitingBytes < WAITING_BYTES_MAX) return undefined;
    return new Promise((resolve) => {
      this.#room = resolve;
    });
  }

  #push(raw: RawLine): void {
    this.#waiting.push(raw);
    this.#waitingBytes += raw.length;
  }

  /** Begins to record what waits, unless that is under way. */
  #work(): void {
    if (this.#working || this.#waiting.length === 0 || this.#stopped.signal.aborted) return;
    this.#working = this.#recordWaiting()
      .catch((error: unknown) => this.#stopped.abort(toProblem(error)))
      .finally(() => {
        this.#working = undefined;
        this.#room();
        // What came while the last lines were being written.
        this.#work();
      });
  }

  /** The next lines are read while the last ones are being written. */
  async #recordWaiting(): Promise<void> {
    let before: { slice: Slice; written: Promise<boolean> } | undefined;
    for (;;) {
      if (!before && this.#waiting.length > 0 && this.#next <= this.#bulk.lines) {
        await this.#repeat();
        continue;
      }
      const ready = this.#waiting.length > 0 ? await this.#prepare(this.#slice()) : undefined;
      if (before && !(await before.written)) {
        if (ready) this.#putBack(ready.slice);
        this.#putBack(before.slice);
        before = undefined;
        await this.#reload();
        continue;
      }
      if (!ready) return;
      before = { slice: ready.slice, written: this.#write(ready) };
      before.written.catch(() => {}); // awaited in the next round
    }
  }

  /** The lines that are recorded together next. @param last the number of the last one that may be among them */
  #slice(last = Number.MAX_SAFE_INTEGER): Slice {
    const countMax = Math.min(LINES_TOGETHER_MAX, last - this.#next + 1, this.#waiting.length);
    let [count, bytes] = [0, 0];
    while (count < countMax && (count === 0 || bytes < BYTES_TOGETHER_MAX))
      bytes += this.#waiting[count++]?.length ?? 0;
    const slice = { first: this.#next, raws: this.#waiting.splice(0, count) };
    this.#next += count;
    this.#waitingBytes -= bytes;
    this.#room();
    return slice;
  }

  #putBack({ first, raws }: Slice): void {
    this.#waiting.unshift(...raws);
    for (const raw of raws) this.#waitingBytes += raw.length;
    this.#next = first;
  }

  /** Somebody else sends the same under the same key, or something that lines rest on has changed. */
  async #reload(): Promise<void> {
    this.#putBacks += 1;
    if (this.#putBacks > PUT_BACK_MAX)
      throw new Error(`Lines of bulk ${this.#bulk.id} came back ${PUT_BACK_MAX} times.`);
    this.#bulk = (await findBulk(whole(this.#bulk.organisationId), this.#bulk)) ?? this.#bulk;
  }

  /** Lines that were answered before: the same ones are not recorded again. @throws {SealbookError} `idempotency_key_reused` */
  async #repeat(): Promise<void> {
    const kept = await findAnswers(this.#bulk.id, this.#next);
    if (!kept) throw new SealbookError("answers_expired");
    const { first, raws } = this.#slice(kept.first + kept.lines - 1);
    for (const [at, raw] of raws.entries()) {
      const from = (first - kept.first + at) * DIGEST_BYTES;
      if (!digestOf(raw).equals(kept.digests.subarray(from, from + DIGEST_BYTES)))
        throw new SealbookError("idempotency_key_reused", { details: { id: this.#bulk.id, line: first + at } });
    }
    this.progress.advance(first + raws.length - 1);
  }

  async #prepare(slice: Slice): Promise<Ready<Prepared>> {
    if (this.#bulk.complete) throw new SealbookError("idempotency_key_reused", { details: { id: this.#bulk.id } });
    await this.#admit(slice.raws.length);
    const problems = new Map<number, LineAnswer>();
    const lines: BulkLine<Body>[] = [];
    const keys = new Set<string>();
    for (const [at, raw] of slice.raws.entries()) {
      if (at > 0 && at % LINES_PER_TURN === 0) await setImmediate();
      const line = slice.first + at;
      const read = this.#read(raw, line);
      if (read && "problem" in read) problems.set(line, read);
      else if (read?.key !== undefined && keys.has(read.key)) {
        // What it came to is found when the line before it with the same key is recorded.
        this.#putBack({ first: line, raws: slice.raws.splice(at) });
        break;
      } else if (read) {
        lines.push(read);
        if (read.key !== undefined) keys.add(read.key);
      }
    }
    const { first, raws } = slice;
    const digests = this.#bulk.requestKey === undefined ? NO_DIGESTS : Buffer.concat(raws.map(digestOf));
    const together = { first, count: raws.length, problems, good: lines.map(({ line }) => line), digests };
    return { slice, together, prepared: await this.#area.prepare(this.#sending, lines) };
  }

  #read(raw: RawLine, line: number): BulkLine<Body> | { problem: LineProblem } | undefined {
    try {
      const read = readLine(raw, { line, read: this.#area.read });
      return read && { ...read, key: keyWithin(this.#sending.actor, read.key) };
    } catch (error) {
      if (error instanceof SealbookError) return problemOf(error);
      throw error;
    }
  }

  /** Waits until the caller may send more lines, and the ledger keeps up. @throws {SealbookError} `queue_long`: it does not; `restarting` */
  async #admit(lines: number): Promise<void> {
    const { organisationId } = this.#sending.actor;
    const signal = AbortSignal.any([this.#stopped.signal, stopping]);
    for (let seconds = await countRequest(RATE_LIMITS.bulkLines, organisationId, lines); seconds; ) {
      await sleep(seconds * 1_000, undefined, { signal }).catch(() => signal.throwIfAborted());
      seconds = await countRequest(RATE_LIMITS.bulkLines, organisationId, lines);
    }
    await waitForRoom(organisationId, signal);
  }

  /** @returns false where the lines are to be sent once more; everything else that fails ends the bulk */
  async #write({ slice, together, prepared }: Ready<Prepared>): Promise<boolean> {
    let row: Kept | undefined;
    const keeping = keepAnswers(this.#sending, together, (kept) => {
      row = kept;
    });
    try {
      await inTurn(() => this.#area.record(this.#sending, prepared, keeping));
    } catch (error) {
      if (error instanceof PutBackError || PASSING.has((error as { code?: unknown }).code)) return false;
      throw error;
    }
    this.#putBacks = 0;
    const { first } = slice;
    const { count } = together;
    this.progress.advance(first + count - 1, row && { first, lines: count, ...row });
    return true;
  }
}

/** Another record took a key or a place meanwhile; two transactions waited for each other (PostgreSQL manual, appendix A). */
const PASSING = new Set<unknown>(["23505", "40001", "40P01", "P2002", "P2034"]);
const NO_DIGESTS = Buffer.alloc(0);
const TOO_LONG = Buffer.alloc(DIGEST_BYTES);

function digestOf(raw: RawLine): Buffer {
  return raw === "too_long" ? TOO_LONG : hash("sha256", raw, "buffer").subarray(0, DIGEST_BYTES);
}

/** A refusal as it is kept: its words are found when somebody reads it. */
export function problemOf({ code, field, details }: SealbookError): { problem: LineProblem } {
  return { problem: { code, ...(field === undefined ? {} : { field }), ...details } };
}
