/** Content-addressed files, write-once: a digest's file never changes, and the same content lies there once. */
import type { Dirent } from "node:fs";
import { type FileHandle, open, opendir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ContentAddress, contentFolder, contentPath, ensureFolder, syncFolder, uploadsFolder } from "./paths.ts";

/** Moves a durable file to its address, in place of the same content that may lie there: should that be damaged, it is whole again. */
export async function placeContent(address: ContentAddress, path: string): Promise<void> {
  const target = contentPath(address);
  await ensureFolder(dirname(target));
  await rename(path, target);
  // COMMIT. Before: the file lies among the uploads, where the sweep finds it. After: it has its address for good.
  await syncFolder(dirname(target));
}

/** The file, to be read and closed by the caller; undefined when it is not there. */
export async function openContent(address: ContentAddress): Promise<{ file: FileHandle; size: number } | undefined> {
  try {
    const file = await open(contentPath(address), "r");
    return { file, size: (await file.stat()).size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function removeContent(address: ContentAddress): Promise<void> {
  await unlink(contentPath(address)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** Removes what interrupted uploads left behind, unless it was touched after `before`. @returns files removed. */
export async function sweepUploads(before: Date): Promise<number> {
  let removed = 0;
  for await (const entry of entriesOf(uploadsFolder())) {
    const path = join(uploadsFolder(), entry.name);
    if (!(await isOlder(path, before))) continue;
    await unlink(path);
    removed += 1;
  }
  return removed;
}

/** Addresses of the files that were placed before `before`. */
export async function* contentOlderThan(before: Date): AsyncGenerator<ContentAddress> {
  for await (const organisation of entriesOf(contentFolder())) {
    const folder = join(contentFolder(), organisation.name);
    for await (const prefix of entriesOf(folder)) {
      for await (const { name } of entriesOf(join(folder, prefix.name))) {
        if (!/^[0-9a-f]{64}$/.test(name) || !(await isOlder(join(folder, prefix.name, name), before))) continue;
        yield { organisationId: organisation.name, sha256: new Uint8Array(Buffer.from(name, "hex")) };
      }
    }
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    for await (const entry of await opendir(folder)) yield entry;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function isOlder(path: string, before: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
