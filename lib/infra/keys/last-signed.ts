/**
 * The last checkpoint of a ledger that this installation is known to have signed and committed, kept beside the secret and
 * apart from the database: a database that was set back (restored from an older backup, or cut by someone) shows against it.
 *
 * It belongs to the ledger, not to a key, so that a new key does not forget. Written after the commit and caught up before
 * the next block is signed: after a crash it may lag behind by one block, and it is never ahead of what was committed.
 */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Checkpoint, openCheckpoint, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote, type VerifierKey } from "#lib/core/log/note.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";

/** A checkpoint, and the signed note that it was read from. */
interface OpenedCheckpoint {
  note: string;
  checkpoint: Checkpoint;
}

/**
 * What was signed last; undefined when nothing is remembered. Of what an earlier version kept, one file a key, the largest
 * counts and takes the new name.
 *
 * @param options.keys every key that the ledger ever had: any of them may have signed it
 * @param options.opened a checkpoint that was opened with such keys already: what is the same text is not verified again
 * @throws {Error} when a file is there but is not a checkpoint that one of these keys signed.
 */
export function readLastSigned(options: {
  origin: string;
  keys: readonly VerifierKey[];
  opened?: OpenedCheckpoint;
}): Checkpoint | undefined {
  const { origin, keys, opened } = options;
  const path = pathOf(origin);
  let last = readSigned(path, keys, opened);
  for (const key of keys) {
    const oldPath = join(dirname(path), `${toHex(key.keyId)}.checkpoint`);
    const old = readSigned(oldPath, [key]);
    if (!old) continue;
    if (!last || old.size > last.size) {
      renameSync(oldPath, path);
      last = old;
    } else {
      rmSync(oldPath, { force: true });
    }
  }
  return last;
}

function readSigned(path: string, keys: readonly VerifierKey[], opened?: OpenedCheckpoint): Checkpoint | undefined {
  const note = readNote(path);
  if (note === undefined) return undefined;
  if (note === opened?.note) return opened.checkpoint;
  for (const key of keys) {
    const read = openCheckpoint(note, key);
    if ("checkpoint" in read) return read.checkpoint;
  }
  throw new Error(`${path} is not a checkpoint signed by ${keys.map(({ text }) => text).join(" or ")}.`);
}

/**
 * Remembers a committed checkpoint; appears whole or not at all. Several workers may do so at once: a smaller one that
 * comes late does not take the place of a larger one.
 */
export function rememberSigned(note: string): void {
  const checkpoint = checkpointOf(note);
  if (!checkpoint) throw new Error("What is to be remembered is not a checkpoint.");
  const path = pathOf(checkpoint.origin);
  const before = readNote(path);
  if (before !== undefined && (checkpointOf(before)?.size ?? 0n) > checkpoint.size) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeWhole(temporary, note);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true }); // a disk that is full is tried again and again
    throw error;
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(/* turbopackIgnore: true */ path, "w", 0o600);
  try {
    writeFileSync(file, text); // all of it: a write may take less than it is given
    fsyncSync(file); // a rename without it can leave an empty file after a power cut
  } finally {
    closeSync(file);
  }
}

function checkpointOf(note: string): Checkpoint | undefined {
  const text = parseNote(note)?.text;
  return text === undefined ? undefined : parseCheckpoint(text);
}

function readNote(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Named as C2SP tlog-witness names a log: by the SHA-256 of its origin. */
function pathOf(origin: string): string {
  return join(env.DATA_DIR, "last-signed", `${createHash("sha256").update(origin).digest("hex")}.checkpoint`);
}
