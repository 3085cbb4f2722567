/** Whether a ledger still contains what an earlier checkpoint committed to. */
import { findBlockLine } from "#lib/core/log/block.ts";
import { type Checkpoint, parseCheckpoint, verifyLogSignature } from "#lib/core/log/checkpoint.ts";
import { isTrusted } from "#lib/core/log/key-history.ts";
import { type Note, parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { equalBytes, fromBase64, toHex } from "#lib/core/text/bytes.ts";
import { verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findBlock } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readConsistencyProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { readRoot } from "#lib/features/ledger/sealing/rows/tiles.ts";
import type { Block, LedgerHead } from "#lib/features/ledger/sealing/types.ts";
import { findHeightBySize } from "./figures.ts";

/** A checkpoint with three lines of ML-DSA-44 fits; as part of an address, which is how it comes, no more does. */
export const GIVEN_CHECKPOINT_CHARS_MAX = 12_000;

/** Hashes in lower-case hex, sizes in decimal. */
export type GivenCheckpoint =
  | { kind: "unreadable" }
  | { kind: "foreign"; origin: string }
  | {
      kind: "judged";
      /** Name of the ledger. */
      ledger: string;
      /** Whether a key of this ledger signed it. */
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
      /** What the checkpoint's block line names, a hash where it is well-formed; undefined when it has no such line. */
      blockNamed: string | undefined;
      /** Hash of the ledger's block that ends there. */
      ledgerBlock: string | undefined;
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
  const present = stated(head);
  if (!present) throw new Error(`Ledger ${ledger.name} has a checkpoint that cannot be read.`);
  const { size } = checkpoint;
  const within = size <= present.size;
  const proven = within && size > 0n;
  const [ledgerRoot, proof, block] = await Promise.all([
    within ? readRoot({ ledger: ledger.name, size }) : undefined,
    proven ? readConsistencyProof({ ledger: ledger.name, size1: size, size2: present.size }) : [],
    proven ? blockEndingAt(ledger.name, size) : undefined,
  ]);
  return {
    kind: "judged",
    ledger: ledger.name,
    signature: note ? signatureOf(note, verifierKeysOf(ledger.keys).filter(isTrusted)) : "absent",
    size: String(size),
    root: toHex(checkpoint.root),
    ledgerRoot: ledgerRoot && toHex(ledgerRoot),
    now: { size: String(present.size), root: toHex(present.root) },
    proof: ledgerRoot && equalBytes(ledgerRoot, checkpoint.root) ? proof.map(toHex) : [],
    height: block && String(block.height),
    blockNamed: namedBlock(checkpoint),
    ledgerBlock: block && toHex(block.hash),
  };
}

/** A line of one of our keys that does not verify makes the whole note one to be refused. */
function signatureOf(note: Note, keys: readonly VerifierKey[]): "ok" | "absent" | "bad" {
  const found = keys.map((key) => verifyLogSignature(note, key));
  if (found.includes("bad")) return "bad"; // rows/keys.ts loads ML-DSA-44: nothing is left unchecked
  return found.includes("ok") ? "ok" : "absent";
}

async function blockEndingAt(ledger: string, size: bigint): Promise<Block | undefined> {
  const height = await findHeightBySize({ ledger, size });
  return height === undefined ? undefined : await findBlock({ ledger, height });
}

function namedBlock(checkpoint: Checkpoint): string | undefined {
  const line = findBlockLine(checkpoint);
  const name = line?.slice(line.lastIndexOf(" ") + 1);
  const hash = name === undefined ? undefined : fromBase64(name);
  return hash ? toHex(hash) : name;
}

/** Which ledger a given text is about; undefined when it is no checkpoint. */
export function givenOrigin(text: string): string | undefined {
  return readGiven(text)?.checkpoint.origin;
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
