/** Content on a disk: files that are written once and renamed to their address. The contract is in ../port.ts. */
import type { Dirent } from "node:fs";
import { copyFile, open, opendir, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  CHUNK_BYTES,
  type ContentAddress,
  type ContentStorage,
  type Part,
  type StagedKey,
  type Stored,
  type StoredContent,
} from "../port.ts";
import { contentFolder, contentPath, inFolder, isMissing, stagedPath, syncFolder, uploadsFolder } from "./paths.ts";
import { StagedFile } from "./staged-file.ts";

const pathOf = (stored: Stored): string => ("key" in stored ? stagedPath(stored.key) : contentPath(stored));

async function place(key: string, address: ContentAddress, { durable = false } = {}): Promise<void> {
  const [staged, target] = [stagedPath(key), contentPath(address)];
  try {
    await inFolder(dirname(target), () =>
      rename(staged, target).catch((error) => copyAcross(error, { staged, target })),
    );
  } catch (error) {
    // Placed before, by whoever was interrupted after it.
    if (!isMissing(error) || !(await exists(target))) throw error;
  }
  if (durable) await syncFolder(dirname(target));
}

/** Uploads and content lie on two file systems, between which nothing can be renamed: rename(2). */
async function copyAcross(error: unknown, { staged, target }: { staged: string; target: string }): Promise<void> {
  if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
  // One name a key: whoever was interrupted here begins again under it.
  const half = `${target}.${basename(staged)}`;
  await copyFile(staged, half);
  const file = await open(half, "r+");
  await file.sync().finally(() => file.close());
  await rename(half, target);
  await syncFolder(dirname(target));
  await unlink(staged);
}

async function read(stored: Stored, part?: Part): Promise<StoredContent | undefined> {
  try {
    const file = await open(pathOf(stored), "r");
    try {
      const { size } = await file.stat();
      // Closes the file when it ends or is destroyed.
      const range = part ? { start: part.first, end: part.last } : {};
      return { size, stream: file.createReadStream({ highWaterMark: CHUNK_BYTES, ...range }) };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function remove(stored: Stored): Promise<void> {
  await unlink(pathOf(stored)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

function list(kind: "staged", options: { before: Date }): AsyncIterable<StagedKey>;
function list(kind: "placed", options: { before: Date }): AsyncIterable<ContentAddress>;
function list(kind: "staged" | "placed", { before }: { before: Date }): AsyncIterable<Stored> {
  return kind === "staged" ? listStaged(before) : listPlaced(before);
}

async function* listStaged(before: Date): AsyncGenerator<StagedKey> {
  for await (const { name } of entriesOf(uploadsFolder())) {
    if (await isOlder(join(uploadsFolder(), name), before)) yield { key: name };
  }
}

async function* listPlaced(before: Date): AsyncGenerator<ContentAddress> {
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

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

export const diskStorage: ContentStorage = { stage: () => StagedFile.create(), place, read, remove, list };
