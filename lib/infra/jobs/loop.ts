/** The one loop of everything that is done again and again. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Listener, listen } from "#lib/infra/db/listen.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { type Backoff, backoffMs } from "./backoff.ts";

const TROUBLE: Backoff = { minMs: 250, maxMs: 15_000 };

/** After how many milliseconds there is more to do, `done` when never again; undefined: at the usual time. */
export type Next = number | "done" | undefined;

export interface LoopOptions {
  /** For the log. */
  name: string;
  /** What it is about, for the log. */
  facts?: Record<string, string>;
  signal: AbortSignal;
  /** From the beginning of one round to the beginning of the next. */
  everyMs: number;
  /** A channel of PostgreSQL whose notices begin a round at once. They are only hints: every so often is looked anyway. */
  wake?: string | undefined;
  /** How long it rests after rounds that failed; never shorter than usual. */
  trouble?: Backoff | undefined;
  round: () => Promise<Next>;
}

export interface Loop {
  /** Begins the next round at once; one that is under way ends first. */
  wake: () => void;
  /** Resolves when the signal has aborted and the round under way has ended, or when nothing is left to do; never rejects. */
  ended: Promise<void>;
}

/** Runs rounds, never two at once. Nothing that goes wrong ends it: it says so in a line and tries again, more and more slowly. */
export function loop(options: LoopOptions): Loop {
  const { signal } = options;
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  const ears = options.wake === undefined ? undefined : openEars(options.wake, wake);
  const attempt = createAttempt(options);
  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = Promise.withResolvers(); // what is heard of during the round is for the next one
      ears?.listen();
      const pauseMs = await attempt();
      if (pauseMs === "done") break;
      if (pauseMs > 0) await pauseUntil(woken.promise, { ms: pauseMs, signal });
    }
    ears?.end();
  }
  return { wake, ended: run() };
}

/** One round after the other. @returns how long to wait before the next, in milliseconds; never rejects */
function createAttempt({ name, facts = {}, signal, everyMs, trouble = TROUBLE, round }: LoopOptions) {
  let failures = 0;
  return async (): Promise<number | "done"> => {
    const started = performance.now();
    const usual = () => everyMs - (performance.now() - started);
    try {
      const next = await round();
      if (failures > 0) logEvent("info", "job.recovered", { job: name, ...facts, failures });
      failures = 0;
      return next ?? usual();
    } catch (error) {
      if (signal.aborted) return "done";
      failures += 1;
      const retryMs = backoffMs(failures, trouble);
      logEvent("error", "job.trouble", { job: name, ...facts, failures, retryMs, error: reasonOf(error) });
      return Math.max(retryMs, usual());
    }
  };
}

/** Listens on a channel; a connection that is lost is opened again with the next round. */
function openEars(channel: string, wake: () => void) {
  let opened: Promise<Listener | undefined> | undefined;
  return {
    listen() {
      const forget = () => {
        opened = undefined;
      };
      opened ??= listen({ channel, onNotice: wake, onLost: forget }).then(
        (listener) => {
          wake(); // for what happened before it listened
          return listener;
        },
        () => {
          forget();
          return undefined;
        },
      );
    },
    end: () => void opened?.then((listener) => listener?.end()),
  };
}

async function pauseUntil(woken: Promise<void>, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([woken, sleep(ms, undefined, { signal: either }).catch(() => {})]);
  over.abort();
}
