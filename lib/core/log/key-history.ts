/**
 * The keys of a ledger, one after the other. Each is made the ledger's by a statement: a C2SP signed note with the text
 * `sealbook.key/v1 / origin / verifier key / first tree size that it signs`, each on a line, signed by the key before it and by
 * itself. Whoever trusts one key can follow the ledger to the next ones without asking anybody.
 */
import { parseDecimal } from "../text/decimal.ts";
import type { VerifierKey } from "./note.ts";
import { findSignature, KEY_TYPE, NOTE_CHARS_MAX, parseNote, parseVerifierKey, verifyNote } from "./note.ts";

const STATEMENT_VERSION = "sealbook.key/v1";
const STATEMENT_LINES = 4;
/** Keys that a ledger may have in all: what C2SP tlog-policy asks every reader to support. */
export const LEDGER_KEYS_MAX = 32;

export type KeyStatement = {
  origin: string;
  key: VerifierKey;
  /** It signs the checkpoints of trees of this size and more; 0 for a ledger's first key. */
  sinceSize: bigint;
};

/** The text to sign. Throws RangeError for what would not be read back as it was. */
export function formatKeyStatement(input: { origin: string; verifierKey: string; sinceSize: bigint }): string {
  const { origin, verifierKey, sinceSize } = input;
  const text = `${STATEMENT_VERSION}\n${origin}\n${verifierKey}\n${sinceSize}\n`;
  if (parseKeyStatement(text) === undefined) throw new RangeError("not a statement about a key");
  return text;
}

/** What a text states about a key; undefined unless it is canonical and the key is an Ed25519 key named as the origin. */
export function parseKeyStatement(text: string): KeyStatement | undefined {
  const lines = text.split("\n", STATEMENT_LINES + 2);
  const [version, origin = "", keyText = "", sizeText = "", end] = lines;
  if (lines.length !== STATEMENT_LINES + 1 || version !== STATEMENT_VERSION || end !== "") return undefined;
  const key = parseVerifierKey(keyText);
  const sinceSize = parseDecimal(sizeText);
  if (key?.type !== KEY_TYPE.ed25519 || key.name !== origin || sinceSize === undefined) return undefined;
  return { origin, key, sinceSize };
}

/** The statement that a note makes, if the key that it is about signed it, and the key before it as well; else undefined. */
export function openKeyStatement(text: string, previous?: VerifierKey): KeyStatement | undefined {
  const note = parseNote(text);
  const statement = note && parseKeyStatement(note.text);
  if (note === undefined || statement === undefined) return undefined;
  const signers = previous === undefined ? [statement.key] : [previous, statement.key];
  return signers.every((key) => verifyNote(note, key) === "ok") ? statement : undefined;
}

export type KeyHistoryFailure = "malformed" | "unsigned" | "out_of_order" | "other_origin" | "duplicate_key";

/** The notes of a history as one text: a blank line between two of them. */
export function formatKeyHistory(notes: readonly string[]): string {
  return notes.join("\n");
}

/**
 * The keys of a history, the oldest first, if each was made the ledger's by the one before; otherwise which one (from 1) was not.
 * Whom to trust in the first place is the reader's: compare a key of theirs with those that come out.
 */
export function readKeyHistory(text: string): KeyStatement[] | { failed: KeyHistoryFailure; number: number } {
  if (text.length > NOTE_CHARS_MAX) return { failed: "malformed", number: 1 };
  const start = `${STATEMENT_VERSION}\n`;
  const [before, ...parts] = `\n${text}`.split(`\n${start}`, LEDGER_KEYS_MAX + 2);
  if (before !== "" || parts.length === 0 || parts.length > LEDGER_KEYS_MAX) return { failed: "malformed", number: 1 };
  const history: KeyStatement[] = [];
  for (const [at, part] of parts.entries()) {
    const note = `${start}${part}`;
    const failed = judge(note, history);
    if (failed !== undefined) return { failed, number: at + 1 };
    const statement = openKeyStatement(note, history.at(-1)?.key);
    if (statement === undefined) return { failed: "unsigned", number: at + 1 };
    history.push(statement);
  }
  return history;
}

function judge(text: string, history: readonly KeyStatement[]): KeyHistoryFailure | undefined {
  const note = parseNote(text);
  const statement = note && parseKeyStatement(note.text);
  if (statement === undefined) return "malformed";
  const last = history.at(-1);
  if (last === undefined) return statement.sinceSize === 0n ? undefined : "out_of_order";
  if (statement.origin !== last.origin) return "other_origin";
  if (history.some(({ key }) => key.text === statement.key.text)) return "duplicate_key";
  return statement.sinceSize > 0n && statement.sinceSize >= last.sinceSize ? undefined : "out_of_order";
}

/**
 * The newest of a ledger's keys that has a signature on a note: the one that a receipt with this checkpoint names. Its signature is
 * not verified here.
 *
 * @param keys verifier keys, the oldest first
 */
export function newestSigner(noteText: string, keys: readonly VerifierKey[]): VerifierKey | undefined {
  const note = parseNote(noteText);
  return note && keys.findLast((key) => findSignature(note, key) !== undefined);
}
