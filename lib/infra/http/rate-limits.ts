/**
 * How often one caller may ask: fixed windows, counted in PostgreSQL so that several web processes share them.
 *
 * A window that cannot be counted (the database is away) fails the request with it: every request needs it anyway.
 */
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "#lib/infra/db/pool.ts";

export interface RateLimit {
  /** Names the counter; two routes with the same name share it. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
}

const MINUTE_SECONDS = 60;

/** The limits of this installation, each for one caller: a user, an API key, or an address. */
export const RATE_LIMITS = {
  /** A bank's system posts all day: 100 submissions a second. */
  write: { name: "write", requests: 6_000, windowSeconds: MINUTE_SECONDS },
  read: { name: "read", requests: 6_000, windowSeconds: MINUTE_SECONDS },
  /** Without an account, by address: people behind one office address share it. */
  public: { name: "public", requests: 1_200, windowSeconds: MINUTE_SECONDS },
  /** Reading the public ledger, tile by tile: who follows it must be able to keep up, behind caches or not. */
  ledger: { name: "ledger", requests: 6_000, windowSeconds: MINUTE_SECONDS },
  /** Whoever holds a digest may ask for it; whoever guesses digests is slowed down. */
  lookup: { name: "lookup", requests: 240, windowSeconds: MINUTE_SECONDS },
  /** Work of a signature check or a rendered document. */
  costly: { name: "costly", requests: 300, windowSeconds: MINUTE_SECONDS },
  /** Requests that named a key or session which opens nothing. */
  refused: { name: "refused", requests: 120, windowSeconds: MINUTE_SECONDS },
} as const satisfies Record<string, RateLimit>;

const limiters = new Map<string, RateLimiterPostgres>();

function limiterOf(limit: RateLimit): RateLimiterPostgres {
  const known = limiters.get(limit.name);
  if (known) return known;
  const limiter = new RateLimiterPostgres({
    storeClient: { query: queryWithNumbers },
    storeType: "client",
    tableName: "rate_limit",
    tableCreated: true,
    clearExpiredByTimeout: true, // rows whose window ended an hour ago go, every five minutes
    keyPrefix: limit.name,
    points: limit.requests,
    duration: limit.windowSeconds,
    // Who is over the limit is refused from memory until the window ends: a flood does not reach the database.
    inMemoryBlockOnConsumed: limit.requests + 1,
  });
  limiters.set(limit.name, limiter);
  return limiter;
}

// Our pool reads bigint as BigInt; the library calculates with `expire` as a number of milliseconds.
async function queryWithNumbers(query: { name?: string; text: string; values?: unknown[] }) {
  const result = await pool().query(query);
  for (const row of result.rows) if (typeof row.expire === "bigint") row.expire = Number(row.expire);
  return result;
}

/**
 * Counts one request of `caller`.
 *
 * @returns undefined when it may pass, else the whole seconds after which it may.
 */
export async function countRequest(limit: RateLimit, caller: string): Promise<number | undefined> {
  try {
    await limiterOf(limit).consume(caller);
    return undefined;
  } catch (outcome) {
    if (!(outcome instanceof RateLimiterRes)) throw outcome;
    return Math.max(1, Math.ceil(outcome.msBeforeNext / 1000));
  }
}

/** Takes back one counted request of `caller`: it turned out to be one that nobody needs to be kept from. */
export async function uncountRequest(limit: RateLimit, caller: string): Promise<void> {
  await limiterOf(limit).reward(caller);
}
