/** Authorities date a renewal's statement by itself, under SHA-512: its place in the ledger rests on what it is to outlive. */
import { pool } from "#lib/infra/db/pool.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import { requestTimestamp, type StampOutcome } from "#lib/infra/tsa/request-timestamp.ts";
import { SHA512 } from "#lib/pki/oids.ts";
import { listRenewals } from "../rows/renewals.ts";

/** Tokens over one statement; a receipt carries no more. */
const STAMPS_MAX = 4;

export interface StampAttempt {
  authority: string;
  outcome: StampOutcome;
}

/**
 * Asks every authority that has not stamped the newest renewal yet. An older one is bound by the next with its tokens as they are, so
 * that none is added to it.
 *
 * @returns what became of each; empty where there is nothing to stamp
 */
export async function stampRenewal(options: {
  ledger: string;
  authorities: readonly TimestampAuthority[];
  signal?: AbortSignal | undefined;
}): Promise<StampAttempt[]> {
  const { ledger, authorities, signal } = options;
  const renewal = (await listRenewals(ledger)).at(-1);
  const text = renewal?.statement;
  if (!renewal || text === undefined) return [];
  const attempts: StampAttempt[] = [];
  const left = authorities.filter(({ name }) => !renewal.stamps.some(({ authority }) => authority === name));
  for (const authority of left.slice(0, STAMPS_MAX - renewal.stamps.length)) {
    if (signal?.aborted) break;
    const outcome = await requestTimestamp({ authority, text, hash: SHA512, ...(signal ? { signal } : {}) });
    if ("token" in outcome)
      await insertStamp({ ledger, number: renewal.number }, { authority: authority.name, ...outcome });
    attempts.push({ authority: authority.name, outcome });
  }
  return attempts;
}

async function insertStamp(
  { ledger, number }: { ledger: string; number: number },
  { authority, token, time }: { authority: string; token: Uint8Array; time: Date },
): Promise<void> {
  await pool().query(
    `INSERT INTO ledger_renewal_stamp (ledger, number, authority, token, time)
     SELECT $1, $2, $3, $4, $5
     WHERE NOT EXISTS (SELECT FROM ledger_renewal_statement WHERE ledger = $1 AND number > $2)
     ON CONFLICT DO NOTHING`,
    [ledger, number, authority, token, time],
  );
}
