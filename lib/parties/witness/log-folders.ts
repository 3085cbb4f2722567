/** Folders of what a witness keeps of each log: `<base>/<hex sha256(origin)>/`. */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent, syncFolder } from "./durable-file.ts";

const FOLDER_MODE = 0o700;
const HASH = /^[0-9a-f]{64}$/;

/** Hashes of the logs that have a folder; whatever else lies there is left out. */
export async function listLogFolders(base: string): Promise<string[]> {
  return (await namesIn(base)).filter((name) => HASH.test(name));
}

/** The folder of a log, durably, whether or not it was there. @returns its path */
export async function makeLogFolder(base: string, hash: string): Promise<string> {
  const folder = join(base, hash);
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  await syncFolder(base);
  await syncFolder(join(base, ".."));
  return folder;
}

/** Nothing when the folder is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
