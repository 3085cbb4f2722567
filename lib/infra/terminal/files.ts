/** Files as the command line reads them: bounded, and a sentence when they cannot be read or written. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { CommandError } from "./command.ts";
import type { Say } from "./words.ts";

/** Stands for standard input. */
export const STDIN = "-";

function open(path: string): Readable {
  return path === STDIN ? process.stdin : createReadStream(path);
}

function unreadable(path: string, { error, say }: { error: unknown; say: Say }): CommandError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: say("files.absent"),
    EACCES: say("files.denied"),
    EISDIR: say("files.folder"),
  };
  const reason = reasons[code] ?? message;
  return new CommandError(say("files.unreadable", { path, reason }), { code: "file_unreadable" });
}

/** @throws {CommandError} when it cannot be read or is longer than `bytesMax` */
export async function readFileUpTo(
  path: string,
  { bytesMax, say }: { bytesMax: number; say: Say },
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of open(path)) {
      size += chunk.length;
      if (size > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreadable(path, { error, say });
  }
  if (size > bytesMax) throw new CommandError(say("files.tooLarge", { path, bytesMax }), { code: "file_too_large" });
  return Buffer.concat(chunks);
}

/**
 * SHA-256 and length of a file of any size; also its SHA3-256 and SM3 where they are asked for.
 * @throws {CommandError} when it cannot be read
 */
export async function hashFile(
  path: string,
  { say, sha3, sm3, onRead }: { say: Say; sha3?: boolean; sm3?: boolean; onRead?: (bytes: number) => void },
): Promise<{ sha256: Uint8Array; sha3?: Uint8Array; sm3?: Uint8Array; size: number }> {
  const hash = createHash("sha256");
  const others = { ...(sha3 && { sha3: createHash("sha3-256") }), ...(sm3 && { sm3: createHash("sm3") }) };
  let size = 0;
  try {
    for await (const chunk of open(path)) {
      hash.update(chunk);
      others.sha3?.update(chunk);
      others.sm3?.update(chunk);
      size += chunk.length;
      onRead?.(size);
    }
  } catch (error) {
    throw unreadable(path, { error, say });
  }
  const sha256 = new Uint8Array(hash.digest());
  return {
    ...{ sha256, size },
    ...(others.sha3 && { sha3: new Uint8Array(others.sha3.digest()) }),
    ...(others.sm3 && { sm3: new Uint8Array(others.sm3.digest()) }),
  };
}

/**
 * Puts a file in its place whole, or leaves what is there. Only a file is replaced, behind a symbolic link the one that
 * it names: not a device, a pipe or a folder.
 *
 * @throws {CommandError} when it cannot be written
 */
export async function writeWhole(path: string, bytes: Uint8Array, say: Say): Promise<void> {
  const refuse = (reason: string) =>
    new CommandError(say("files.unwritable", { path, reason }), { code: "file_unwritable" });
  let temporary: string | undefined;
  try {
    const target = (await lstat(path).catch(absent)) ? await realpath(path) : path;
    const found = await stat(target).catch(absent);
    if (found && !found.isFile()) throw refuse(say(found.isDirectory() ? "files.folder" : "files.special"));
    temporary = `${target}.${randomBytes(6).toString("hex")}.part`;
    await writeFile(temporary, bytes, { flag: "wx" });
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(code ?? message);
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
