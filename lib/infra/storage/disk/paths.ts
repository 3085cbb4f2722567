/** Where files lie: `DATA_DIR/uploads/<random>` while they arrive, `DATA_DIR/content/<organisation>/<2 hex>/<64 hex>` then. */
import { mkdir, open } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { env } from "#lib/env.ts";
import type { ContentAddress } from "../port.ts";

const ORGANISATION_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const uploadsFolder = (): string => resolve(env.DATA_DIR, "uploads");
export const contentFolder = (): string => resolve(env.DATA_DIR, "content");

/** @throws {Error} for a name that is not one file's in the folder. */
export function stagedPath(key: string): string {
  if (!/^[\w-]{1,64}$/.test(key)) throw new Error("Not a key of staged content");
  return join(uploadsFolder(), key);
}

/** @throws {Error} for an address that is not made of an id and 32 bytes: it would lead out of the folder. */
export function contentPath({ organisationId, sha256 }: ContentAddress): string {
  if (!ORGANISATION_PATTERN.test(organisationId) || sha256.length !== 32) throw new Error("Not a content address");
  const hex = Buffer.from(sha256).toString("hex");
  return join(contentFolder(), organisationId, hex.slice(0, 2), hex);
}

/** Does what needs a folder, which is there but for the first time: looking first would cost each file as much as writing it. */
export async function inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await ensureFolder(path);
    return await work();
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** Makes the folder and makes its name durable in every folder that is new on the way. */
async function ensureFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (!first) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) await syncFolder(dirname(folder));
}

/** A new name in a folder survives a power cut once the folder is synced. fsync(2). */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Folders that are being synced, each with the sync that begins when that one has ended. */
const syncing = new Map<string, { running: Promise<void>; next: Promise<void> | undefined }>();

/** As `syncFolder`, for many who add names to one folder at the same time: those who come while it is synced share the next sync. */
export async function syncFolderTogether(path: string): Promise<void> {
  const current = syncing.get(path);
  if (!current) {
    const entry = { running: syncFolder(path), next: undefined };
    syncing.set(path, entry);
    try {
      await entry.running;
    } finally {
      if (syncing.get(path) === entry && entry.next === undefined) syncing.delete(path);
    }
    return;
  }
  current.next ??= current.running
    .catch(() => {})
    .then(() => {
      syncing.delete(path);
      return syncFolderTogether(path);
    });
  await current.next;
}
