/** A consistency proof between any two sizes of a ledger, with the roots that it connects. */
import { toHex } from "#lib/core/text/bytes.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readConsistencyProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { readRoot } from "#lib/features/ledger/sealing/rows/tiles.ts";
import type { ConsistencyView } from "../schema/ledger.ts";

/** @returns undefined when there is no such ledger, or it has not so many entries. */
export async function readConsistencyView(
  ledger: string,
  { from, to }: { from: bigint; to: bigint },
): Promise<ConsistencyView | undefined> {
  const head = await findLedgerHead(ledger);
  if (!head || to > head.treeSize) return undefined;
  const [fromRoot, toRoot, proof] = await Promise.all([
    readRoot({ ledger, size: from }),
    readRoot({ ledger, size: to }),
    readConsistencyProof({ ledger, size1: from, size2: to }),
  ]);
  return {
    from: Number(from),
    fromRoot: toHex(fromRoot),
    to: Number(to),
    toRoot: toHex(toRoot),
    proof: proof.map(toHex),
  };
}
