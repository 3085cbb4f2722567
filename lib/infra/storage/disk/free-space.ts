/** The disk on which files are kept. */
import { statfs } from "node:fs/promises";
import { env } from "#lib/env.ts";

/** Of the disk under DATA_DIR, in bytes; what only root may fill is not free. statfs(2). */
export async function readDisk(): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(env.DATA_DIR);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
