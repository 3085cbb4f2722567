/**
 * Files that arrive piece by piece, over days and restarts: `DATA_DIR/resumable/<id>`. A piece is written at its own place, so that two
 * connections of one client that overlap write the same bytes to the same places; how much has arrived is how long the file is.
 */
import { open, readdir, stat, statfs, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { env } from "#lib/env.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { inFolder, isMissing, syncFolder } from "./paths.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FULL_DISK_CODES = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
/** Made durable at least this often, so that a crash costs no more, and the disk is not asked for all of it at the end. */
const SYNC_BYTES = 64 * 1024 ** 2;

const folder = (): string => resolve(env.DATA_DIR, "resumable");

function pathOf(id: string): string {
  if (!ID.test(id)) throw new Error("Not an id of an upload");
  return join(folder(), id);
}

export async function createPartial(id: string): Promise<void> {
  await inFolder(folder(), async () => (await open(pathOf(id), "wx", 0o600)).close());
  await syncFolder(folder());
}

/** How much has arrived, in bytes; undefined when there is no such file. */
export async function partialSize(id: string): Promise<number | undefined> {
  try {
    return (await stat(pathOf(id))).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Writes a piece at its place. What came before the stream failed stays.
 *
 * @returns behind which byte the piece ends, once that is durable
 * @throws {SealbookError} `storage_full`
 */
export async function appendPartial(
  id: string,
  { stream, offset }: { stream: Readable; offset: number },
): Promise<number> {
  const file = await open(pathOf(id), "r+");
  let at = offset;
  let synced = offset;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at);
        done += bytesWritten;
        at += bytesWritten;
      }
      if (at - synced < SYNC_BYTES) continue;
      await file.datasync();
      synced = at;
    }
    return at;
  } catch (error) {
    const isFull = FULL_DISK_CODES.has((error as NodeJS.ErrnoException).code ?? "");
    throw isFull ? new SealbookError("storage_full", { cause: error }) : error;
  } finally {
    await file.sync().finally(() => file.close());
  }
}

/** All of it, from its first byte. */
export async function readPartial(id: string): Promise<Readable> {
  return (await open(pathOf(id), "r")).createReadStream({ highWaterMark: 1024 ** 2 });
}

export async function removePartial(id: string): Promise<void> {
  await unlink(pathOf(id)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** Ids of what lies there and was written last before `before`. */
export async function listPartials(before: Date): Promise<string[]> {
  const names = await readdir(folder()).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const old: string[] = [];
  for (const name of names.filter((each) => ID.test(each))) {
    const { mtime = before } = (await stat(pathOf(name)).catch(() => undefined)) ?? {};
    if (mtime < before) old.push(name);
  }
  return old;
}

/** Bytes that may still arrive, on the disk of these files. */
export async function roomForPartials(): Promise<number> {
  const { bavail, bsize } = await inFolder(folder(), () => statfs(folder()));
  return bavail * bsize;
}
