/** Files that hold passwords. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/**
 * Writes a small file that only its owner reads: at once, or not at all.
 *
 * @param {string} path
 * @param {string} text
 */
export function writeSecretFile(path, text) {
  const half = `${path}.${process.pid}.new`;
  const file = openSync(half, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}
