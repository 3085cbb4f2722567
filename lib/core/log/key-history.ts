/**
 * The keys of a ledger, one after the other: Ed25519, and ML-DSA-44 beside it. Each is made the ledger's by a statement: a C2SP signed
 * note with the text `sealbook.key/v1 / origin / verifier key / first tree size that it signs`, each on a line, signed by itself and by
 * the newest key of each algorithm before it. Whoever trusts one key can follow the ledger to the next ones without asking anybody;
 * once there is an ML-DSA key, whoever forges Ed25519 alone leads nobody astray.
 *
 * An SM2 key has such a statement too, and leads nowhere: it signs beside the others for those who ask for it, nobody's trust rests on it,
 * it makes no other key the ledger's, and it is in no history. ML-DSA has no line on its statement: who forges Ed25519 by a quantum computer
 * forges SM2 as well.
 *
 * The line of an ML-DSA key on a statement is its plain signature over the text, as of an Ed25519 key. What it signs as a cosigner begins
 * with another label, so neither can stand for the other.
 */
import { utf8 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import {
  findSignature,
  KEY_TYPE,
  type Note,
  noteClaim,
  parseNote,
  parseVerifierKey,
  type VerifierKey,
} from "./note.ts";
import { isSignedAsClaimed, type SignatureClaim } from "./signature.ts";

/** What signs a ledger's checkpoints: key types 0x01, 0x06, and 0xff with our identifier. */
export const LEDGER_KEY_ALGORITHMS = ["ed25519", "ml-dsa-44", "sm2"] as const;
export type LedgerKeyAlgorithm = (typeof LEDGER_KEY_ALGORITHMS)[number];

const STATEMENT_VERSION = "sealbook.key/v1";
const STATEMENT_LINES = 4;
/** Keys that a ledger may have in all: what C2SP tlog-policy asks every reader to support. */
export const LEDGER_KEYS_MAX = 32;
/** UTF-16 code units of a history: a statement about an ML-DSA-44 key, with two lines of such keys, has less than 10,000. */
export const KEY_HISTORY_CHARS_MAX: number = LEDGER_KEYS_MAX * 12 * 1024;

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

/** What a text states about a key; undefined unless it is canonical and the key is one that signs logs, named as the origin. */
export function parseKeyStatement(text: string): KeyStatement | undefined {
  const lines = text.split("\n", STATEMENT_LINES + 2);
  const [version, origin = "", keyText = "", sizeText = "", end] = lines;
  if (lines.length !== STATEMENT_LINES + 1 || version !== STATEMENT_VERSION || end !== "") return undefined;
  const key = parseVerifierKey(keyText);
  const sinceSize = parseDecimal(sizeText);
  if (key === undefined || algorithmOf(key) === undefined || key.name !== origin || sinceSize === undefined)
    return undefined;
  return { origin, key, sinceSize };
}

/** Undefined for a key of a type that signs no ledger's checkpoints. */
export function algorithmOf({ type }: Pick<VerifierKey, "type">): LedgerKeyAlgorithm | undefined {
  if (type === KEY_TYPE.ed25519) return "ed25519";
  if (type === KEY_TYPE.sm2) return "sm2";
  return type === KEY_TYPE.mlDsa44 ? "ml-dsa-44" : undefined;
}

/** Whether a reader's trust in a ledger may rest on a key: on Ed25519 and ML-DSA-44. */
export function isTrusted({ type }: Pick<VerifierKey, "type">): boolean {
  return type === KEY_TYPE.ed25519 || type === KEY_TYPE.mlDsa44;
}

/**
 * The statement that a note makes, if the key that it is about signed it, and the newest of each algorithm before it as well; else
 * undefined.
 *
 * @param before the ledger's keys before it, the oldest first
 */
export function openKeyStatement(text: string, before: readonly VerifierKey[] = []): KeyStatement | undefined {
  const note = parseNote(text);
  const statement = note && parseKeyStatement(note.text);
  if (note === undefined || statement === undefined) return undefined;
  return standingOf(note, { statement, before }) === "ok" ? statement : undefined;
}

/** Who has to sign that a key is the ledger's, itself not counted: of those before it the newest of each algorithm, for an SM2 key the Ed25519 one. */
export function introducers({ type }: Pick<VerifierKey, "type">, before: readonly VerifierKey[]): VerifierKey[] {
  const types = type === KEY_TYPE.sm2 ? [KEY_TYPE.ed25519] : [KEY_TYPE.ed25519, KEY_TYPE.mlDsa44];
  return types.flatMap((asked) => before.findLast((key) => key.type === asked) ?? []);
}

function standingOf(
  note: Note,
  { statement, before }: { statement: KeyStatement; before: readonly VerifierKey[] },
): "ok" | "bad" | "unchecked" {
  const claims = [...introducers(statement.key, before), statement.key].map((key) => statementClaim(note, key));
  const answers = claims.map((claim) => (claim === undefined ? false : isSignedAsClaimed(claim)));
  if (answers.includes(false)) return "bad";
  return answers.includes(undefined) ? "unchecked" : "ok";
}

function statementClaim(note: Note, key: VerifierKey): SignatureClaim | undefined {
  if (key.type !== KEY_TYPE.mlDsa44) return noteClaim(note, key);
  const found = findSignature(note, key);
  if (found === undefined) return undefined;
  const { signature } = found;
  return {
    carrier: found,
    signed: { signature, message: utf8(note.text), publicKey: key.publicKey, algorithm: "ml-dsa-44" },
  };
}

export type KeyHistoryFailure =
  | "malformed"
  | "unsigned"
  | "out_of_order"
  | "other_origin"
  | "duplicate_key"
  /** What verifies ML-DSA-44 has not been loaded. */
  | "unchecked";

/** The notes of a history as one text: a blank line between two of them. */
export function formatKeyHistory(notes: readonly string[]): string {
  return notes.join("\n");
}

/**
 * The keys of a history, the oldest first, if each was made the ledger's by the one before; otherwise which one (from 1) was not.
 * Whom to trust in the first place is the reader's: compare a key of theirs with those that come out.
 */
export function readKeyHistory(text: string): KeyStatement[] | { failed: KeyHistoryFailure; number: number } {
  if (text.length > KEY_HISTORY_CHARS_MAX) return { failed: "malformed", number: 1 };
  const start = `${STATEMENT_VERSION}\n`;
  const [before, ...parts] = `\n${text}`.split(`\n${start}`, LEDGER_KEYS_MAX + 2);
  if (before !== "" || parts.length === 0 || parts.length > LEDGER_KEYS_MAX) return { failed: "malformed", number: 1 };
  const history: KeyStatement[] = [];
  for (const [at, part] of parts.entries()) {
    const judged = judge(`${start}${part}`, history);
    if (typeof judged === "string") return { failed: judged, number: at + 1 };
    history.push(judged);
  }
  return history;
}

function judge(text: string, history: readonly KeyStatement[]): KeyStatement | KeyHistoryFailure {
  const note = parseNote(text);
  const statement = note && parseKeyStatement(note.text);
  if (note === undefined || statement === undefined || !isTrusted(statement.key)) return "malformed";
  const failed = orderFailure(statement, history);
  if (failed !== undefined) return failed;
  const standing = standingOf(note, { statement, before: history.map(({ key }) => key) });
  if (standing === "ok") return statement;
  return standing === "bad" ? "unsigned" : "unchecked";
}

function orderFailure(statement: KeyStatement, history: readonly KeyStatement[]): KeyHistoryFailure | undefined {
  const { key, origin, sinceSize } = statement;
  const last = history.at(-1);
  // The first one signs receipts and documents too, which ML-DSA does not.
  if (last === undefined) return sinceSize === 0n && key.type === KEY_TYPE.ed25519 ? undefined : "out_of_order";
  if (origin !== last.origin) return "other_origin";
  if (history.some((other) => other.key.text === key.text)) return "duplicate_key";
  return sinceSize > 0n && sinceSize >= last.sinceSize ? undefined : "out_of_order";
}

/**
 * The newest of a ledger's Ed25519 keys that has a signature on a note: the one that a receipt with this checkpoint names. Its signature
 * is not verified here.
 *
 * @param keys verifier keys, the oldest first
 */
export function newestSigner(noteText: string, keys: readonly VerifierKey[]): VerifierKey | undefined {
  const note = parseNote(noteText);
  return note && keys.findLast((key) => key.type === KEY_TYPE.ed25519 && findSignature(note, key) !== undefined);
}
