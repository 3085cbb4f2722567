/** What waits becomes a block, again and again. */
import { env } from "#lib/env.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { type Backoff, isDue, noteFailure, type Troubles } from "#lib/infra/jobs/backoff.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import { countAppendFailure, countBlock } from "#lib/infra/telemetry/worker-metrics.ts";
import { listLedgers } from "./rows/ledgers.ts";
import { listLedgersWithWaiting } from "./rows/queue.ts";
import { RolledBackError } from "./rows/tail.ts";
import { FIRST_LEDGER } from "./types.ts";
import { appendBlock } from "./verbs/append-block.ts";
import { checkTail } from "./verbs/check-tail.ts";
import { ensureLedger } from "./verbs/create-ledger.ts";
import { showHeartbeat } from "./verbs/show-heartbeat.ts";

const BACKOFF: Backoff = { minMs: 250, maxMs: 15_000 };
/** Standbys are measured by it, and who waits for a database that was away waits for the next one. */
const HEARTBEAT_INTERVAL_MS = 1_000;
const HEARTBEAT_BACKOFF: Backoff = { minMs: 250, maxMs: 2_000 };
/** Failures in a row, within some seconds, after which a ledger that makes no block is worth an alert. */
const FAILURES_BEFORE_ALERT = 4;
const REASON_CHARS_MAX = 300;

/** What this process knows of its ledgers. */
interface Watched {
  /** What failed, how often in a row, and when it is tried again. */
  troubles: Troubles;
  /** Found in order since the start: an alert of an earlier process has ended. */
  checked: Set<string>;
}

/**
 * Makes sure that the first ledger exists and that no ledger was set back, then appends blocks.
 *
 * Looks every BLOCK_INTERVAL_MS, and again at once while full blocks wait. One append after the other: a worker never
 * overlaps itself, and several workers take turns through the ledger's lock. A ledger that cannot be continued says so in
 * one line, is tried again more and more slowly, and does not hold up the others.
 */
export function blockAppender(): Job {
  const watched: Watched = { troubles: new Map(), checked: new Set() };
  return job({
    name: "ledger.append",
    every: env.BLOCK_INTERVAL_MS,
    trouble: BACKOFF,
    async prepare() {
      await ensureLedger(FIRST_LEDGER);
      for (const { name } of await listLedgers()) await watch(watched, name, () => checkTail({ ledger: name }));
    },
    async work({ signal }) {
      let full = false;
      for (const ledger of await listLedgersWithWaiting()) {
        if (signal.aborted) break;
        if (isDue(watched.troubles, ledger)) full = (await appendOne(ledger, watched)) || full;
      }
      return full ? 0 : undefined;
    },
  });
}

/** @returns whether the block was full, so that more may be waiting. */
async function appendOne(ledger: string, watched: Watched): Promise<boolean> {
  const started = performance.now();
  const block = await watch(watched, ledger, () => appendBlock({ ledger }));
  if (!block) return false; // another worker was faster, or it failed
  const milliseconds = performance.now() - started;
  countBlock({ ledger, leaves: block.leafCount, seconds: milliseconds / 1_000 });
  logEvent("info", "ledger.block", {
    ledger,
    height: block.height.toString(),
    leaves: block.leafCount,
    treeSize: block.treeSize.toString(),
    milliseconds: Math.round(milliseconds),
  });
  return block.isFull;
}

/** What `work` gives; undefined when it fails, which is logged, and an alert when the ledger's database was set back. */
async function watch<T>(
  { troubles, checked }: Watched,
  ledger: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const done = await work();
    if (!checked.has(ledger) || troubles.has(ledger)) await alerting(ledger, undefined);
    checked.add(ledger);
    const failures = troubles.get(ledger)?.failures;
    if (troubles.delete(ledger)) logEvent("info", "ledger.recovered", { subject: ledger, failures });
    return done;
  } catch (error) {
    const { failures, retryMs } = noteFailure(troubles, ledger, { backoff: BACKOFF });
    logEvent("error", "ledger.failed", { subject: ledger, failures, retryMs, error: reasonOf(error) });
    countAppendFailure(ledger);
    if (error instanceof RolledBackError || failures >= FAILURES_BEFORE_ALERT) {
      await alerting(ledger, { error, failures });
    }
    return undefined;
  }
}

/** Nothing about an alert keeps the ledger from going on, or from standing still. */
async function alerting(ledger: string, trouble: { error: unknown; failures: number } | undefined): Promise<void> {
  const rolledBack = { kind: "ledger_rolled_back", subject: ledger } as const;
  const failing = { kind: "block_failing", subject: ledger } as const;
  try {
    if (!trouble) {
      for (const alert of [rolledBack, failing]) await resolveAlert(alert);
      return;
    }
    const { error, failures } = trouble;
    if (error instanceof RolledBackError) {
      const details = { signed: String(error.signed), found: String(error.size) };
      logEvent("error", "ledger.rolled_back", { ledger, ...details });
      await raiseAlert({ ...rolledBack, ledger, details });
    } else {
      const details = { failures, error: reasonOf(error).slice(0, REASON_CHARS_MAX) };
      await raiseAlert({ ...failing, ledger, details });
    }
  } catch (reason) {
    logEvent("error", "ledger.alert_failed", { ledger, error: reasonOf(reason) });
  }
}

/** Shows that a worker found the database to have what was signed. */
export function heartbeat(): Job {
  const proven = {};
  return job({
    name: "ledger.heartbeat",
    every: HEARTBEAT_INTERVAL_MS,
    trouble: HEARTBEAT_BACKOFF,
    async work() {
      return (await showHeartbeat({ proven })) ? undefined : "done";
    },
  });
}
