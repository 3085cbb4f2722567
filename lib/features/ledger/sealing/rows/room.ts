/** Whether a ledger keeps up with what is recorded: beyond QUEUE_MAX nothing more is taken, so that nothing waits for hours. */
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** What was found holds for so long. */
const FRESH_MS = 500;
/** Whoever is in the middle of sending waits so long for room. */
const WAIT_MS_MAX = 60_000;
const RETRY_AFTER_SECONDS = 30;
const LEDGERS_MAX = 10_000;

const found = new Map<string, { at: number; waiting: Promise<number> }>();

/** @throws {SealbookError} `queue_long` */
export async function requireRoom(organisationId: OrganisationId): Promise<void> {
  if ((await waitingOf(organisationId)) > env.QUEUE_MAX) throw full();
}

/** Returns once there is room. @throws {SealbookError} `queue_long` when that takes too long; what the signal is aborted with */
export async function waitForRoom(organisationId: OrganisationId, signal: AbortSignal): Promise<void> {
  const until = performance.now() + WAIT_MS_MAX;
  while ((await waitingOf(organisationId)) > env.QUEUE_MAX) {
    if (performance.now() > until) throw full();
    signal.throwIfAborted();
    await sleep(FRESH_MS);
  }
}

function full(): SealbookError {
  return new SealbookError("queue_long", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
}

function waitingOf(organisationId: OrganisationId): Promise<number> {
  const now = performance.now();
  const known = found.get(organisationId);
  if (known && now - known.at < FRESH_MS) return known.waiting;
  if (found.size > LEDGERS_MAX) found.clear();
  const waiting = readWaiting(organisationId);
  found.set(organisationId, { at: now, waiting });
  waiting.catch(() => found.delete(organisationId));
  return waiting;
}

/** At most what lies between the first and the last that wait, without counting them. */
async function readWaiting(organisationId: OrganisationId): Promise<number> {
  const { rows } = await pool().query<{ waiting: number }>(
    `SELECT coalesce((SELECT sequence FROM ledger_pending WHERE ledger = o.ledger ORDER BY sequence DESC LIMIT 1)
       - (SELECT sequence FROM ledger_pending WHERE ledger = o.ledger ORDER BY sequence LIMIT 1), 0)::float8 AS waiting
     FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  return rows[0]?.waiting ?? 0;
}
