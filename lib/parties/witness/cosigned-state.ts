/**
 * What a witness knows of each log: the latest checkpoint that it cosigned, `logs/<hex sha256(origin)>/checkpoint`. The
 * file is the cosigned note itself, so the witness's own signature tells whether it is whole; nothing that is not signed
 * by this witness, with one of its keys at least and wrongly with none, is ever taken for its state.
 */
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import "#lib/core/log/ml-dsa.ts";
import { type Checkpoint, parseCheckpoint, verifyCosignature } from "#lib/core/log/checkpoint.ts";
import { parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { writeDurably } from "./durable-file.ts";
import { listLogFolders, makeLogFolder } from "./log-folders.ts";
import { originHash } from "./log-list.ts";
import { WitnessError } from "./witness-error.ts";

export interface Latest {
  /** The checkpoint with the log's lines that were verified, and the witness's own. */
  note: string;
  checkpoint: Checkpoint;
  /** POSIX second of the witness's line. */
  timestamp: bigint;
}

/** Reads the state of every log, and writes it. Callers take turns for each origin. */
export class CosignedState {
  readonly #folder: string;
  readonly #keys: readonly VerifierKey[];
  readonly #latest = new Map<string, Latest>();
  /** What the file system says of the file that was written or read last: whoever else writes there shows. */
  readonly #marks = new Map<string, string>();
  /** Logs whose last write failed: the file holds the old state or the new one. */
  readonly #unsure = new Set<string>();

  private constructor(folder: string, keys: readonly VerifierKey[]) {
    this.#folder = folder;
    this.#keys = keys;
  }

  /** @throws {WitnessError} state_malformed */
  static async open(witnessFolder: string, keys: readonly VerifierKey[]): Promise<CosignedState> {
    const state = new CosignedState(join(witnessFolder, "logs"), keys);
    for (const hash of await listLogFolders(state.#folder)) await state.#read(hash);
    return state;
  }

  /** By the hash of the origin, as addresses have it. */
  latest(hash: string): Latest | undefined {
    return this.#latest.get(hash);
  }

  /** Of every log that was ever cosigned here. */
  all(): Latest[] {
    return [...this.#latest.values()];
  }

  /**
   * Remembers a cosigned checkpoint, durably.
   * @throws {WitnessError} state_gone when the file is no longer what this program left there: nothing may be cosigned then
   * @throws {Error} when it could not be written; what is remembered is what the file holds
   */
  async advance(next: Latest): Promise<void> {
    const hash = originHash(next.checkpoint.origin);
    const path = this.#pathOf(hash);
    if (markOf(path) !== this.#marks.get(hash)) throw new WitnessError("state_gone", path);
    this.#unsure.add(hash);
    if (!this.#latest.has(hash)) await makeLogFolder(this.#folder, hash);
    await writeDurably(path, next.note);
    this.#remember(hash, { latest: next, mark: markOf(path) });
  }

  /**
   * Makes sure that the state in memory is the one on disk, after a write that failed.
   * @throws {WitnessError} state_gone, state_malformed
   */
  async settle(hash: string): Promise<void> {
    if (!this.#unsure.has(hash)) return;
    if (!(await this.#read(hash)) && this.#latest.has(hash)) throw new WitnessError("state_gone", this.#pathOf(hash));
    this.#unsure.delete(hash);
  }

  /** Whether there is a state. A folder without one is what a crash before the first checkpoint leaves. */
  async #read(hash: string): Promise<boolean> {
    const path = this.#pathOf(hash);
    const mark = markOf(path);
    if (mark === undefined) return false;
    const latest = parseLatest(await readFile(path, "utf8"), this.#keys);
    if (!latest || originHash(latest.checkpoint.origin) !== hash) throw new WitnessError("state_malformed", path);
    this.#remember(hash, { latest, mark });
    return true;
  }

  #remember(hash: string, { latest, mark }: { latest: Latest; mark: string | undefined }): void {
    this.#latest.set(hash, latest);
    if (mark !== undefined) this.#marks.set(hash, mark);
    this.#unsure.delete(hash);
  }

  #pathOf(hash: string): string {
    return join(this.#folder, hash, "checkpoint");
  }
}

/** A note that this witness cosigned, and when; undefined for anything else. */
function parseLatest(text: string, keys: readonly VerifierKey[]): Latest | undefined {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) return undefined;
  const cosignatures = keys.map((key) => verifyCosignature(note, key)).filter(({ status }) => status !== "absent");
  const times = cosignatures.flatMap((cosignature) => (cosignature.status === "ok" ? [cosignature.timestamp] : []));
  const [timestamp] = times;
  const isWhole = times.length === cosignatures.length && times.every((time) => time === timestamp);
  return isWhole && timestamp !== undefined ? { note: text, checkpoint, timestamp } : undefined;
}

function markOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}
