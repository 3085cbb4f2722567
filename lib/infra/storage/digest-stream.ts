/**
 * A digest of bytes as they come, in a thread of its own: SHA3-256 and SM3 take several times as long as SHA-256, for which processors have
 * instructions, and what is received shall not wait for it. What is small is not worth the way there, and hashed on the spot.
 */
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { DigestAnswer, DigestQuestion, SlowAlgorithm } from "./digest-message.ts";

/** Held back before the thread is asked. */
const HELD_BYTES_MAX = 256 * 1024;
/** Of one stream on the way to the thread; then whoever writes waits. */
const BEHIND_BYTES_MAX = 8 * 1024 ** 2;

const streams = new Map<number, DigestStream>();
let thread: Worker | undefined;
let lastStream = 0;

export class DigestStream {
  readonly #algorithm: SlowAlgorithm;
  readonly #stream = ++lastStream;
  readonly #digest = Promise.withResolvers<Uint8Array>();
  #held: Uint8Array[] | undefined = [];
  #heldBytes = 0;
  #behind = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(algorithm: SlowAlgorithm) {
    this.#algorithm = algorithm;
    this.#digest.promise.catch(() => {}); // awaited by `digest`, if anybody asks
  }

  /** Takes a copy. @returns a promise to wait for before the next chunk, when the thread is behind */
  update(chunk: Uint8Array): Promise<void> | undefined {
    const copy = new Uint8Array(chunk);
    this.#heldBytes += copy.length;
    this.#held?.push(copy);
    if (this.#held === undefined) this.#ask({ stream: this.#stream, chunk: copy });
    else if (this.#heldBytes > HELD_BYTES_MAX) this.#begin(this.#held);
    if (this.#behind <= BEHIND_BYTES_MAX) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  #begin(held: readonly Uint8Array[]): void {
    this.#held = undefined;
    streams.set(this.#stream, this);
    for (const chunk of held) this.#ask({ stream: this.#stream, chunk });
  }

  #ask(question: Omit<DigestQuestion, "algorithm">): void {
    const { chunk } = question;
    this.#behind += chunk?.length ?? 0;
    thread ??= begin();
    // Only while somebody waits does it keep the process.
    thread.ref();
    thread.postMessage(
      { ...question, algorithm: this.#algorithm } satisfies DigestQuestion,
      chunk ? [chunk.buffer as ArrayBuffer] : [],
    );
  }

  /** Of all that was taken; nothing may come afterwards. */
  async digest(): Promise<Uint8Array> {
    if (this.#held !== undefined) {
      const hash = createHash(this.#algorithm);
      for (const chunk of this.#held) hash.update(chunk);
      return hash.digest();
    }
    this.#ask({ stream: this.#stream, isLast: true });
    return await this.#digest.promise;
  }

  /** To be called once nothing is written any more; safe to call twice, and after `digest`. */
  close(): void {
    this.#held = undefined;
    if (streams.has(this.#stream)) this.#ask({ stream: this.#stream, isLast: true });
  }

  take({ taken, digest }: DigestAnswer): void {
    this.#behind -= taken;
    if (this.#behind <= BEHIND_BYTES_MAX) this.#room?.resolve();
    if (this.#behind <= BEHIND_BYTES_MAX) this.#room = undefined;
    if (digest) this.#digest.resolve(digest);
  }

  fail(error: Error): void {
    this.#digest.reject(error);
    this.#room?.reject(error);
  }
}

function begin(): Worker {
  // Whatever this process was started with: it needs nothing but node itself.
  const worker = new Worker(new URL("./digest-worker.ts", import.meta.url), { execArgv: [] });
  const onGone = (reason: unknown): void => {
    thread = undefined;
    const error = reason instanceof Error ? reason : new Error(`the thread that hashes ended (${String(reason)})`);
    for (const stream of streams.values()) stream.fail(error);
    streams.clear();
  };
  return worker
    .on("message", (answer: DigestAnswer) => {
      streams.get(answer.stream)?.take(answer);
      if (answer.digest) streams.delete(answer.stream);
      if (streams.size === 0) worker.unref();
    })
    .once("error", onGone)
    .once("exit", (code) => thread === worker && onGone(code));
}
