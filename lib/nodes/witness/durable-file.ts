/** Files that appear whole or not at all, and that a power cut does not take back. */
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

const FILE_MODE = 0o600;

/**
 * Puts `text` in place of what the file held. When it returns, the new content survives a crash of the machine; when it
 * throws, the file holds the old content or the new one.
 *
 * One writer a path at a time: the temporary name is fixed, so that a crash leaves one such file behind and not many.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", FILE_MODE);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** A name is durable only once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether a file system call failed because there is nothing under that name. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
