/** A new bucket on a server of a test. */
import { randomUUID } from "node:crypto";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { parseEnv } from "#lib/env.ts";
import { type Bucket, bucketOf } from "#lib/infra/storage/s3/bucket.ts";
import type { S3Server } from "./server.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** @param settings S3_… beyond those that say where it is. isLockable: locks can be asked for in it. */
export async function makeBucket(
  server: Pick<S3Server, "endpoint" | "accessKeyId" | "secretAccessKey">,
  { isLockable = false, ...settings }: { isLockable?: boolean } & Record<string, string | boolean> = {},
): Promise<Bucket> {
  const bucket = bucketAt(server, settings as Record<string, string>);
  const Bucket = bucket.name;
  await bucket.client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: isLockable }));
  return bucket;
}

/** One that nobody has made. */
export function bucketAt(
  { endpoint, accessKeyId, secretAccessKey }: Pick<S3Server, "endpoint" | "accessKeyId" | "secretAccessKey">,
  settings: Record<string, string> = {},
): Bucket {
  const bucket = bucketOf(
    parseEnv({
      ...{ S3_BUCKET: `test-${randomUUID()}`, S3_ENDPOINT: endpoint },
      ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
      // The smallest parts that there may be, and so no files that need larger ones.
      ...{ S3_PART_BYTES: String(5 * MIB), RESUMABLE_BYTES_MAX: String(GIB) },
      ...settings,
    }),
  );
  if (!bucket) throw new Error("no bucket");
  return bucket;
}
