/** The worker's loop: what waits becomes a block, again and again. */
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { countAppendFailure, countBlock } from "#lib/infra/telemetry/worker-metrics.ts";
import { listLedgers } from "./rows/ledgers.ts";
import { RolledBackError } from "./rows/tail.ts";
import { FIRST_LEDGER } from "./types.ts";
import { appendBlock } from "./verbs/append-block.ts";
import { checkTail } from "./verbs/check-tail.ts";
import { ensureLedger } from "./verbs/create-ledger.ts";

const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 15_000;
/** Failures in a row, within some seconds, after which a ledger that makes no block is worth an alert. */
const FAILURES_BEFORE_ALERT = 4;
const REASON_CHARS_MAX = 300;

/** What failed, how often in a row, and when it is tried again. */
type Troubles = Map<string, { failures: number; retryAt: number }>;
/** Stands for the database as a whole among the names of ledgers, which have no capitals. */
const DATABASE = "DATABASE";

/**
 * Makes sure that the first ledger exists and that no ledger was set back, then appends blocks until the signal aborts; the append in progress ends first.
 *
 * Looks every BLOCK_INTERVAL_MS, and again at once while full blocks wait. One append after the other: a worker never
 * overlaps itself, and several workers take turns through the ledger's lock. Nothing that goes wrong ends the loop: it
 * says so in one line and tries again, more and more slowly, up to BACKOFF_MS_MAX; a ledger that cannot be continued
 * does not hold up the others.
 */
export async function runLedgerWorker(options: { signal: AbortSignal; onReady?: () => void }): Promise<void> {
  const { signal, onReady = () => {} } = options;
  const troubles: Troubles = new Map();
  let ready = false;
  while (!signal.aborted) {
    const started = performance.now();
    let full = false;
    try {
      if (!ready) {
        await ensureLedger(FIRST_LEDGER);
        for (const { name } of await listLedgers()) await watched(troubles, name, () => checkTail({ ledger: name }));
        ready = true;
        onReady();
      }
      for (const ledger of await ledgersWithWaiting()) {
        if (signal.aborted) break;
        if (isDue(troubles, ledger)) full = (await appendOne(ledger, troubles)) || full;
      }
      recovered(troubles, DATABASE);
    } catch (error) {
      failed(troubles, DATABASE, error);
    }
    const next = full ? 0 : Math.max(started + env.BLOCK_INTERVAL_MS, troubles.get(DATABASE)?.retryAt ?? 0);
    const pause = next - performance.now();
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

async function ledgersWithWaiting(): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT name FROM ledger l WHERE EXISTS (SELECT FROM ledger_pending WHERE ledger = l.name) ORDER BY name",
  );
  return rows.map((row) => row.name);
}

/** @returns whether the block was full, so that more may be waiting. */
async function appendOne(ledger: string, troubles: Troubles): Promise<boolean> {
  const started = performance.now();
  const block = await watched(troubles, ledger, () => appendBlock({ ledger }));
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
  return block.leafCount >= env.BLOCK_LEAVES_MAX;
}

/** What `work` gives; undefined when it fails, which is logged, and an alert when the ledger's database was set back. */
async function watched<T>(troubles: Troubles, ledger: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    const done = await work();
    if (!checked.has(ledger) || troubles.has(ledger)) await alerting(ledger, undefined);
    checked.add(ledger);
    recovered(troubles, ledger);
    return done;
  } catch (error) {
    const failures = failed(troubles, ledger, error);
    countAppendFailure(ledger);
    if (error instanceof RolledBackError || failures >= FAILURES_BEFORE_ALERT) {
      await alerting(ledger, { error, failures });
    }
    return undefined;
  }
}

/** Ledgers that this process has found in order: an alert of an earlier one has ended. */
const checked = new Set<string>();

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

function isDue(troubles: Troubles, subject: string): boolean {
  return (troubles.get(subject)?.retryAt ?? 0) <= performance.now();
}

/** @returns how often it has failed in a row. */
function failed(troubles: Troubles, subject: string, error: unknown): number {
  const before = troubles.get(subject)?.failures ?? 0;
  const retryMs = Math.min(BACKOFF_MS_MIN * 2 ** before, BACKOFF_MS_MAX);
  troubles.set(subject, { failures: before + 1, retryAt: performance.now() + retryMs });
  logEvent("error", "ledger.failed", { subject, failures: before + 1, retryMs, error: reasonOf(error) });
  return before + 1;
}

function recovered(troubles: Troubles, subject: string): void {
  const failures = troubles.get(subject)?.failures;
  if (troubles.delete(subject)) logEvent("info", "ledger.recovered", { subject, failures: failures ?? 0 });
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
