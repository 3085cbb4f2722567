/**
 * Waiting until evidence is anchored. All who wait in a process share one LISTEN connection and one query a look, so
 * that a thousand waiting requests cost the database as much as one.
 */
import { type Listener, listen } from "#lib/infra/db/listen.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { BLOCK_CHANNEL } from "../types.ts";

/** Longest that one call waits. */
export const WAIT_MS_MAX = 60_000;
/** More than these are answered at once, with what is known. */
const WAITING_MAX = 10_000;
/** Notices are only hints: this often everybody's evidence is looked up anyway. */
const LOOK_INTERVAL_MS = 1_000;
/** The connection is given up when nobody has waited for this long. */
const IDLE_MS = 30_000;

interface Waiter {
  evidenceId: string;
  settle(anchored: boolean): void;
}

const waiters = new Set<Waiter>();
let listener: Promise<Listener | undefined> | undefined;
let looking = false;
let lookAgain = false;
let interval: NodeJS.Timeout | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * Resolves to true once the evidence has an entry; to false after `timeoutMs` (at most WAIT_MS_MAX), when the signal
 * aborts, or when too many wait already. Never rejects: while the database is away it just waits on.
 */
export async function waitForEntry(options: {
  evidenceId: string;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<boolean> {
  const { evidenceId, timeoutMs, signal } = options;
  if (waiters.size >= WAITING_MAX || signal?.aborted) return false;
  return new Promise((resolve) => {
    const waiter: Waiter = { evidenceId, settle };
    const timeout = setTimeout(() => settle(false), Math.min(timeoutMs, WAIT_MS_MAX));
    const onAbort = () => settle(false);
    signal?.addEventListener("abort", onAbort, { once: true });
    waiters.add(waiter);
    begin();

    function settle(anchored: boolean): void {
      if (!waiters.delete(waiter)) return;
      clearTimeout(timeout);
      signal?.removeEventListener("abort", onAbort);
      if (waiters.size === 0) rest();
      resolve(anchored);
    }
  });
}

function begin(): void {
  clearTimeout(idle);
  interval ??= setInterval(look, LOOK_INTERVAL_MS);
  listener ??= openListener();
  look();
}

function rest(): void {
  clearInterval(interval);
  interval = undefined;
  idle = setTimeout(() => {
    const open = listener;
    listener = undefined;
    void open?.then((opened) => opened?.end());
  }, IDLE_MS);
  idle.unref();
}

/** Without one the interval does its work; whoever waits next tries again. */
function openListener(): Promise<Listener | undefined> {
  const mine: Promise<Listener | undefined> = listen({ channel: BLOCK_CHANNEL, onNotice: look, onLost: forget }).then(
    (opened) => {
      look(); // for what was anchored before the connection listened
      return opened;
    },
    () => {
      forget();
      return undefined;
    },
  );
  function forget(): void {
    if (listener === mine) listener = undefined;
  }
  return mine;
}

/** One query for all who wait; asked for again meanwhile, it runs once more. */
function look(): void {
  if (looking) {
    lookAgain = true;
    return;
  }
  if (waiters.size === 0) return;
  looking = true;
  lookAgain = false;
  const asked = [...waiters];
  findAnchored(asked.map((waiter) => waiter.evidenceId))
    .then((anchored) => {
      for (const waiter of asked) if (anchored.has(waiter.evidenceId)) waiter.settle(true);
    })
    .catch(() => {}) // the database is away: the interval asks again
    .finally(() => {
      looking = false;
      if (lookAgain) look();
    });
}

async function findAnchored(evidenceIds: string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT evidence_id AS id FROM ledger_entry WHERE evidence_id = ANY ($1::uuid[])",
    [evidenceIds],
  );
  return new Set(rows.map((row) => row.id));
}
