/** Reads for the explorer: who watches the ledger, and what others said about a block. */

import { readWitnessPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { findStampedFrom, findWitnessedFrom, listCosignatures, listTimestamps } from "./rows/block-attestations.ts";
import { quorumOf } from "./rows/policy.ts";
import { readNodesView } from "./rows/views.ts";

/** Who watches the ledger, and how far the witnesses have come. */
export async function loadNodes(ledger: string = FIRST_LEDGER) {
  const view = await readNodesView(ledger);
  if (!view) throw new Error(`There is no ledger ${ledger}.`);
  return view;
}

/**
 * What others said about a block of this height, which exists.
 *
 * @param block height and tree size in decimal
 */
export async function loadBlockAttestations(
  block: { height: string; treeSize: string },
  ledger: string = FIRST_LEDGER,
) {
  const key = { ledger, height: BigInt(block.height) };
  const [cosignatures, witnessed, timestamps, stamped, policy] = await Promise.all([
    listCosignatures(key),
    findWitnessedFrom(key),
    listTimestamps(key),
    findStampedFrom(key),
    readWitnessPolicy({ ledger, size: BigInt(block.treeSize) }),
  ]);
  const quorum = quorumOf(policy);
  return {
    cosignatures: cosignatures.map(({ witness, name, operator, signedAt, line }) => ({
      name: name ?? witness,
      operator: operator ?? "",
      signedAt: signedAt.toISOString(),
      counts: name !== null && quorum.members.includes(name),
      line,
    })),
    quorum,
    /** The first block from this one on that is witnessed: itself, or a later one that vouches for it. */
    witnessed: witnessed && { height: String(witnessed.height), at: witnessed.at.toISOString() },
    timestamps: timestamps.map(({ authority, time }) => ({ authority, time: time.toISOString() })),
    stamped: stamped && { height: String(stamped.height), time: stamped.time.toISOString() },
    /** C2SP tlog-policy in force for the block. */
    policy: policy ?? "",
  };
}
