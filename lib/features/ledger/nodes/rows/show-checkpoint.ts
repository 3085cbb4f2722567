/** A checkpoint shown to a witness, from the size on that the witness has, whatever we believed that to be. */
import { parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { readConsistencyProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import type { Node, NodeTiming } from "../types.ts";
import { askWitness, type WitnessAnswer } from "./ask-witness.ts";
import { findNewestBlock, type SignedBlock } from "./round.ts";

/** Sizes that a witness may name in one round: more than that, and it is led around by others faster than we can follow. */
const ATTEMPTS_MAX = 4;

interface Shown {
  node: Node;
  keys: readonly VerifierKey[];
  /** What the witness is believed to have. */
  size: bigint;
  /** What it is to cosign; the newest block instead, should it have more than this. */
  target: SignedBlock;
  /** The note that is shown for a block, if not the one that is stored. */
  noteOf?: (block: SignedBlock) => string;
}

/** Asks until the size from which the witness continues is the one it has. @throws whatever aborted the signal */
export async function showCheckpoint(
  round: { on: Database; timing: Pick<NodeTiming, "timeoutMs">; signal: AbortSignal },
  shown: Shown,
): Promise<{ block: SignedBlock; answer: Exclude<WitnessAnswer, { size: bigint }> }> {
  const { node, keys, noteOf = ({ checkpoint }) => checkpoint } = shown;
  const { ledger, url } = node;
  let old = shown.size;
  let block = shown.target;
  for (let attempt = 1; ; attempt++) {
    // It has cosigned more than we knew: another worker's newer block, or one that this ledger does not have.
    if (old > block.treeSize) block = (await findNewestBlock(ledger, round.on)) ?? block;
    if (old > block.treeSize) {
      const detail = `it has ${old} entries, this ledger ${block.treeSize}`;
      return { block, answer: { failed: "ahead", detail, version: "" } };
    }
    const proof = await readConsistencyProof({ ledger, size1: old, size2: block.treeSize, on: round.on });
    const { time } = block;
    const checkpoint = noteOf(block);
    const text = parseNote(checkpoint)?.text;
    if (text === undefined)
      throw new Error(`Block ${block.height} of ledger ${ledger} is malformed: run "sealbook audit".`);
    const cosign = { checkpoint, text, time, old, proof };
    const answer = await askWitness({ url, keys, cosign, timeoutMs: round.timing.timeoutMs, signal: round.signal });
    if (!("size" in answer)) return { block, answer };
    if (attempt === ATTEMPTS_MAX || answer.size === old) {
      const detail = `409 with ${answer.size}, asked from ${old}`;
      return { block, answer: { failed: "malformed", detail, version: answer.version } };
    }
    old = answer.size;
  }
}
