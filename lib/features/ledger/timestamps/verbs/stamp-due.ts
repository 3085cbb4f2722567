/** Checkpoints get their timestamps: authorities are asked in order, one that fails is left alone for a while. */
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Backoff, isDue, noteFailure, type Troubles } from "#lib/infra/jobs/backoff.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import { requestTimestamp, type StampOutcome } from "#lib/infra/tsa/request-timestamp.ts";
import { listDueBlocks } from "../rows.ts";
import type { DueBlock } from "../types.ts";

const BACKOFF: Backoff = { minMs: 5_000, maxMs: 10 * 60_000 };

const KIND = "timestamp_failing";

/** What became of one request. */
export interface Attempt {
  ledger: string;
  height: bigint;
  authority: string;
  outcome: StampOutcome;
}

export interface StampOptions {
  /** In the order in which they are asked. */
  authorities: readonly TimestampAuthority[];
  /** Authorities that failed when they were last asked; kept by the caller from one call to the next. */
  troubles: Troubles;
  intervalMs: number;
  signal?: AbortSignal;
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}

/**
 * What an earlier process left: authorities whose alert is open are asked again, so that it can end; alerts about
 * authorities that are no longer asked end here.
 */
export async function recallTroubles(authorities: readonly Pick<TimestampAuthority, "name">[]): Promise<Troubles> {
  const troubles: Troubles = new Map();
  for (const subject of await listOpenSubjects(KIND)) {
    if (authorities.some(({ name }) => name === subject)) troubles.set(subject, { failures: 1, retryAt: 0 });
    else await resolveAlert({ kind: KIND, subject });
  }
  return troubles;
}

/**
 * Asks for a timestamp of each ledger's checkpoint that is due, and stores what holds. The first authority that answers
 * as it should is enough; one that failed before is asked besides when its time has come, so that its alert ends by itself.
 */
export async function stampDueBlocks(options: StampOptions): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const block of await listDueBlocks(options.intervalMs)) {
    let isStamped = false;
    for (const authority of options.authorities) {
      if (options.signal?.aborted) return attempts;
      if (!isAsked(authority, { ...options, isStamped })) continue;
      const outcome = await stampOne({ block, authority, options });
      isStamped ||= "token" in outcome;
      attempts.push({ ledger: block.ledger, height: block.height, authority: authority.name, outcome });
    }
  }
  return attempts;
}

function isAsked(
  { name }: TimestampAuthority,
  { troubles, isStamped, now = () => performance.now() }: StampOptions & { isStamped: boolean },
): boolean {
  return troubles.has(name) ? isDue(troubles, name, now()) : !isStamped;
}

async function stampOne(asked: {
  block: DueBlock;
  authority: TimestampAuthority;
  options: StampOptions;
}): Promise<StampOutcome> {
  const { block, authority, options } = asked;
  const { troubles, signal, now = () => performance.now() } = options;
  const { name } = authority;
  const outcome = await requestTimestamp({ authority, text: block.text, ...(signal ? { signal } : {}) });
  if ("token" in outcome) {
    await insertTimestamp(block, { authority: name, ...outcome });
    if (troubles.delete(name)) await resolveAlert({ kind: KIND, subject: name });
    return outcome;
  }
  // Told to stop is not the authority's failure.
  if (signal?.aborted) return outcome;
  const { failures } = noteFailure(troubles, name, { backoff: BACKOFF, now: now() });
  await raiseAlert({
    kind: KIND,
    subject: name,
    details: { failure: outcome.failed, found: outcome.detail, failures },
  });
  return outcome;
}

/**
 * COMMIT makes the timestamp a fact. Before it, a crash has cost one request; after it, the block is no longer due. Of two
 * workers that asked the same authority at once, one token stays.
 */
async function insertTimestamp(
  { ledger, height }: DueBlock,
  { authority, token, time }: { authority: string; token: Uint8Array; time: Date },
): Promise<void> {
  await pool().query(
    `INSERT INTO block_timestamp (ledger, height, authority, token, time) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [ledger, height, authority, token, time],
  );
}
