import type { UploadFields } from "./upload-fields.ts";
import type { Stage, UploadItem } from "./upload-item.ts";
import type { Job } from "./upload-job.ts";
import type { Remembered } from "./upload-journal.ts";

/** What a reload must not lose of a file; undefined for one that cannot be recorded as it is. */
export function rowOf(
  { key, name, folder, size, sha256, stage }: UploadItem,
  { job, fields, upload }: { job: Job; fields: UploadFields; upload: string },
): Remembered | undefined {
  if (stage.name === "refused" || stage.name === "misnamed") return undefined;
  const { idempotencyKey, order, method } = job;
  const values = fields.of(key);
  return {
    order,
    name,
    folder,
    size,
    idempotencyKey,
    upload,
    ...(sha256 ? { sha256 } : {}),
    ...(Object.keys(values).length > 0 ? { fields: values } : {}),
    ...(fields.isHeld(key) ? { held: method } : {}),
    ...(stage.name === "recorded" ? { evidence: stage.evidence } : {}),
  };
}

/** A file as it stands after a reload: recorded, or to be chosen again. */
export function itemOf(key: string, { name, folder, size, sha256, evidence }: Remembered): UploadItem {
  const stage: Stage = evidence ? { name: "recorded", evidence } : { name: "missing" };
  return { key, name, folder, size, ...(sha256 ? { sha256 } : {}), stage };
}
