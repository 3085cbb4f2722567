/**
 * How often one caller may ask: fixed windows, which all web processes count in PostgreSQL.
 *
 * A limit of requests is counted in memory and settled with the database in batches, so that no request waits for its
 * count: a process may be `aheadMax` requests ahead of what it has settled, and what passes in one window is at most
 * `requests` and `aheadMax` more for each process. A limit without `aheadMax` is exact: every attempt is settled before
 * it passes. Where the database is away, who is that far ahead fails; every request needs it anyway.
 */
import { pool } from "#lib/infra/db/pool.ts";

export interface RateLimit {
  /** Names the counter; two routes with the same name share it. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** Requests of a caller that a process lets pass before it has settled them; absent: none. */
  readonly aheadMax?: number;
}

const MINUTE_SECONDS = 60;

/** The limits of this installation, each for one caller: a user, an API key, or an address. */
export const RATE_LIMITS = {
  /** A bank's system posts all day: 100 submissions a second. */
  write: { name: "write", requests: 6_000, windowSeconds: MINUTE_SECONDS, aheadMax: 300 },
  read: { name: "read", requests: 6_000, windowSeconds: MINUTE_SECONDS, aheadMax: 300 },
  /** Without an account, by address: people behind one office address share it. */
  public: { name: "public", requests: 1_200, windowSeconds: MINUTE_SECONDS, aheadMax: 60 },
  /** Pages, by address: whoever opens one has its browser ask for those that it leads to, too. */
  pages: { name: "pages", requests: 2_400, windowSeconds: MINUTE_SECONDS, aheadMax: 120 },
  /** Reading the public ledger, tile by tile: who follows it must be able to keep up, behind caches or not. */
  ledger: { name: "ledger", requests: 6_000, windowSeconds: MINUTE_SECONDS, aheadMax: 300 },
  /** Whoever holds a digest may ask for it; whoever guesses digests is slowed down. */
  lookup: { name: "lookup", requests: 240, windowSeconds: MINUTE_SECONDS, aheadMax: 12 },
  /** Work of a signature check or a rendered document. */
  costly: { name: "costly", requests: 300, windowSeconds: MINUTE_SECONDS, aheadMax: 15 },
  /** Receipts drawn as PDFs, of one organisation or by one address: some fifth of a core. */
  drawing: { name: "drawing", requests: 300, windowSeconds: MINUTE_SECONDS, aheadMax: 15 },
  /** Pictures that are taken apart and written anew, of one organisation: half a second each at worst. */
  pictures: { name: "pictures", requests: 20, windowSeconds: MINUTE_SECONDS },
  /** Domains that an organisation has us ask: each look waits for others' machines. */
  domains: { name: "domains", requests: 30, windowSeconds: MINUTE_SECONDS },
  /** What we ask of other installations for a reader: a certificate takes up to ten questions, each waits for others' machines. */
  outside: { name: "outside", requests: 120, windowSeconds: MINUTE_SECONDS },
  /** Receipts of other ledgers, each checked and kept: an archive of a million records takes a day. */
  takeOver: { name: "takeOver", requests: 1_200, windowSeconds: MINUTE_SECONDS, aheadMax: 60 },
  /** Lines of bulk requests: what a machine of ours takes in as fast as it can, and no more of it for one caller. */
  bulkLines: { name: "bulkLines", requests: 3_000_000, windowSeconds: MINUTE_SECONDS, aheadMax: 100_000 },
  /** Whole lists as tables, each of up to a hundred thousand rows. */
  export: { name: "export", requests: 30, windowSeconds: 5 * MINUTE_SECONDS },
  /** Test keys for whoever asks, by address: each is an organisation of its own. */
  sandbox: { name: "sandbox", requests: 10, windowSeconds: 24 * 60 * MINUTE_SECONDS },
  /** Requests that named a key or session which opens nothing. */
  refused: { name: "refused", requests: 120, windowSeconds: MINUTE_SECONDS, aheadMax: 6 },
} as const satisfies Record<string, RateLimit>;

/** Counts wait so long for others to be settled with them. */
const SETTLE_MS = 100;
/** Some 30 MB. Beyond it the oldest are forgotten, and learnt again from the database. */
const COUNTERS_MAX = 100_000;
/** How often rows go whose windows ended an hour ago. */
const SWEEP_MS = 5 * 60_000;
const ROW_KEPT_MS = 60 * 60_000;

/** What this process knows of one caller's window. */
interface Counter {
  readonly key: string;
  readonly windowMs: number;
  /** By the monotonic clock. */
  endsAt: number;
  /** Of all processes, as the database last told. */
  settled: number;
  /** Of this process, on their way to the database. */
  sent: number;
  /** Of this process, for the batch to come. */
  waiting: number;
}

/** How many requests of each counter were settled before those of the batch. */
type Settled = ReadonlyMap<Counter, number>;

const counters = new Map<string, Counter>();
/** The batch to come: its counters, and its outcome for whoever waits for it. */
let batch: { counters: Set<Counter>; begin: () => void; settled: Promise<Settled> } | undefined;
let underWay: Promise<unknown> = Promise.resolve();
let sweptAt = performance.now();

/**
 * Counts one request of `caller`, or as many as it stands for.
 *
 * @returns undefined when it may pass, else the whole seconds after which it may.
 */
