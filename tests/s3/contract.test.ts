/** The storage port in buckets of real servers. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import type { ContentStorage } from "#lib/infra/storage/port.ts";
import type { Bucket } from "#lib/infra/storage/s3/bucket.ts";
import { headOf } from "#lib/infra/storage/s3/check-written.ts";
import { nameOf } from "#lib/infra/storage/s3/names.ts";
import { s3Storage } from "#lib/infra/storage/s3/s3-storage.ts";
import { makeBucket } from "#tests/support/s3/bucket.ts";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";
import type { S3Server } from "#tests/support/s3/server.ts";
import { startSwift } from "#tests/support/s3/swift.ts";
import { addressOf, holdsOf, stage } from "#tests/support/storage-contract.ts";

const ceph = await startRadosgw();
const swift = await startSwift();
const skip = (server: S3Server | undefined) => !server && "its packages cannot be had here";
after(async () => {
  await ceph?.stop();
  await swift?.stop();
});

const customerKey = () => randomBytes(32).toString("base64");

function bucketOn(server: S3Server | undefined, settings: () => Record<string, string | boolean>) {
  const made: { bucket?: Bucket; storage?: ContentStorage } = {};
  before(async () => {
    made.bucket = await makeBucket(server as S3Server, settings());
    made.storage = s3Storage(made.bucket);
  });
  return {
    bucket: () => made.bucket as Bucket,
    storage: () => made.storage as ContentStorage,
  };
}

describe("Ceph's gateway", { skip: skip(ceph) }, () => {
  const { storage, bucket } = bucketOn(ceph, () => ({ S3_PREFIX: "evidence/of-us" }));
  holdsOf(storage);

  it("no upload is left open", async () => {
    const { Uploads = [] } = await bucket().client.send(new ListMultipartUploadsCommand({ Bucket: bucket().name }));
    assert.deepEqual(Uploads, []);
  });
});

describe("Ceph's gateway, encrypted under a key of ours", { skip: skip(ceph) }, () => {
  const { storage, bucket } = bucketOn(ceph, () => ({ S3_ENCRYPTION: "customer", S3_CUSTOMER_KEY: customerKey() }));
  holdsOf(storage);

  it("without the key nothing is read", async () => {
    const { key } = await stage(storage(), randomBytes(10));
    const { encryption: _, ...keyless } = bucket();
    await assert.rejects(headOf(keyless, { name: nameOf({ key }), version: undefined }));
  });
});

describe("Ceph's gateway, locked", { skip: skip(ceph) }, () => {
  const { storage, bucket } = bucketOn(ceph, () => ({
    isLockable: true,
    S3_LOCK_MODE: "GOVERNANCE",
    S3_LOCK_DAYS: "2",
  }));
  holdsOf(storage, { isLocked: true });

  it("content is locked for its days, what is staged is not", async () => {
    for (const size of [10, 12 * 1024 ** 2]) {
      const bytes = randomBytes(size);
      const { key } = await stage(storage(), bytes);
      const staged = await headOf(bucket(), { name: nameOf({ key }), version: undefined });
      assert.equal(staged.ObjectLockMode, undefined);
      const address = addressOf(bytes);
      await storage().place(key, address, { durable: true });
      const placed = await headOf(bucket(), { name: nameOf(address), version: undefined });
      assert.equal(placed.ObjectLockMode, "GOVERNANCE");
      const days = (Number(placed.ObjectLockRetainUntilDate) - Date.now()) / (24 * 60 * 60 * 1_000);
      assert.ok(days > 1.9 && days < 2.1, String(days));
    }
  });
});

describe("Swift", { skip: skip(swift) }, () => {
  const { storage } = bucketOn(swift, () => ({}));
  holdsOf(storage);
});
