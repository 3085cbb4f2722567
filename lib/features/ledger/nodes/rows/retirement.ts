/**
 * What would become of a ledger's quorum if one of its keys signed no more: each active witness is shown the newest checkpoint with
 * the signatures of the keys that stay, and cosigns it or not. Nothing changes by it: a cosignature is of the same text.
 */
import { findSignature, formatNote, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { signsAt, verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import type { LedgerKey } from "#lib/features/ledger/sealing/types.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import { NODE_TIMING, type NodeTrouble } from "../types.ts";
import { listNodes } from "./nodes.ts";
import { findNewestPolicy, quorumOf } from "./policy.ts";
import { findNewestBlock, type SignedBlock } from "./round.ts";
import { showCheckpoint } from "./show-checkpoint.ts";
import { cosignerKeys } from "./verifier.ts";

/** What a witness did; `failed` when it did not cosign. */
export interface Rehearsed {
  witness: string;
  failed?: NodeTrouble;
  detail?: string;
}

export interface Rehearsal {
  witnesses: Rehearsed[];
  /** Cosignatures that the ledger's policy asks for; 0 for none. */
  needed: number;
  /** Of those that count towards it, how many cosigned. */
  accepted: number;
}

/**
 * @param options.keys all of the ledger's
 * @returns undefined when no key that stays has signed the newest checkpoint: there is nothing to show
 */
export async function rehearseRetirement(options: {
  ledger: string;
  keys: readonly LedgerKey[];
  number: number;
  signal?: AbortSignal;
  on?: Database;
}): Promise<Rehearsal | undefined> {
  const { ledger, keys, number, signal = new AbortController().signal, on = pool() } = options;
  const staying = (size: bigint) => keys.filter((key) => key.number !== number && signsAt(key, size));
  const target = await findNewestBlock(ledger, on);
  if (!target || staying(target.treeSize).length === 0) return undefined;
  const noteOf = (block: SignedBlock) => withSignaturesOf(staying(block.treeSize), block.checkpoint);
  const nodes = await listNodes({ ledger, states: ["active"], on });
  const round = { on, timing: NODE_TIMING, signal };
  const witnesses = await Promise.all(
    nodes.flatMap((node) => {
      if (node.kind !== "witness") return [];
      const shown = showCheckpoint(round, {
        node,
        keys: cosignerKeys(node),
        size: node.report?.size ?? 0n,
        target,
        noteOf,
      });
      return [shown.then(({ answer }) => rehearsed(node.name, answer))];
    }),
  );
  const { needed, members } = quorumOf((await findNewestPolicy(ledger, on))?.text);
  const accepted = witnesses.filter(({ witness, failed }) => failed === undefined && members.includes(witness)).length;
  return { witnesses, needed, accepted };
}

function rehearsed(witness: string, answer: object | { failed: NodeTrouble; detail: string }): Rehearsed {
  return "failed" in answer ? { witness, failed: answer.failed, detail: answer.detail } : { witness };
}

/** A stored note with the lines of these keys alone. */
function withSignaturesOf(keys: readonly LedgerKey[], checkpoint: string): string {
  const note = parseNote(checkpoint);
  if (!note) throw new Error('The newest checkpoint is malformed: run "sealbook audit".');
  const lines = verifierKeysOf(keys).flatMap((key) => {
    const found = findSignature(note, key);
    return found ? [signatureLine({ name: key.name, keyId: key.keyId, signature: found.signature })] : [];
  });
  return formatNote(note.text, lines);
}
