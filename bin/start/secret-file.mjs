/** Files that hold passwords. */
import { randomBytes } from "node:crypto";
import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const MODE = 0o600;
const NAME_BYTES = 12;

/**
 * Writes a small file that only its owner reads: at once, or not at all.
 *
 * @param {string} path
 * @param {string} text
 */
export function writeSecretFile(path, text) {
  const half = newSecretFile(path, { text });
  try {
    renameSync(half, path);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/**
 * Makes a file whose name nobody can foresee, so that nothing can wait under it: neither a link to somewhere else nor
 * a file that others read.
 *
 * @param {string} path what its name begins with
 * @param {{ text: string, owner?: { uid: number, gid: number } }} options owner: whom it is given to
 * @returns {string} its path
 */
export function newSecretFile(path, { text, owner }) {
  const name = `${path}.${randomBytes(NAME_BYTES).toString("hex")}`;
  // O_EXCL also refuses a link that leads nowhere: open(2).
  const file = openSync(name, "wx", MODE);
  try {
    writeSync(file, text);
    if (owner) fchownSync(file, owner.uid, owner.gid);
    fsyncSync(file);
  } catch (error) {
    rmSync(name, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return name;
}

/** A name is durable only once its folder is. */
function syncFolder(folder) {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
