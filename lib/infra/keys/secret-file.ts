/**
 * Files of secrets: 32 bytes in base64 a line, readable by nobody else, made on first use. What is there appears under its name whole and
 * synced, or not at all.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const SECRET_BYTES = 32;
const FILE_MODE = 0o600;
const OTHERS_MODE_BITS = 0o077;
/** A line holds 44 characters of base64 and a line feed; anything much longer is some other file. */
const FILE_BYTES_MAX = 1_024;

/**
 * The secrets of a file, which is made with one where there is none.
 *
 * @param path of the file
 * @returns 32 bytes each, at least one
 * @throws {Error} when it is malformed, unreadable, or readable by others.
 */
export function readSecrets(path: string): Uint8Array[] {
  const found = readSecretFile(path);
  if (found) return found;
  createSecretFile(path);
  const made = readSecretFile(path);
  if (!made) throw new Error(`${path} was removed while it was being made.`);
  return made;
}

/** `undefined` when there is no such file. */
function readSecretFile(path: string): Uint8Array[] | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path}, a secret of this installation, cannot be read.`, { cause: error });
  }
  try {
    // Asked of the open file, so that what is checked is what is read.
    const { mode, size } = fstatSync(file);
    if (mode & OTHERS_MODE_BITS) {
      const octal = (mode & 0o777).toString(8).padStart(4, "0");
      throw new Error(`${path} is open to other users (mode ${octal}). Run: chmod 600 ${path}`);
    }
    const lines = size <= FILE_BYTES_MAX ? readFileSync(file, "utf8").trim().split(/\r?\n/) : [];
    const secrets = lines.map(decodeSecret).filter((secret) => secret !== undefined);
    if (secrets.length === 0 || secrets.length < lines.length)
      throw new Error(`${path} does not hold 32 bytes in base64. Restore it from a backup.`);
    return secrets;
  } finally {
    closeSync(file);
  }
}

/**
 * Makes the file unless another process was first. It appears under its name whole and synced, or not at all:
 * `link` refuses an existing name as O_EXCL does, and no one can read a half-written secret.
 */
function createSecretFile(path: string): void {
  const folder = join(path, "..");
  mkdirSync(folder, { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(8).toString("hex")}`;
  try {
    const file = openSync(/* turbopackIgnore: true */ temporary, "wx", FILE_MODE);
    try {
      writeSync(file, `${randomBytes(SECRET_BYTES).toString("base64")}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    syncFolder(folder);
  } catch (error) {
    throw new Error(`${path}, a secret of this installation, cannot be made: is the folder writable?`, {
      cause: error,
    });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A name is durable only once its folder is: without the secret the signing key would be lost for good. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Undefined unless it is the base64 of 32 bytes, in its one spelling. */
export function decodeSecret(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === SECRET_BYTES && bytes.toString("base64") === text ? new Uint8Array(bytes) : undefined;
}
