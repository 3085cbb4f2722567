/** Looks through a ledger's entries for what follows the events whose receipts somebody holds. */
import { ChainWatch, type Follower } from "#lib/core/claim/chain.ts";
import { readFollowed } from "../ledger-reader/follow-keys.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import { openSigned, type TrustedLedger } from "../ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "../ledger-reader/verified-tree.ts";
import { listEntries } from "../monitor/entries.ts";

export interface SearchInput {
  source: LedgerSource;
  ledger: TrustedLedger;
  /** Bytes of the records whose receipts are held. */
  records: readonly Uint8Array[];
  /** Notes of the checkpoints in their receipts: the ledger has to go on from each. */
  notes: readonly string[];
}

export type Searched =
  /** `isBehind`: the source has less than one of the receipts is about, so that something may be missing at its end. */
  | { outcome: "searched"; size: bigint; isBehind: boolean; followers: Follower[] }
  /** The tree does not begin with that of a receipt: two histories. */
  | { outcome: "fork"; size: bigint }
  /** A receipt's checkpoint is not signed by a key that counts; or not with each algorithm that the ledger has keys of. */
  | { outcome: "other_key" | "downgraded"; size: bigint };

/**
 * Reads every entry: a line can stand before what it follows, when whoever has the ledger put it there.
 *
 * @throws {LedgerReadError} when the source lacks something, or holds what the ledger did not sign
 */
export async function searchFollowers({ source, ledger, records, notes }: SearchInput): Promise<Searched> {
  const { checkpoint, ledger: followed } = await readFollowed(source, ledger);
  const { size } = checkpoint;
  const tree = new VerifiedTree({ checkpoint, sources: [source] });
  let isBehind = false;
  for (const note of new Set(notes)) {
    const earlier = openSigned(note, followed);
    if ("failed" in earlier) return { outcome: earlier.failed === "downgraded" ? "downgraded" : "other_key", size };
    if (earlier.size > size) isBehind = true;
    else if (!(await tree.extends(earlier))) return { outcome: "fork", size };
  }
  const watch = new ChainWatch(records);
  const followers = new Map<string, Follower>();
  for await (const { index, bytes } of listEntries(tree, 0n)) {
    const follower = watch.look(index, bytes);
    if (follower && !followers.has(follower.record)) followers.set(follower.record, follower);
    // More of them than there are places: one place is taken twice, and a ledger that goes on so does not fill the memory.
    if (followers.size > records.length) break;
  }
  return { outcome: "searched", size, isBehind, followers: [...followers.values()] };
}
