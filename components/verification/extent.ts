/** A receipt of a larger tree than the page knows may be newer than the page: the ledger is asked before anything is called false. */
import { type Concluded, type Course, grounds } from "./course.ts";
import { trustOfNow } from "./ledger-sizes.ts";
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
