import { readDisk } from "#lib/infra/storage/disk/free-space.ts";
import { gauge } from "#lib/infra/telemetry/gauge.ts";
import { countDamaged } from "./rows/content.ts";

export const diskGauges = gauge({
  help: {
    disk_free_bytes: "Free space where files are kept.",
    disk_size_bytes: "Size of the disk where files are kept.",
  },
  labels: [],
  source: "machine",
  async read() {
    const { freeBytes, totalBytes } = await readDisk();
    return [{ labels: {}, figures: { disk_free_bytes: freeBytes, disk_size_bytes: totalBytes } }];
  },
});

export const contentGauges = gauge({
  help: { damaged_files: "Kept files that are not what was kept, as they were found last." },
  labels: [],
  source: "database",
  async read() {
    return [{ labels: {}, figures: { damaged_files: await countDamaged() } }];
  },
});
