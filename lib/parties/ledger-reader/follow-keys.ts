/**
 * A ledger that exchanges its keys, followed by whoever named one of them: each new key comes with a statement that the keys before
 * it and itself signed (lib/core/log/key-history.ts), so that a source which nobody trusts can show the way.
 */
import { KEY_HISTORY_CHARS_MAX, readKeyHistory } from "#lib/core/log/key-history.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { LedgerReadError } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";
import { readSigned, type SignedCheckpoint, type TrustedLedger } from "./trusted-ledger.ts";

/** Below a ledger's prefix. */
export const KEYS_PATH = "keys";

/**
 * The ledger with every key that the trusted ones lead to; itself when the history is none, lacks one of them, or leads to no
 * further key. Trust goes forward only: what came before the first trusted key stays unknown. A history that lacks a trusted key
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
  return added.length === 0 ? ledger : { ...ledger, keys: [...ledger.keys, ...added] };
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
  /** The history that led to further keys; undefined when none was needed. */
  history: string | undefined;
}

/**
 * The checkpoint that a source shows, signed by a key of the ledger or by one that leads on from it.
 *
 * @throws {LedgerReadError} as `readSigned`, when no such key signed it
 */
export async function readFollowed(
  source: LedgerSource,
  ledger: TrustedLedger,
  signal?: AbortSignal,
): Promise<Followed> {
  try {
    return { checkpoint: await readSigned(source, ledger, signal), ledger, history: undefined };
  } catch (error) {
    if (!(error instanceof LedgerReadError) || error.code !== "signature_absent") throw error;
    const bytes = await source.read(KEYS_PATH, { bytesMax: KEY_HISTORY_CHARS_MAX, signal });
    const history = (bytes && fromUtf8(bytes)) ?? "";
    const followed = followKeys(ledger, history);
    if (followed === ledger) throw error;
    return { checkpoint: await readSigned(source, followed, signal), ledger: followed, history };
  }
}