export async function countRequest(limit: RateLimit, caller: string, points = 1): Promise<number | undefined> {
  const counter = counterOf(limit, caller);
  const { requests, aheadMax = 0 } = limit;
  if (counter.settled + counter.sent + counter.waiting >= requests) return secondsLeft(counter);
  const { begin, settled } = join(counter, points);
  const place = counter.waiting;
  if (counter.sent + counter.waiting <= aheadMax) return undefined;
  begin();
  const before = (await settled).get(counter) ?? 0;
  return before + place <= requests ? undefined : secondsLeft(counter);
}

/** How a caller stands, as this process knows it. draft-ietf-httpapi-ratelimit-headers */
export function rateLimitHeaders(limit: RateLimit, caller: string): Record<string, string> {
  const counter = counterOf(limit, caller);
  const { name, requests, windowSeconds } = limit;
  const remaining = Math.max(0, requests - counter.settled - counter.sent - counter.waiting);
  return {
    "ratelimit-policy": `"${name}";q=${requests};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${remaining};t=${secondsLeft(counter)}`,
  };
}

/** Takes back one counted request of `caller`: it turned out to be one that nobody needs to be kept from. */
export async function uncountRequest(limit: RateLimit, caller: string): Promise<void> {
  const { begin, settled } = join(counterOf(limit, caller), -1);
  begin();
  await settled;
}

/** Tells the database what is counted: for the end of a process. */
export async function settleCounts(): Promise<void> {
  batch?.begin();
  await underWay;
}

function counterOf(limit: RateLimit, caller: string): Counter {
  const key = `${limit.name}:${caller}`;
  const windowMs = limit.windowSeconds * 1_000;
  const now = performance.now();
  const known = counters.get(key);
  if (known && known.endsAt > now) return known;
  const counter = known ?? { key, windowMs, endsAt: 0, settled: 0, sent: 0, waiting: 0 };
  counter.settled = 0;
  counter.endsAt = now + windowMs;
  counters.set(key, counter);
  if (!known && counters.size > COUNTERS_MAX) forgetOldest();
  return counter;
}

function forgetOldest(): void {
  for (const [key, { sent, waiting }] of counters) {
    if (sent !== 0 || waiting !== 0) continue;
    counters.delete(key);
    return;
  }
}

function secondsLeft({ endsAt }: Counter): number {
  return Math.max(1, Math.ceil((endsAt - performance.now()) / 1_000));
}

/** Adds to the batch to come, which begins by itself after SETTLE_MS, or when it is told to. */
function join(counter: Counter, requests: number): { begin: () => void; settled: Promise<Settled> } {
  batch ??= openBatch();
  batch.counters.add(counter);
  counter.waiting += requests;
  return batch;
}

function openBatch(): NonNullable<typeof batch> {
  const members = new Set<Counter>();
  const earlier = underWay;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  setTimeout(begin, SETTLE_MS).unref();
  const settled = begun
    .then(() => earlier)
    .then(() => {
      batch = undefined;
      return send([...members]);
    });
  underWay = settled.catch(() => {}); // told to those who wait; the others' counts go with the next batch
  return { counters: members, begin, settled };
}

async function send(members: readonly Counter[]): Promise<Settled> {
  for (const counter of members) {
    counter.sent = counter.waiting;
    counter.waiting = 0;
  }
  try {
    const totals = await addPoints(members);
    const before = new Map<Counter, number>();
    for (const counter of members) {
      const { points, left } = totals.get(counter.key) ?? { points: counter.sent, left: counter.windowMs };
      before.set(counter, points - counter.sent);
      counter.settled = points;
      counter.endsAt = performance.now() + left;
    }
    return before;
  } catch (error) {
    for (const counter of members) if (counter.sent !== 0) join(counter, counter.sent);
    throw error;
  } finally {
    for (const counter of members) counter.sent = 0;
  }
}

/** Rows in the order of their keys, so that two processes never wait for each other. The database's clock ends windows. */
async function addPoints(members: readonly Counter[]): Promise<Map<string, { points: number; left: number }>> {
  await sweep();
  const { rows } = await pool().query<{ key: string; points: number; left: number }>(
    `INSERT INTO rate_limit AS r (key, points, expire)
     SELECT g.key, g.points, (extract(epoch FROM now()) * 1000)::bigint + g.ms
     FROM unnest($1::text[], $2::integer[], $3::integer[]) AS g (key, points, ms) ORDER BY g.key
     ON CONFLICT (key) DO UPDATE SET
       points = greatest(excluded.points + CASE WHEN r.expire > (extract(epoch FROM now()) * 1000)::bigint THEN r.points ELSE 0 END, 0),
       expire = CASE WHEN r.expire > (extract(epoch FROM now()) * 1000)::bigint THEN r.expire ELSE excluded.expire END
     RETURNING key, points, (expire - (extract(epoch FROM now()) * 1000)::bigint)::integer AS left`,
    [members.map(({ key }) => key), members.map(({ sent }) => sent), members.map(({ windowMs }) => windowMs)],
  );
  return new Map(rows.map(({ key, ...total }) => [key, total]));
}

async function sweep(): Promise<void> {
  const now = performance.now();
  if (now - sweptAt < SWEEP_MS) return;
  sweptAt = now;
  for (const [key, { endsAt, sent, waiting }] of counters) {
    if (endsAt <= now && sent === 0 && waiting === 0) counters.delete(key);
  }
  await pool().query("DELETE FROM rate_limit WHERE expire < (extract(epoch FROM now()) * 1000)::bigint - $1", [
    ROW_KEPT_MS,
  ]);
}
