/** The policies of a ledger: whom its readers trust, from which tree size on. */
import { parsePolicy } from "#lib/core/log/policy.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { Quorum, StoredPolicy } from "../types.ts";

const COLUMNS = `number, since_size AS "sinceSize", policy AS text, at`;

/** The last policy that was written; undefined while there is none, and nobody but the ledger is trusted. */
export async function findNewestPolicy(ledger: string, on: Database = pool()): Promise<StoredPolicy | undefined> {
  const { rows } = await on.query<StoredPolicy>(
    `SELECT ${COLUMNS} FROM ledger_policy WHERE ledger = $1 ORDER BY number DESC LIMIT 1`,
    [ledger],
  );
  return rows[0];
}

/** The policy for a block of this tree size: the last one since that size, else the first. */
export async function findPolicyFor(
  options: { ledger: string; size: bigint },
  on: Database = pool(),
): Promise<StoredPolicy | undefined> {
  const { rows } = await on.query<StoredPolicy>(
    `SELECT ${COLUMNS} FROM ledger_policy WHERE ledger = $1
     ORDER BY since_size <= $2 DESC, CASE WHEN since_size <= $2 THEN -number ELSE number END LIMIT 1`,
    [options.ledger, options.size],
  );
  return rows[0];
}

/** Who has to cosign, as a policy of ours states it: one group of witnesses, or none. */
export function quorumOf(text: string | undefined): Quorum {
  const policy = text === undefined ? undefined : parsePolicy(text);
  if (!policy || "error" in policy) return { needed: 0, members: [] };
  const group = policy.groups.find(({ name }) => name === policy.quorum);
  // A witness with two keys stands there as a group of both, the first of which has its name.
  const witnessOf = (member: string) => policy.groups.find(({ name }) => name === member)?.members[0] ?? member;
  if (group) return { needed: group.threshold, members: group.members.map(witnessOf) };
  return policy.quorum === undefined ? { needed: 0, members: [] } : { needed: 1, members: [policy.quorum] };
}
