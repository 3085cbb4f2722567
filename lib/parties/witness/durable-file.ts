/** Files that appear whole or not at all, and that a power cut does not take back. */
import { closeSync, fdatasync, fsync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

const FILE_MODE = 0o600;
const flushContent = promisify(fdatasync);
const flush = promisify(fsync);

/**
 * Puts `text` in place of what the file held. When it returns, the new content survives a crash of the machine; when it
 * throws, the file holds the old content or the new one.
 *
 * Only the flushes are waited for elsewhere: everything else ends in memory, sooner than another thread would begin it.
 * One writer a path at a time: the temporary name is fixed, so that a crash leaves one such file behind and not many.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", FILE_MODE);
  try {
    writeFileSync(file, text);
    await flushContent(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  await syncFolder(dirname(path));
}

/** A name is durable only once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = openSync(path, "r");
  try {
    await flush(folder);
  } finally {
    closeSync(folder);
  }
}

/** Whether a file system call failed because there is nothing under that name. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
