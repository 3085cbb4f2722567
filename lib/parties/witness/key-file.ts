/** A file that holds a private key: its owner's alone, never written over. */
import { constants, open } from "node:fs/promises";
import { isAbsent } from "./durable-file.ts";
import { WitnessError } from "./witness-error.ts";

const FILE_MODE = 0o600;
const OTHERS_MODE_BITS = 0o077;
/** A name of 255 characters of four bytes, an ML-DSA-44 key in base64, and what stands around them. */
const FILE_BYTES_MAX = 4_096;

/** @throws {WitnessError} folder_taken */
export async function createKeyFile(path: string, text: string): Promise<void> {
  try {
    await using file = await open(path, "wx", FILE_MODE);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new WitnessError("folder_taken", path);
    throw error;
  }
}

/** Undefined when there is none, or one of another length. @throws {WitnessError} key_open, key_malformed */
export async function readKeyFile(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    // Asked of the open file, so that what is checked is what is read. Windows keeps no such bits.
    const { mode, size } = await file.stat();
    if (process.platform !== "win32" && mode & OTHERS_MODE_BITS) throw new WitnessError("key_open", path);
    if (size > FILE_BYTES_MAX) throw new WitnessError("key_malformed", path);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
