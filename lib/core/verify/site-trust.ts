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
};

/**
 * The trust that applies to a receipt: the policy in force at the size of its tree, with all keys of the ledger. Undefined for a
 * receipt of another ledger, and for what cannot be read.
 */
export function trustFor(
  { parts }: OpenedReceipt,
  site: readonly LedgerTrust[],
): { policy: Policy; authorities: string } | undefined {
  const origin = parts?.key?.name;
  const ledger = site.find((each) => each.origin === origin);
  const keys = ledger && parsePolicy(ledger.keys);
  if (ledger === undefined || keys === undefined || "error" in keys) return undefined;
  const inForce = policyAt(ledger.policies, parts?.checkpoint?.size);
  const policy = inForce === undefined ? keys : parsePolicy(inForce);
  const { authorities } = ledger;
  // A policy may be older than a key: whose the keys are is known all the same.
  return "error" in policy ? { policy: keys, authorities } : { policy: { ...policy, logs: keys.logs }, authorities };
}

/** The last policy that counts for a tree of this size, else the first there is. */
function policyAt(policies: LedgerTrust["policies"], size: bigint | undefined): string | undefined {
  if (size === undefined) return undefined;
  return (policies.findLast(({ sinceSize }) => BigInt(sinceSize) <= size) ?? policies[0])?.text;
}
