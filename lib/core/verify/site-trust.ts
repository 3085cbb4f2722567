/**
 * Whom a site trusts for receipts of its own ledgers: keys, witnesses and time-stamping authorities, and which of its policies applies to
 * a receipt. The page and the API decide it here, so that both come to the same verdict.
 */
import { type Policy, parsePolicy } from "../log/policy.ts";
import type { OpenedReceipt } from "../receipt/open-receipt.ts";

/** What a site says about one of its ledgers. Texts throughout, so that it goes through JSON as it is. */
export type LedgerTrust = {
  origin: string;
  /** C2SP tlog-policy with every key that the ledger ever had, and no quorum. */
  keys: string;
  /** C2SP tlog-policies, the oldest first; each counts for trees from so many entries on (a decimal). */
  policies: readonly { sinceSize: string; text: string }[];
  /** Certificates in PEM that vouch for timestamps of this ledger. */
  authorities: string;
  /** Keys that have ended: each signed trees up to so many entries (a decimal), and none after. */
  ends: readonly { key: string; size: string }[];
  /** Entries that the ledger had when this was said (a decimal); absent: nobody could be asked. */
  size?: string;
};

/** Where the keys of a ledger ended, by their texts, and how large its tree is: what a site knows of itself, and no policy says. */
export type LedgerExtent = { ends: ReadonlyMap<string, bigint>; size: bigint | undefined };

/**
 * The trust that applies to a receipt: the policy in force at the size of its tree, with all keys of the ledger and where they
 * ended. Undefined for a receipt of another ledger, and for what cannot be read.
 */
export function trustFor(
  { parts }: OpenedReceipt,
  site: readonly LedgerTrust[],
): { policy: Policy; authorities: string; extent: LedgerExtent } | undefined {
  const origin = parts?.key?.name;
  const ledger = site.find((each) => each.origin === origin);
  const keys = ledger && parsePolicy(ledger.keys);
  if (ledger === undefined || keys === undefined || "error" in keys) return undefined;
  const inForce = policyAt(ledger.policies, parts?.checkpoint?.size);
  const policy = inForce === undefined ? keys : parsePolicy(inForce);
  const ends = new Map(ledger.ends.map(({ key, size }): [string, bigint] => [key, BigInt(size)]));
  const size = ledger.size === undefined ? undefined : BigInt(ledger.size);
  const known = { authorities: ledger.authorities, extent: { ends, size } };
  // A policy may be older than a key: whose the keys are is known all the same.
  return { ...known, policy: "error" in policy ? keys : { ...policy, logs: keys.logs } };
}

/** The last policy that counts for a tree of this size, else the first there is. */
function policyAt(policies: LedgerTrust["policies"], size: bigint | undefined): string | undefined {
  if (size === undefined) return undefined;
  return (policies.findLast(({ sinceSize }) => BigInt(sinceSize) <= size) ?? policies[0])?.text;
}

/** The keys of a site's ledgers that have ended, with the size of the last tree that each signed. */
export function endsOf(site: readonly LedgerTrust[]): ReadonlyMap<string, bigint> {
  return new Map(site.flatMap(({ ends }) => ends.map(({ key, size }) => [key, BigInt(size)] as const)));
}

/** All keys of all ledgers of a site, and no quorum: whoever of them signed, it was the site. A hybrid ledger's second stands as a witness. */
export function keysOf(site: readonly LedgerTrust[]): Policy {
  const read = (text: string | undefined) => {
    const policy = parsePolicy(text ?? "");
    return "error" in policy ? { logs: [], witnesses: [] } : policy;
  };
  const logs = site.flatMap(({ keys }) => read(keys).logs);
  const last = site.flatMap(({ policies }) => read(policies.at(-1)?.text).witnesses);
  const witnesses = last.filter(({ key }) => logs.some((log) => log.key.name === key.name));
  return { logs, witnesses, groups: [] };
}
