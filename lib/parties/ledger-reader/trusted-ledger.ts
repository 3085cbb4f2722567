/** Whose signature counts: the keys that a reader names for one ledger. */

import "#lib/core/log/ml-dsa.ts";
import { type Checkpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { algorithmOf } from "#lib/core/log/key-history.ts";
import { NOTE_CHARS_MAX, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { LedgerReadError, type ReadFailure } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";

/** UTF-8 bytes: a note is ASCII but for the dash before each signature and names that need not be. */
const CHECKPOINT_BYTES_MAX = NOTE_CHARS_MAX;

/** A ledger and every key that it may sign with: old and new ones stand side by side when keys are exchanged. */
export type TrustedLedger = { origin: string; keys: readonly VerifierKey[] };

/** A checkpoint that one of the ledger's keys signed, with its whole note. */
export type SignedCheckpoint = Checkpoint & { note: string };

export type TrustFailure = "no_key" | "key_malformed" | "several_origins";

/** The ledger that verifier keys name; all of them have to be keys of one origin. */
export function trustLedger(keys: readonly (VerifierKey | string)[]): TrustedLedger | { failed: TrustFailure } {
  const parsed = keys.map((key) => (typeof key === "string" ? parseVerifierKey(key) : key));
  const usable = parsed.filter((key) => key !== undefined && algorithmOf(key) !== undefined) as VerifierKey[];
  const [first] = usable;
  if (usable.length < parsed.length) return { failed: "key_malformed" };
  if (first === undefined) return { failed: "no_key" };
  if (usable.some(({ name }) => name !== first.name)) return { failed: "several_origins" };
  return { origin: first.name, keys: usable };
}

/** The checkpoint of a note that a key of the ledger signed, and none of them failed to. */
export function openSigned(note: string, ledger: TrustedLedger): SignedCheckpoint | { failed: ReadFailure } {
  let opened: SignedCheckpoint | undefined;
  let failed: ReadFailure = "signature_absent";
  for (const key of ledger.keys) {
    const result = openCheckpoint(note, key);
    if (!("failed" in result)) opened = { ...result.checkpoint, note };
    else if (result.failed === "note_malformed") return { failed: "checkpoint_malformed" };
    // `ml-dsa.ts` is loaded above: nothing is left unchecked here.
    else if (result.failed === "signature_unchecked") failed = "signature_invalid";
    else if (result.failed !== "signature_absent") failed = result.failed;
  }
  // A line under a key of the ledger that does not verify spoils the whole note (C2SP signed-note, "Verifiers").
  return opened === undefined || failed !== "signature_absent" ? { failed } : opened;
}

/** The checkpoint that a source shows. @throws {LedgerReadError} unless it shows one that the ledger signed */
export async function readSigned(
  source: LedgerSource,
  ledger: TrustedLedger,
  signal?: AbortSignal,
): Promise<SignedCheckpoint> {
  const where = { source: source.address, path: "checkpoint" };
  const bytes = await source.read("checkpoint", { bytesMax: CHECKPOINT_BYTES_MAX, signal });
  if (bytes === undefined) throw new LedgerReadError("absent", where);
  const text = fromUtf8(bytes);
  const opened = text === undefined ? ({ failed: "checkpoint_malformed" } as const) : openSigned(text, ledger);
  if ("failed" in opened) throw new LedgerReadError(opened.failed, where);
  return opened;
}
