/**
 * The policies of a ledger, one an epoch: a stretch of tree sizes in which neither the keys that sign nor whom the ledger
 * names as witnesses changed. The policy of all times (`witness-policy.ts`) lists every key, of which C2SP tlog-policy wants any
 * one; readers that want each listed key to have signed take the policy of the epoch, which lists just those that did.
 */
import { formatKeyRange, formatSizes } from "#lib/core/log/key-range.ts";
import { formatPolicy, type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { publicUrl } from "#lib/env.ts";
import { secondKeyAt, signsAt } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Ledger, LedgerKey } from "#lib/features/ledger/sealing/types.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { askingFor, logsOf } from "./witness-policy.ts";

export interface PolicyEpoch {
  /** The first tree size, and the name that the epoch's policy is published under. */
  since: bigint;
  /** The last one; undefined of the epoch in force. */
  until: bigint | undefined;
}

interface Change {
  sinceSize: bigint;
  policy: string;
}

/** The epochs of a ledger, the oldest first; undefined when there is no such ledger. */
export async function readPolicyEpochs(name: string): Promise<PolicyEpoch[] | undefined> {
  const ledger = await findLedger(name);
  return ledger && epochsOf(ledger.keys, await readChanges(name));
}

/** The epoch in which a checkpoint of `size` entries was signed; undefined when there is no such ledger. */
export async function findPolicyEpoch({ ledger, size }: { ledger: string; size: bigint }) {
  return (await readPolicyEpochs(ledger))?.findLast(({ since }) => since <= size);
}

/**
 * C2SP tlog-policy text of the epoch in which a tree of `size` entries lies: the keys that sign in it, and the witnesses and quorum
 * in force. Before witnesses were first named there are none, and no quorum.
 *
 * @returns undefined when the ledger is not that large, and no epoch begins there
 */
export async function readEpochPolicy(name: string, size: bigint): Promise<string | undefined> {
  const ledger = await findLedger(name);
  if (!ledger) return undefined;
  const changes = await readChanges(name);
  const isKnown = size <= ledger.treeSize || epochsOf(ledger.keys, changes).some(({ since }) => since === size);
  return isKnown ? formatPolicy(policyAt(ledger, { changes, size })) : undefined;
}

/**
 * The policy of each epoch, the oldest first, as this installation checks receipts by: trees from before witnesses were named are held
 * against the first of them.
 *
 * @param most how many at most: then the newest
 */
export async function readEpochPolicies(ledger: Ledger, most: number): Promise<{ sinceSize: string; text: string }[]> {
  const [first, ...others] = await readChanges(ledger.name);
  const changes = first ? [{ ...first, sinceSize: 0n }, first, ...others] : [];
  const epochs = epochsOf(ledger.keys, changes).slice(-most);
  return epochs.map(({ since }) => ({
    sinceSize: `${since}`,
    text: formatPolicy(policyAt(ledger, { changes, size: since })),
  }));
}

function policyAt(ledger: Ledger, { changes, size }: { changes: readonly Change[]; size: bigint }): Policy {
  const keys = ledger.keys.filter((key) => signsAt(key, size));
  return askingFor(secondKeyAt(keys, size), { ...witnessesAt(changes, size), logs: logsOf({ ...ledger, keys }) });
}

/**
 * The head of the policy of all times, as comments: from where to where each key signed, and the addresses of the policies
 * that name just the keys of a tree size.
 */
export async function describeEpochs(name: string): Promise<string | undefined> {
  const ledger = await findLedger(name);
  if (!ledger) return undefined;
  const epochs = epochsOf(ledger.keys, await readChanges(name));
  const lines = [
    "Every key that ever signed for this ledger; any one log line makes a checkpoint the ledger's (C2SP tlog-policy):",
    ...ledger.keys.map((key) => `  ${formatKeyRange(key)}`),
    "A reader that wants every log line to have signed takes the policy of the checkpoint's tree size:",
    ...epochs.map(({ since, until }) => `  ${epochUrl(ledger, since)} trees of ${formatSizes(since, until)}`),
  ];
  return lines.map((line) => `# ${line}\n`).join("");
}

export function epochUrl({ name }: Pick<Ledger, "name">, since: bigint): string {
  return `${publicUrl}/ledger/${name}/witness-policy/${since}`;
}

/** As `ledger_policy` has them: of several that begin at one size the last counts. */
async function readChanges(ledger: string): Promise<Change[]> {
  const { rows } = await pool().query<Change>(
    'SELECT since_size AS "sinceSize", policy FROM ledger_policy WHERE ledger = $1 ORDER BY number',
    [ledger],
  );
  return rows;
}

/** An SM2 key is in no policy, and begins none. */
function epochsOf(all: readonly LedgerKey[], changes: readonly Change[]): PolicyEpoch[] {
  const keys = all.filter(({ algorithm }) => algorithm !== "sm2");
  const starts = [
    ...keys.map(({ sinceSize }) => sinceSize),
    ...keys.flatMap(({ endSize }) => (endSize === undefined ? [] : [endSize + 1n])),
    ...changes.map(({ sinceSize }) => sinceSize),
  ];
  const sorted = [...new Set([0n, ...starts])].sort((one, other) => (one < other ? -1 : 1));
  return sorted.map((since, at) => {
    const next = sorted[at + 1];
    return { since, until: next === undefined ? undefined : next - 1n };
  });
}

function witnessesAt(changes: readonly Change[], size: bigint): Omit<Policy, "logs"> {
  const change = changes.findLast(({ sinceSize }) => sinceSize <= size);
  if (!change) return { witnesses: [], groups: [] };
  const policy = parsePolicy(change.policy);
  if ("error" in policy) throw new Error(`A policy of the ledger cannot be read: ${policy.error}.`);
  return policy;
}
