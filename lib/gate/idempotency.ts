/**
 * Requests that name an Idempotency-Key: done once, however often and at whatever moments they are sent. docs/decisions/0060
 *
 * A key is held by one request at a time. The transaction in which the verb proves its actor also writes that the work of the key is
 * done, and only while the key is still held: what was begun twice is committed once, and after a crash it is known which of the two
 * it was. The answer is kept beside it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "#lib/infra/db/pool.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Answer } from "#lib/infra/http/answer.ts";
import { describeError } from "#lib/infra/http/log.ts";
import { openSecret, sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { OrganisationId } from "./actor.ts";

/** How long a key is remembered: a weekend and a day. */
export const KEPT_HOURS = 72;
/** Of one answer; of a longer one it is kept that it was given. */
export const ANSWER_BYTES_MAX = 256 * 1024;
/** Of all answers of an organisation; the oldest are let go first, not that they were given. */
export const ANSWERS_BYTES_MAX = 64 * 1024 * 1024;
/** Longer than any of these requests takes, so that nobody begins anew what is still under way. */
const HELD_SECONDS = 60;
/** How long whoever comes second waits for the first. */
const WAIT_MS_MAX = 20_000;
const LOOK_MS = 100;
const RETRY_AFTER_SECONDS = 5;

/** What a key stands for. */
export interface KeyedRequest {
  organisationId: OrganisationId;
  /** Method and template of the address. */
  operation: string;
  key: string;
  /** Of the address and the body: another one under the same key is another request. */
  sha256: Buffer;
}

interface Held extends KeyedRequest {
  holder: string;
}

const held = new AsyncLocalStorage<Held>();

