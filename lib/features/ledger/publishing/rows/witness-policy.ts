/** The policy of a ledger, to be kept by whoever checks receipts: its keys, its address, its witnesses. */
import { formatPolicy } from "#lib/core/log/policy.ts";
import { publicUrl } from "#lib/env.ts";
import { verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Ledger } from "#lib/features/ledger/sealing/types.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";

/**
 * C2SP tlog-policy text: the policy in force, or the one that was at a tree of `size` entries. A ledger without any has
 * one all the same: its keys, and no quorum.
 *
 * @returns undefined when there is no such ledger, or it has not had that many entries.
 */
export async function readWitnessPolicy(options: {
  ledger: string;
  size?: bigint | undefined;
  on?: Database;
}): Promise<string | undefined> {
  const { ledger: name, size, on = pool() } = options;
  const { rows } = await on.query<{ policy: string | null; reached: boolean }>(
    `SELECT coalesce(
       (SELECT p.policy FROM ledger_policy p WHERE p.ledger = l.name AND ($2::bigint IS NULL OR p.since_size <= $2)
        ORDER BY p.number DESC LIMIT 1),
       (SELECT p.policy FROM ledger_policy p WHERE p.ledger = l.name ORDER BY p.number LIMIT 1)) AS policy,
       $2::bigint IS NULL OR $2 = 0 OR EXISTS (
         SELECT FROM ledger_block b WHERE b.ledger = l.name AND b.tree_size >= $2) AS reached
     FROM ledger l WHERE l.name = $1`,
    [name, size ?? null],
  );
  const [row] = rows;
  if (!row?.reached) return undefined;
  if (row.policy !== null) return row.policy;
  const ledger = await findLedger(name, on);
  return ledger && formatPolicy({ logs: logsOf(ledger), witnesses: [], groups: [] });
}

/** A policy's lines about a ledger: every key that it ever had. */
export function logsOf({ name, keys }: Pick<Ledger, "name" | "keys">) {
  return verifierKeysOf(keys).map((key) => ({ key, url: `${publicUrl}/ledger/${name}` }));
}
