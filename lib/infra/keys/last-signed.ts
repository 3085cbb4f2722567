/**
 * The last checkpoint that this installation is known to have signed and committed, kept beside the secret and apart
 * from the database: a database that was set back (restored from an older backup, or cut by someone) shows against it.
 *
 * Written after the commit, so it may lag behind by a block after a crash, which is harmless, and is never ahead.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "#lib/core/bytes.ts";
import { type Checkpoint, openCheckpoint } from "#lib/core/checkpoint.ts";
import type { VerifierKey } from "#lib/core/note.ts";
import { env } from "#lib/env.ts";

/** @throws {Error} when the file is there but is not a checkpoint signed by this key. */
export function readLastSigned(key: VerifierKey): Checkpoint | undefined {
  const path = pathOf(key);
  let note: string;
  try {
    note = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const opened = openCheckpoint(note, key);
  if ("failed" in opened) throw new Error(`${path} is not a checkpoint signed by ${key.text}: ${opened.failed}.`);
  return opened.checkpoint;
}

/** Remembers a committed checkpoint; appears whole or not at all. Several workers may do so at once: the last one wins. */
export function rememberSigned(key: VerifierKey, note: string): void {
  const path = pathOf(key);
  mkdirSync(join(path, ".."), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeSync(file, note);
    fsyncSync(file); // a rename without it can leave an empty file after a power cut
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

function pathOf(key: VerifierKey): string {
  return join(env.DATA_DIR, "last-signed", `${toHex(key.keyId)}.checkpoint`);
}
