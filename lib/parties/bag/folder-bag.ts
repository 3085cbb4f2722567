/** A bag in a folder of this machine. Links are named and never followed: what they point to is not in the bag. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, opendir } from "node:fs/promises";
import { join } from "node:path";
import type { BagSource, FoundFile } from "#lib/core/bag/bag-source.ts";

/** Folders in folders; deeper ones are special. */
const DEPTH_MAX = 32;
const CHUNK_BYTES = 256 * 1024;

/** @param options.signal stops whatever is under way */
export function folderBag(folder: string, { signal }: { signal?: AbortSignal } = {}): BagSource {
  return {
    signal,
    list: () => filesBelow(folder, { at: "", depth: 0, signal }),
    open: (found) => chunksOf(join(folder, found.path), { bytesMax: found.size + 1, signal }),
    hash: (algorithm) => createHash(algorithm),
  };
}

async function* filesBelow(
  folder: string,
  { at, depth, signal }: { at: string; depth: number; signal: AbortSignal | undefined },
): AsyncGenerator<FoundFile> {
  for await (const entry of await opendir(join(folder, at), { bufferSize: 1024 })) {
    signal?.throwIfAborted();
    const path = at === "" ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory() && depth < DEPTH_MAX) yield* filesBelow(folder, { at: path, depth: depth + 1, signal });
    else if (entry.isFile()) yield await described(folder, path);
    else yield { path, kind: "special", size: 0 };
  }
}

/** A name that is no UTF-8 names nothing that could be looked at: its path says so. */
async function described(folder: string, path: string): Promise<FoundFile> {
  const found = await lstat(join(folder, path)).catch(() => undefined);
  return { path, kind: found === undefined || found.isFile() ? "file" : "special", size: found?.size ?? 0 };
}

async function* chunksOf(
  path: string,
  { bytesMax, signal }: { bytesMax: number; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  // Not through a link that took the file's place since it was listed.
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytesMax));
  for (let left = bytesMax; left > 0; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, left), null);
    if (bytesRead === 0) return;
    left -= bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
