/** Whose signature counts: the keys that a reader names for one ledger. */

import "#lib/core/log/ml-dsa.ts";
import { type Checkpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { isTrusted } from "#lib/core/log/key-history.ts";
import { NOTE_CHARS_MAX, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { LedgerReadError, type ReadFailure } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";

/** UTF-8 bytes: a note is ASCII but for the dash before each signature and names that need not be. */
const CHECKPOINT_BYTES_MAX = NOTE_CHARS_MAX;
/** Below a ledger's prefix. */
const CHECKPOINT_PATH = "checkpoint";

/**
 * A ledger and every key that it may sign with: old and new ones stand side by side when keys are exchanged. Of one algorithm any key
 * will do, and each algorithm has to have signed: whoever forges one of them shows nothing that is believed.
 */
export type TrustedLedger = {
  origin: string;
  keys: readonly VerifierKey[];
  /** By the text of a key: the tree size from which on it signs. 0 where that is not known. */
  since?: ReadonlyMap<string, bigint>;
};

/** A checkpoint that the ledger signed, with its whole note. */
export type SignedCheckpoint = Checkpoint & { note: string };

export type TrustFailure = "no_key" | "key_malformed" | "several_origins";

/** The ledger that verifier keys name; all of them have to be keys of one origin. */
export function trustLedger(keys: readonly (VerifierKey | string)[]): TrustedLedger | { failed: TrustFailure } {
  const parsed = keys.map((key) => (typeof key === "string" ? parseVerifierKey(key) : key));
  const usable = parsed.filter((key) => key !== undefined && isTrusted(key)) as VerifierKey[];
  const [first] = usable;
  if (usable.length < parsed.length) return { failed: "key_malformed" };
  if (first === undefined) return { failed: "no_key" };
  if (usable.some(({ name }) => name !== first.name)) return { failed: "several_origins" };
  return { origin: first.name, keys: usable };
}

/**
 * The checkpoint of a note that a key of the ledger signed, and none of them failed to. `downgraded`: by one algorithm alone, where the
 * ledger has keys of two at that size.
 *
 * @param options.byAny a note that was judged before: which keys there were then may not be known any more, so that any key will do
 */
export function openSigned(
  note: string,
  ledger: TrustedLedger,
  { byAny = false }: { byAny?: boolean } = {},
): SignedCheckpoint | { failed: ReadFailure } {
  let opened: SignedCheckpoint | undefined;
  const signed = new Set<VerifierKey["type"]>();
  let failed: ReadFailure = "signature_absent";
  for (const key of ledger.keys) {
    const result = openCheckpoint(note, key);
    if (!("failed" in result)) {
      opened = { ...result.checkpoint, note };
      signed.add(key.type);
    } else if (result.failed === "note_malformed") return { failed: "checkpoint_malformed" };
    // `ml-dsa.ts` is loaded above: nothing is left unchecked here.
    else if (result.failed === "signature_unchecked") failed = "signature_invalid";
    else if (result.failed !== "signature_absent") failed = result.failed;
  }
  // A line under a key of the ledger that does not verify spoils the whole note (C2SP signed-note, "Verifiers").
  if (opened === undefined || failed !== "signature_absent") return { failed };
  const { size } = opened;
  const asked = ledger.keys.filter(({ text }) => (ledger.since?.get(text) ?? 0n) <= size);
  return byAny || asked.every(({ type }) => signed.has(type)) ? opened : { failed: "downgraded" };
}

/** The note that a source shows, whoever signed it. @throws {LedgerReadError} when there is none */
export async function readShown(source: LedgerSource, signal?: AbortSignal): Promise<string> {
  const bytes = await source.read(CHECKPOINT_PATH, { bytesMax: CHECKPOINT_BYTES_MAX, signal });
  if (bytes === undefined) throw failureOf(source, "absent");
  const text = fromUtf8(bytes);
  if (text === undefined) throw failureOf(source, "checkpoint_malformed");
  return text;
}

/** The checkpoint that a source shows. @throws {LedgerReadError} unless it shows one that the ledger signed */
export async function readSigned(
  source: LedgerSource,
  ledger: TrustedLedger,
  signal?: AbortSignal,
): Promise<SignedCheckpoint> {
  const opened = openSigned(await readShown(source, signal), ledger);
  if ("failed" in opened) throw failureOf(source, opened.failed);
  return opened;
}

/** What is wrong with the checkpoint that a source shows. */
export function failureOf({ address }: LedgerSource, code: ReadFailure): LedgerReadError {
  return new LedgerReadError(code, { source: address, path: CHECKPOINT_PATH });
}
