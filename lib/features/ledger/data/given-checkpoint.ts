/** Whether a ledger still contains what an earlier checkpoint committed to. */
import { equalBytes, toHex } from "#lib/core/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "#lib/core/checkpoint.ts";
import { EMPTY_ROOT } from "#lib/core/merkle.ts";
import { type Note, parseNote, parseVerifierKey, verifyNote } from "#lib/core/note.ts";
import { edgeRoot, edgeTiles, readEdge } from "#lib/core/tiles.ts";
import type { LedgerHead } from "../types.ts";
import { findHeightBySize } from "./figures.ts";
import { readConsistencyProof } from "./proofs.ts";
import { tileReader } from "./tiles.ts";

/** A checkpoint with a dozen witnesses is a quarter of this. */
export const GIVEN_CHECKPOINT_CHARS_MAX = 8_000;

/** Hashes in lower-case hex, sizes in decimal. */
export type GivenCheckpoint =
  | { kind: "unreadable" }
  | { kind: "foreign"; origin: string }
  | {
      kind: "judged";
      /** Whether this ledger's key signed it. */
      signature: "ok" | "absent" | "bad";
      size: string;
      root: string;
      /** The ledger's root at that size; undefined when the ledger is not that large. */
      ledgerRoot: string | undefined;
      /** What the ledger states now. */
      now: { size: string; root: string };
      /** From that size to the present one. RFC 6962 section 2.1.2; empty where there is nothing to prove. */
      proof: string[];
      /** Of the block that ends there, in decimal. */
      height: string | undefined;
    };

/**
 * @param text a signed note, or the bare text of a checkpoint, as people paste it: line ends of any kind, spaces around
 */
export async function judgeCheckpoint(text: string, head: LedgerHead): Promise<GivenCheckpoint> {
  const given = readGiven(text);
  if (!given) return { kind: "unreadable" };
  const { checkpoint, note } = given;
  const { ledger } = head;
  if (checkpoint.origin !== ledger.origin) return { kind: "foreign", origin: checkpoint.origin };
  const key = parseVerifierKey(ledger.verifierKey);
  const present = stated(head);
  if (!key || !present) throw new Error(`Ledger ${ledger.name} has a key or checkpoint that cannot be read.`);
  const { size } = checkpoint;
  const within = size <= present.size;
  const proven = within && size > 0n;
  const [ledgerRoot, proof, height] = await Promise.all([
    within ? rootAt(ledger.name, size) : undefined,
    proven ? readConsistencyProof({ ledger: ledger.name, size1: size, size2: present.size }) : [],
    proven ? findHeightBySize({ ledger: ledger.name, size }) : undefined,
  ]);
  return {
    kind: "judged",
    signature: note ? verifyNote(note, key) : "absent",
    size: String(size),
    root: toHex(checkpoint.root),
    ledgerRoot: ledgerRoot && toHex(ledgerRoot),
    now: { size: String(present.size), root: toHex(present.root) },
    proof: ledgerRoot && equalBytes(ledgerRoot, checkpoint.root) ? proof.map(toHex) : [],
    height: height === undefined ? undefined : String(height),
  };
}

function readGiven(text: string): { checkpoint: Checkpoint; note: Note | undefined } | undefined {
  if (text.length > GIVEN_CHECKPOINT_CHARS_MAX) return undefined;
  const lines = `${text.replaceAll(/\r\n?/g, "\n").trim()}\n`;
  const note = parseNote(lines);
  const checkpoint = parseCheckpoint(note?.text ?? lines);
  return checkpoint && { checkpoint, note };
}

function stated({ checkpoint }: LedgerHead): Checkpoint | undefined {
  const note = parseNote(checkpoint);
  return note && parseCheckpoint(note.text);
}

async function rootAt(ledger: string, size: bigint): Promise<Uint8Array> {
  if (size === 0n) return EMPTY_ROOT;
  return edgeRoot(readEdge(size, await tileReader({ ledger, tiles: edgeTiles(size) })));
}
