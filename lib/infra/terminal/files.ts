/** Files as the command line reads them: bounded, and a sentence when they cannot be read or written. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
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

/** SHA-256 and length of a file of any size. @throws {CommandError} when it cannot be read */
export async function hashFile(
  path: string,
  { say, onRead }: { say: Say; onRead?: (bytes: number) => void },
): Promise<{ sha256: Uint8Array; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of open(path)) {
      hash.update(chunk);
      size += chunk.length;
      onRead?.(size);
    }
  } catch (error) {
    throw unreadable(path, { error, say });
  }
  return { sha256: new Uint8Array(hash.digest()), size };
}

/** Puts a file in its place whole, or leaves what is there. @throws {CommandError} when it cannot be written */
export async function writeWhole(path: string, bytes: Uint8Array, say: Say): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(temporary, bytes, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(say("files.unwritable", { path, reason: code ?? message }), { code: "file_unwritable" });
  }
}
