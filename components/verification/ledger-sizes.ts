/**
 * How large this site's ledgers are by now. The page knows it as of the moment it was made, or kept for use without a network. Nothing of
 * what is checked is sent.
 */
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { fetchTreeSize } from "./record-lookup.ts";

/** The same trust, with the ledgers' sizes of now. */
export async function trustOfNow(trust: readonly LedgerTrust[], signal: AbortSignal): Promise<LedgerTrust[]> {
  return await Promise.all(trust.map((ledger) => ofNow(ledger, signal)));
}

async function ofNow({ size: _, ...ledger }: LedgerTrust, signal: AbortSignal): Promise<LedgerTrust> {
  const size = await fetchTreeSize(ledger.origin, signal);
  return size === undefined ? ledger : { ...ledger, size };
}
