/** Room for files. */
import { hostname } from "node:os";
import { resolve } from "node:path";
import { env } from "#lib/env.ts";
import { type Condition, condition } from "#lib/features/alarms/types.ts";
import { readDisk } from "#lib/infra/storage/disk/free-space.ts";

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