/** @param parts whatever makes it another request when it differs */
export function requestDigest(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}\n`).update(part);
  return hash.digest();
}

/**
 * The answer to a request with a key: of its work, or the one that was given before. A refusal is not kept, as nothing was done.
 *
 * @throws {SealbookError} `idempotency_key_reused`; `request_under_way`; `answer_lost`: the work was done, its answer is not there any
 *   more; what `work` throws
 */
export async function once(request: KeyedRequest, work: () => Promise<Answer>): Promise<Answer> {
  const claimed = await claim(request);
  if ("answer" in claimed) return claimed.answer;
  return await held.run(claimed, async () => {
    try {
      const answer = await work();
      await keep(claimed, answer).catch((error: unknown) => untold("unkept", error));
      return answer;
    } catch (error) {
      await release(claimed).catch((failure: unknown) => untold("unreleased", failure));
      throw error;
    }
  });
}

/** The answer, or the refusal, goes out all the same: what was committed is committed. */
function untold(event: "unkept" | "unreleased", error: unknown): void {
  logEvent("error", `idempotency.${event}`, { error: describeError(error) });
}

/**
 * Within the transaction of a verb: the work of the key under which it is asked for is done by what this transaction commits.
 *
 * @throws {SealbookError} `request_under_way`: it took so long that another request has begun it
 */
export async function commitUnderKey(
  query: (sql: string, values: readonly string[]) => Promise<readonly unknown[]>,
): Promise<void> {
  const request = held.getStore();
  if (request === undefined) return;
  const { organisationId, operation, key, holder } = request;
  const rows = await query(
    `UPDATE idempotent_request SET committed = true
     WHERE organisation_id = $1::uuid AND operation = $2 AND key = $3 AND holder = $4::uuid RETURNING 1`,
    [organisationId, operation, key, holder],
  );
  if (rows.length === 0) throw underWay();
}

/** For the worker: forgets keys whose time is over, and answers beyond what an organisation may keep. */
export async function forgetRequests(): Promise<void> {
  await pool().query("DELETE FROM idempotent_request WHERE begun_at < now() - $1 * interval '1 hour'", [KEPT_HOURS]);
  await pool().query(
    `UPDATE idempotent_request r SET status = NULL, headers = NULL, body = NULL
     FROM (SELECT organisation_id, operation, key, sum(octet_length(body)) OVER (
             PARTITION BY organisation_id ORDER BY begun_at DESC, operation, key) AS bytes
           FROM idempotent_request WHERE body IS NOT NULL) kept
     WHERE kept.bytes > $1 AND (r.organisation_id, r.operation, r.key) = (kept.organisation_id, kept.operation, kept.key)`,
    [ANSWERS_BYTES_MAX],
  );
}

function underWay(): SealbookError {
  return new SealbookError("request_under_way", { details: { retryAfterSeconds: RETRY_AFTER_SECONDS } });
}

/** The key held by this request, once nobody else holds it; or the answer that was given under it. */
async function claim(request: KeyedRequest): Promise<Held | { answer: Answer }> {
  const holder = randomUUID();
  const until = performance.now() + WAIT_MS_MAX;
  for (;;) {
    if (await take({ ...request, holder })) return { ...request, holder };
    const answer = await findAnswer(request);
    if (answer) return { answer };
    if (performance.now() >= until) throw underWay();
    await sleep(LOOK_MS);
  }
}

/** A key is free that nobody used, or long ago, or for work that was never committed. The database's clock counts. */
async function take({ organisationId, operation, key, sha256, holder }: Held) {
  const { rowCount } = await pool().query(
    `INSERT INTO idempotent_request AS r (organisation_id, operation, key, request_sha256, begun_at, holder, held_until)
     VALUES ($1, $2, $3, $4, now(), $5, now() + $6 * interval '1 second')
     ON CONFLICT (organisation_id, operation, key) DO UPDATE SET request_sha256 = excluded.request_sha256, begun_at = excluded.begun_at,
       holder = excluded.holder, held_until = excluded.held_until, committed = false, status = NULL, headers = NULL, body = NULL
     WHERE r.begun_at < now() - $7 * interval '1 hour'
       OR (NOT r.committed AND r.held_until < now() AND r.request_sha256 = excluded.request_sha256)`,
    [organisationId, operation, key, sha256, holder, HELD_SECONDS, KEPT_HOURS],
  );
  return rowCount === 1;
}

interface Kept {
  same: boolean;
  over: boolean;
  committed: boolean;
  status: number | null;
  headers: Record<string, string>;
  body: Buffer;
}

/** @returns undefined while it is under way. @throws {SealbookError} `idempotency_key_reused`, `answer_lost` */
async function findAnswer({ organisationId, operation, key, sha256 }: KeyedRequest): Promise<Answer | undefined> {
  const { rows } = await pool().query<Kept>(
    `SELECT request_sha256 = $4 AS same, held_until < now() AS over, committed, status, headers, body
     FROM idempotent_request WHERE organisation_id = $1 AND operation = $2 AND key = $3`,
    [organisationId, operation, key, sha256],
  );
  const [kept] = rows;
  if (!kept) return undefined;
  const { same, over, committed, status, headers, body } = kept;
  if (!same) throw new SealbookError("idempotency_key_reused");
  if (status !== null) {
    const payload = Buffer.from(openSecret(body, sealing(organisationId, { operation, key })));
    return { status, headers: { ...headers, "idempotent-replayed": "true" }, payload };
  }
  if (committed && over) throw new SealbookError("answer_lost");
  return undefined;
}

/** Answers hold names, and secrets that are shown once. */
function sealing(organisationId: OrganisationId, { operation, key }: { operation: string; key: string }) {
  return { purpose: "kept answer", aad: `${organisationId} ${operation} ${key}` };
}

async function keep({ organisationId, operation, key, holder }: Held, answer: Answer): Promise<void> {
  const { status, headers, payload = "" } = answer;
  const isBytes = typeof payload === "string" || payload instanceof Uint8Array;
  const isKept = isBytes && Buffer.byteLength(payload) <= ANSWER_BYTES_MAX;
  const seal = () => sealSecret(Buffer.from(payload as string), sealing(organisationId, { operation, key }));
  await pool().query(
    `UPDATE idempotent_request SET committed = true, held_until = now(), status = $5, headers = $6, body = $7
     WHERE organisation_id = $1 AND operation = $2 AND key = $3 AND holder = $4`,
    [
      ...[organisationId, operation, key, holder],
      ...(isKept ? [status, JSON.stringify(headers), seal()] : [null, null, null]),
    ],
  );
}

/** Of work that was refused, or broke off: the key is free again, unless something was committed under it. */
async function release({ organisationId, operation, key, holder }: Held): Promise<void> {
  const mine = "WHERE organisation_id = $1 AND operation = $2 AND key = $3 AND holder = $4";
  const values = [organisationId, operation, key, holder];
  await pool().query(`DELETE FROM idempotent_request ${mine} AND NOT committed`, values);
  await pool().query(`UPDATE idempotent_request SET held_until = now() ${mine}`, values);
}

/** Within the transaction of a verb that erases: what was answered before may say it. That it was answered stays known. */
export async function forgetAnswers(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`UPDATE idempotent_request SET status = NULL, headers = NULL, body = NULL
    WHERE organisation_id = ${organisationId}::uuid AND body IS NOT NULL`;
}
