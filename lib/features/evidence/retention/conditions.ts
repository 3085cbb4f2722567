/** Files that are kept, and room for them. */
import { hostname } from "node:os";
import { resolve } from "node:path";
import { env } from "#lib/env.ts";
import { type Condition, condition } from "#lib/features/alarms/types.ts";
import { readDisk } from "#lib/infra/storage/disk/free-space.ts";
import { countDamaged, listDamagedEvidence } from "./rows/content.ts";
import { findStorage } from "./rows/storage.ts";

const GIB = 1024 ** 3;
const MINUTE_MS = 60_000;

/** Free space is worth a look below this share of the disk, on a large one below so many bytes. */
export interface DiskLimits {
  freeShareMin: number;
  freeBytesMin: number;
}

export const DISK_LIMITS: DiskLimits = { freeShareMin: 0.1, freeBytesMin: 20 * GIB };

/** Of the machine that this process runs on; it may be gone for good. */
export function diskFilling({ freeShareMin, freeBytesMin }: DiskLimits = DISK_LIMITS): Condition {
  return condition({
    kind: "disk_filling",
    unseenMs: 10 * MINUTE_MS,
    async look() {
      const { freeBytes, totalBytes } = await readDisk();
      const folder = resolve(env.DATA_DIR);
      const host = hostname();
      const freeMin = Math.min(totalBytes * freeShareMin, freeBytesMin);
      const share = freeBytes > 0 ? freeMin / freeBytes : Number.POSITIVE_INFINITY;
      return [{ subject: `${host}:${folder}`, details: { host, folder, freeBytes, totalBytes }, share }];
    },
  });
}

const EVIDENCE_NAMED_MAX = 20;

/** One alert for all of them: what damages a file has often damaged others. */
export const contentDamaged = condition({
  kind: "content_damaged",
  async look() {
    const files = await countDamaged();
    const found = files === 0 ? "" : (await listDamagedEvidence(EVIDENCE_NAMED_MAX)).join(" ");
    return [{ subject: "content", details: { files, found }, share: files === 0 ? 0 : Number.POSITIVE_INFINITY }];
  },
});

/** The bucket does not do what was asked of it, or does not answer. */
export const storageUnfit = condition({
  kind: "storage_unfit",
  async look() {
    const found = await findStorage();
    if (!found) return [];
    const { place, unfit } = found;
    return [
      {
        subject: "storage",
        details: { place, what: unfit.join(" ") },
        share: unfit.length > 0 ? Number.POSITIVE_INFINITY : 0,
      },
    ];
  },
});
