/**
 * How large this site's ledgers are by now. The page knows it as of the moment it was made, or kept for use without a network; a receipt
 * of a larger tree may be newer than that, so the ledger is asked before anything is called false. Nothing of the receipt
 * is sent.
 */
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { type Concluded, type Course, grounds } from "./course.ts";
import { fetchTreeSize } from "./record-lookup.ts";
import { checkReceipt } from "./worker-client.ts";

/** The same conclusion, checked again with the ledgers' sizes of now where it hangs on them; one that cannot be had is not compared. */
export async function inExtentOfNow(concluded: Concluded, course: Course): Promise<Concluded> {
  const { signal } = course;
  const { given, outcome } = concluded;
  if (outcome.kind !== "checked" || !given.receipt) return concluded;
  if (!outcome.verification.steps.some(({ reason }) => reason === "tree_too_large")) return concluded;
  const now = await trustOfNow(course.trust, signal);
  const input = { receipt: given.receipt.bytes, ...grounds(given, { ...course, trust: now }) };
  return { given, outcome: { ...outcome, ...(await checkReceipt(input, { signal })) } };
}

/** The same trust, with the ledgers' sizes of now. */
export async function trustOfNow(trust: readonly LedgerTrust[], signal: AbortSignal): Promise<LedgerTrust[]> {
  return await Promise.all(trust.map((ledger) => ofNow(ledger, signal)));
}

async function ofNow({ size: _, ...ledger }: LedgerTrust, signal: AbortSignal): Promise<LedgerTrust> {
  const size = await fetchTreeSize(ledger.origin, signal);
  return size === undefined ? ledger : { ...ledger, size };
}
