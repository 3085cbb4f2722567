/** The policy of a ledger, to be kept by whoever checks receipts: its key, its address, its witnesses. */
import { publicUrl } from "#lib/env.ts";
import { findLedger } from "../data.ts";

/** C2SP tlog-policy text. No witness is configured yet, hence `quorum none`. */
export async function readWitnessPolicy(name: string): Promise<string | undefined> {
  const ledger = await findLedger(name);
  return ledger && `log ${ledger.verifierKey} ${publicUrl}/ledger/${name}\nquorum none\n`;
}
