/** One step of a mirror: from the checkpoint that it holds to the one that its source shows, or a refusal. */

import { equalBytes, fromUtf8, utf8 } from "#lib/core/text/bytes.ts";
import { type Followed, KEYS_PATH, losesKeys, newKeys, readFollowed } from "../ledger-reader/follow-keys.ts";
import { LedgerReadError } from "../ledger-reader/read-error.ts";
import type { LedgerSource } from "../ledger-reader/source.ts";
import type { SignedCheckpoint, TrustedLedger } from "../ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "../ledger-reader/verified-tree.ts";
import { copyTree } from "./copy-tree.ts";
import type { MirrorStore } from "./store.ts";

/** What stands beside the tree: signed by nobody, copied as it is. */
export const COMPANIONS = ["keys", "witness-policy", "timestamp-authorities", "log-list"] as const;
const COMPANION_BYTES_MAX = 1024 * 1024;

/** followed: verifier keys that nobody named, and that the named ones led to. */
export type Synced =
  | { outcome: "current" | "grown"; from: bigint; checkpoint: SignedCheckpoint; written: number; followed: string[] }
  /** The source shows another history, or less than it has shown: both notes, and where they are kept. */
  | { outcome: "fork" | "rollback"; held: string; shown: string; kept: string };

export interface SyncInput {
  source: LedgerSource;
  store: MirrorStore;
  ledger: TrustedLedger;
  onProgress?: (progress: { entries: bigint; of: bigint }) => void;
  signal?: AbortSignal | undefined;
}

/** The checkpoint in the mirror's folder: when it was written, each algorithm that was known then had signed. @throws {LedgerReadError} when there is one that the ledger did not sign */
async function readHeld(store: MirrorStore, ledger: TrustedLedger): Promise<Followed | undefined> {
  try {
    return await readFollowed(store.source, ledger, { byAny: true });
  } catch (error) {
    if (error instanceof LedgerReadError && error.code === "absent") return undefined;
    throw error;
  }
}

/**
 * Brings the mirror in step. Its checkpoint is replaced only by one that extends it and whose whole tree lies in the folder,
 * verified. @throws {LedgerReadError} when the source cannot be read, or what it gives is not what it signed
 */
export async function syncMirror(input: SyncInput): Promise<Synced> {
  const { source, store, ledger, signal } = input;
  await store.prepare();
  const before = await readHeld(store, ledger);
  const held = before?.checkpoint;
  const followed = await readFollowed(source, before?.ledger ?? ledger, { signal });
  const { checkpoint: shown } = followed;
  const contradiction = held && (await contradictionOf({ held, shown, input }));
  if (held && contradiction) {
    const kept = await store.keepConflict({ held: held.note, shown: shown.note });
    return { outcome: contradiction, held: held.note, shown: shown.note, kept };
  }
  const from = held?.size ?? 0n;
  const tree = new VerifiedTree({ checkpoint: shown, sources: [store.source, source], signal });
  const copied = await copyTree({ tree, from, store, ...(input.onProgress ? { onProgress: input.onProgress } : {}) });
  // What led to a new key is kept with what the key signed: else the folder could not be opened again.
  if (followed.history !== undefined) await keepKeys(store, utf8(followed.history));
  await copyCompanions(input);
  await store.settle();
  // The same tree may have gathered signatures: its newest note is the one to keep.
  if (held?.note !== shown.note) await store.write("checkpoint", utf8(shown.note));
  await store.settle();
  for (const path of copied.superseding) await store.removePartials(path);
  const outcome = shown.size > from ? "grown" : "current";
  return {
    outcome,
    from,
    checkpoint: shown,
    written: copied.written,
    followed: newKeys(followed.ledger, input.ledger),
  };
}

async function contradictionOf(options: {
  held: SignedCheckpoint;
  shown: SignedCheckpoint;
  input: SyncInput;
}): Promise<"fork" | "rollback" | undefined> {
  const { held, shown, input } = options;
  if (shown.size === held.size) return equalBytes(shown.root, held.root) ? undefined : "fork";
  const isLess = shown.size < held.size;
  const [earlier, later] = isLess ? [shown, held] : [held, shown];
  // What was held is judged by our own copy, what is new by the source's tiles.
  const sources = isLess ? [input.store.source] : [input.store.source, input.source];
  const tree = new VerifiedTree({ checkpoint: later, sources, signal: input.signal });
  if (!(await tree.extends(earlier))) return "fork";
  return isLess ? "rollback" : undefined;
}

/** Nothing vouches for them, so a source that lacks one takes nothing away from the mirror. */
async function copyCompanions({ source, store, signal }: SyncInput): Promise<void> {
  for (const path of COMPANIONS) {
    const bytes = await source.read(path, { bytesMax: COMPANION_BYTES_MAX, signal });
    if (bytes !== undefined) await (path === KEYS_PATH ? keepKeys(store, bytes) : store.writeChanged(path, bytes));
  }
}

/** A history of keys gives way to a longer one alone: whoever took keys away would lock the mirror out of its own folder. */
async function keepKeys(store: MirrorStore, bytes: Uint8Array): Promise<void> {
  const held = await store.source.read(KEYS_PATH, { bytesMax: COMPANION_BYTES_MAX });
  if (held && losesKeys(fromUtf8(held) ?? "", fromUtf8(bytes) ?? "")) return;
  await store.writeChanged(KEYS_PATH, bytes);
}
