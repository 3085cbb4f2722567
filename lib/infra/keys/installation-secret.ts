/**
 * The one secret of an installation: 32 bytes from `SEALBOOK_SECRET`, or from `DATA_DIR/secret.key`, which is made on
 * first use. Every key that is kept or used at rest derives from it, one a purpose (HKDF-SHA256, RFC 5869).
 */
import { hkdfSync, randomBytes } from "node:crypto";
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
import { env } from "#lib/env.ts";

const SECRET_BYTES = 32;
const FILE_MODE = 0o600;
const OTHERS_MODE_BITS = 0o077;
/** The file holds 44 characters of base64 and a line feed; anything longer is some other file. */
const FILE_BYTES_MAX = 128;

let cached: Uint8Array | undefined;

/**
 * The key of this installation for one purpose, 32 bytes; the same as long as the secret is the same.
 * @throws {Error} when the secret is malformed, unreadable, or readable by others.
 */
export function purposeKey(purpose: string): Uint8Array {
  cached ??= env.SEALBOOK_SECRET ? fromEnvironment(env.SEALBOOK_SECRET) : fromFile(join(env.DATA_DIR, "secret.key"));
  return new Uint8Array(hkdfSync("sha256", cached, "sealbook installation secret", purpose, SECRET_BYTES));
}

function fromEnvironment(text: string): Uint8Array {
  const secret = decode(text);
  if (!secret) throw new Error("SEALBOOK_SECRET must be 32 bytes in base64. Make one with: openssl rand -base64 32");
  return secret;
}

function fromFile(path: string): Uint8Array {
  const found = readSecretFile(path);
  if (found) return found;
  createSecretFile(path);
  const made = readSecretFile(path);
  if (!made) throw new Error(`${path} was removed while it was being made.`);
  return made;
}

/** `undefined` when there is no such file. */
function readSecretFile(path: string): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path}, the secret of this installation, cannot be read.`, { cause: error });
  }
  try {
    // Asked of the open file, so that what is checked is what is read.
    const { mode, size } = fstatSync(file);
    if (mode & OTHERS_MODE_BITS) {
      const octal = (mode & 0o777).toString(8).padStart(4, "0");
      throw new Error(`${path} is open to other users (mode ${octal}). Run: chmod 600 ${path}`);
    }
    const secret = size <= FILE_BYTES_MAX ? decode(readFileSync(file, "utf8").trim()) : undefined;
    if (!secret) throw new Error(`${path} does not hold 32 bytes in base64. Restore it from a backup.`);
    return secret;
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
    throw new Error(`${path}, the secret of this installation, cannot be made: is the folder writable?`, {
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

function decode(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === SECRET_BYTES && bytes.toString("base64") === text ? new Uint8Array(bytes) : undefined;
}
