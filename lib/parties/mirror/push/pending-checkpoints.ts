/**
 * The checkpoints of one log that a mirror was shown and has not stored up to: `pending.json` in the log's folder. Each continues the one
 * before it; the last several are kept, so that an upload goes on while the log does.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { type Note, parseNote } from "#lib/core/log/note.ts";
import { isAbsent, writeDurably } from "../../witness/durable-file.ts";
import { WitnessError } from "../../witness/witness-error.ts";

const FORMAT = "sealbook.mirror-pending/v1";
const KEPT_MAX = 16;

export interface Pending {
  /** With the log's lines that were verified. */
  text: string;
  note: Note;
  checkpoint: Checkpoint;
}

export class PendingCheckpoints {
  readonly #path: string;
  #kept: readonly Pending[];

  private constructor(path: string, kept: readonly Pending[]) {
    this.#path = path;
    this.#kept = kept;
  }

  /** @throws {WitnessError} state_malformed */
  static async open(folder: string, origin: string): Promise<PendingCheckpoints> {
    const path = join(folder, "pending.json");
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      if (isAbsent(error)) return new PendingCheckpoints(path, []);
      throw error;
    }
    const kept = parseKept(text);
    const isSound = kept?.every(
      ({ checkpoint }, at) =>
        checkpoint.origin === origin && checkpoint.size >= (kept[at - 1]?.checkpoint.size ?? checkpoint.size),
    );
    if (!kept || !isSound) throw new WitnessError("state_malformed", path);
    return new PendingCheckpoints(path, kept);
  }

  get newest(): Pending | undefined {
    return this.#kept.at(-1);
  }

  of(size: bigint): Pending | undefined {
    return this.#kept.findLast(({ checkpoint }) => checkpoint.size === size);
  }

  /** Durably. @param stored entries that the mirror's own checkpoint has: older ones are of no more use */
  async add(note: string, stored: bigint): Promise<void> {
    const added = parsePending(note);
    if (!added) throw new RangeError("not a checkpoint");
    const useful = this.#kept.filter(
      ({ checkpoint }) => checkpoint.size >= stored && checkpoint.size !== added.checkpoint.size,
    );
    const kept = [...useful, added].slice(-KEPT_MAX);
    const checkpoints = kept.map(({ text }) => text);
    await writeDurably(this.#path, `${JSON.stringify({ format: FORMAT, checkpoints }, null, 2)}\n`);
    this.#kept = kept;
  }
}

function parseKept(text: string): Pending[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, checkpoints } = (value ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || !Array.isArray(checkpoints) || checkpoints.length > KEPT_MAX) return undefined;
  const kept = checkpoints.map((note) => (typeof note === "string" ? parsePending(note) : undefined));
  return kept.every((pending) => pending !== undefined) ? kept : undefined;
}

function parsePending(text: string): Pending | undefined {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  return note && checkpoint && { text, note, checkpoint };
}
