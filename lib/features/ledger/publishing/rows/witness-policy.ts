/** The policy of a ledger, to be kept by whoever checks receipts: its keys, its address, its witnesses. */
import { formatPolicy, type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { publicUrl } from "#lib/env.ts";
import { secondKeyAt, verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Ledger, LedgerKey } from "#lib/features/ledger/sealing/types.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";

/** Names of a ledger's own second key and of the group that asks for it, in published policies. */
const SECOND_KEY_NAME = "ledger-ml-dsa-44";
const BOTH_NAME = "ledger-and-witnesses";

/**
 * C2SP tlog-policy text about witnesses: the policy in force, or the one that was at a tree of `size` entries. A ledger without any has
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

/** A policy's log lines about a ledger: every Ed25519 key that it ever had. Any one of them makes a checkpoint the ledger's. */
export function logsOf({ name, keys }: Pick<Ledger, "name" | "keys">) {
  return verifierKeysOf(keys.filter(({ algorithm }) => algorithm === "ed25519")).map((key) => ({
    key,
    url: `${publicUrl}/ledger/${name}`,
  }));
}

/**
 * A policy that asks for the ledger's ML-DSA-44 key as well. A second log line would do without it, since any one log line will do: so it
 * stands in a group with the quorum, all of which has to be met.
 *
 * @param key the ledger's, at the size that the policy is for; undefined where it has none
 */
export function askingFor(key: LedgerKey | undefined, policy: Policy): Policy {
  const [second] = key ? verifierKeysOf([key]) : [];
  if (second === undefined) return policy;
  const taken = new Set([...policy.witnesses, ...policy.groups].map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}-`) : name);
  const [own, both] = [free(SECOND_KEY_NAME), free(BOTH_NAME)];
  const witnesses = [...policy.witnesses, { name: own, key: second }];
  if (policy.quorum === undefined) return { ...policy, witnesses, quorum: own };
  const members = [own, policy.quorum];
  const groups = [...policy.groups, { name: both, threshold: members.length, members }];
  return { ...policy, witnesses, groups, quorum: both };
}

/** As `readWitnessPolicy`, as it is published: of a hybrid ledger it asks for both keys. */
export async function readPublishedPolicy(options: { ledger: string; size?: bigint | undefined }) {
  const [text, ledger] = await Promise.all([readWitnessPolicy(options), findLedger(options.ledger)]);
  // Of the tree that is next: a key that was just added signs from there on.
  const second = ledger && secondKeyAt(ledger.keys, options.size ?? ledger.treeSize + 1n);
  if (text === undefined || second === undefined) return text;
  const policy = parsePolicy(text);
  if ("error" in policy) throw new Error(`The policy of ledger ${options.ledger} cannot be read: ${policy.error}.`);
  return formatPolicy(askingFor(second, policy));
}
