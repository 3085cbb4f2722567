/**
 * A ledger that exchanges its keys, followed by whoever named one of them: each new key comes with a statement that the keys before
 * it and itself signed (lib/core/log/key-history.ts), so that a source which nobody trusts can show the way.
 */
import { KEY_HISTORY_CHARS_MAX, readKeyHistory } from "#lib/core/log/key-history.ts";
import { findSignature, parseNote } from "#lib/core/log/note.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { LedgerReadError } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";
import { failureOf, openSigned, readShown, type SignedCheckpoint, type TrustedLedger } from "./trusted-ledger.ts";

/** Below a ledger's prefix. */
export const KEYS_PATH = "keys";

/**
 * The ledger with every key that the trusted ones lead to, and since when each signs; itself when the history is none, or lacks one of
 * them. Trust goes forward only: what came before the first trusted key stays unknown. A history that lacks a trusted key
 * is another line of successors, which whoever has an old key could begin.
 */
export function followKeys(ledger: TrustedLedger, history: string): TrustedLedger {
  const statements = readKeyHistory(history);
  if ("failed" in statements) return ledger;
  const texts = statements.map(({ key }) => key.text);
  const known = ledger.keys.map(({ text }) => text);
  if (!known.every((text) => texts.includes(text))) return ledger;
  const since = texts.findIndex((text) => known.includes(text));
  const added = statements.slice(since).flatMap(({ key }) => (known.includes(key.text) ? [] : [key]));
  const sizes = new Map(statements.map(({ key, sinceSize }) => [key.text, sinceSize]));
  return { ...ledger, keys: [...ledger.keys, ...added], since: sizes };
}

/** Verifier keys that `followed` has and `named` has not. */
export function newKeys(followed: TrustedLedger, named: TrustedLedger): string[] {
  const known = new Set(named.keys.map(({ text }) => text));
  return followed.keys.flatMap(({ text }) => (known.has(text) ? [] : [text]));
}

/** Whether a history of keys lacks, or contradicts, a key of an earlier one that was sound. */
export function losesKeys(earlier: string, later: string): boolean {
  const before = readKeyHistory(earlier);
  if ("failed" in before) return false;
  const after = readKeyHistory(later);
  return "failed" in after || before.some(({ key }, at) => after[at]?.key.text !== key.text);
}

export interface Followed {
  checkpoint: SignedCheckpoint;
  /** With every key that was followed to open the checkpoint. */
  ledger: TrustedLedger;
  /** The history that told of its keys; undefined when none was needed. */
  history: string | undefined;
}

/** What a history may mend: a new key in the place of an old one, a second one that was not there yet. */
const MENDABLE = ["signature_absent", "downgraded"];

/**
 * The checkpoint that a source shows, signed by a key of the ledger or by one that leads on from it. A ledger that signs with a key that
 * nobody named is followed to that one as well: a reader who knows of it is not shown less later.
 *
 * @param options.byAny as of `openSigned`
 * @throws {LedgerReadError} as `readSigned`, when no such key signed it
 */
export async function readFollowed(
  source: LedgerSource,
  ledger: TrustedLedger,
  { signal, byAny = false }: { signal?: AbortSignal | undefined; byAny?: boolean } = {},
): Promise<Followed> {
  const shown = await readShown(source, signal);
  const opened = openSigned(shown, ledger, { byAny });
  const isOpen = !("failed" in opened);
  if (isOpen ? !isSignedBesides(shown, ledger) : !MENDABLE.includes(opened.failed)) {
    if (isOpen) return { checkpoint: opened, ledger, history: undefined };
    throw failureOf(source, opened.failed);
  }
  const history = await source
    .read(KEYS_PATH, { bytesMax: KEY_HISTORY_CHARS_MAX, signal })
    .then((bytes) => (bytes && fromUtf8(bytes)) ?? "")
    .catch((error: unknown) => {
      // What the reader asked for is signed; a host may answer anything for a file that another log does not have.
      if (isOpen && error instanceof LedgerReadError) return "";
      throw error;
    });
  const followed = followKeys(ledger, history);
  if (followed === ledger && isOpen) return { checkpoint: opened, ledger, history: undefined };
  const checkpoint = openSigned(shown, followed, { byAny });
  if ("failed" in checkpoint) throw failureOf(source, checkpoint.failed);
  return { checkpoint, ledger: followed, history };
}

/** Whether a note has a line under the ledger's name that is of none of its keys. */
function isSignedBesides(text: string, { origin, keys }: TrustedLedger): boolean {
  const note = parseNote(text);
  const own = note && keys.map((key) => findSignature(note, key));
  return note?.signatures.some((line) => line.name === origin && !own?.includes(line)) ?? false;
}
