/** What buckets really do is found out, and what is asked for and not there keeps an installation from beginning. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, describe, it } from "node:test";
import { ListObjectVersionsCommand, PutObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import { probe } from "#lib/infra/storage/s3/probe.ts";
import { s3Storage } from "#lib/infra/storage/s3/s3-storage.ts";
import { Unfit } from "#lib/infra/storage/s3/unfit.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { bucketAt, makeBucket } from "#tests/support/s3/bucket.ts";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";
import type { S3Server } from "#tests/support/s3/server.ts";
import { startSwift } from "#tests/support/s3/swift.ts";

const ceph = await startRadosgw();
const swift = await startSwift();
const skip = (server: S3Server | undefined) => !server && "its packages cannot be had here";
after(async () => {
  await ceph?.stop();
  await swift?.stop();
});

const CUSTOMER = { S3_ENCRYPTION: "customer", S3_CUSTOMER_KEY: randomBytes(32).toString("base64") };
const LOCK = { S3_LOCK_MODE: "COMPLIANCE", S3_LOCK_DAYS: "30" };

describe("Ceph's gateway", { skip: skip(ceph) }, () => {
  it("refuses wrong digests, has tags that are digests, copies, and takes a key once", async () => {
    const server = ceph as S3Server;
    const bucket = await makeBucket(server);
    assert.deepEqual(await probe(bucket), {
      answers: {
        ...{ conditionalPut: true, conditionalComplete: false, refusesWrongDigest: true, tagsAreDigests: true },
        ...{ copies: "whole", versions: false, locks: "no", encryption: "", listsUploads: true },
      },
      unfit: [],
    });
    const { Versions } = await bucket.client.send(new ListObjectVersionsCommand({ Bucket: bucket.name }));
    assert.equal(Versions, undefined, "nothing of it is left");
  });

  it("locks what was uploaded in parts only when it is asked once more", async () => {
    const server = ceph as S3Server;
    const { answers, unfit } = await probe(await makeBucket(server, { isLockable: true, ...LOCK }));
    assert.deepEqual([answers?.locks, answers?.versions, unfit], ["afterwards", true, []]);
  });

  it("a lock in a bucket without locks is refused in words", async () => {
    const server = ceph as S3Server;
    const bucket = await makeBucket(server, LOCK);
    assert.deepEqual((await probe(bucket)).unfit, ["lock"]);
    await assert.rejects(s3Storage(bucket).stage(), (error) => {
      assert.ok(error instanceof SealbookError && error.code === "storage_unavailable");
      assert.ok(error.cause instanceof Unfit);
      assert.match(error.cause.message, /S3_LOCK_MODE asks for object lock, and this bucket does not keep it/);
      return true;
    });
  });

  it("a bucket that locks everything is refused: what is staged could not be removed", async () => {
    const server = ceph as S3Server;
    const bucket = await makeBucket(server, { isLockable: true, ...LOCK });
    const Rule = { DefaultRetention: { Mode: "GOVERNANCE" as const, Days: 1 } };
    await bucket.client.send(
      new PutObjectLockConfigurationCommand({
        Bucket: bucket.name,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule },
      }),
    );
    assert.deepEqual((await probe(bucket)).unfit, ["default-lock"]);
  });

  it("keys of ours are used; keys of its own that it only pretends to use are refused", async () => {
    const server = ceph as S3Server;
    const { answers, unfit } = await probe(await makeBucket(server, CUSTOMER));
    assert.deepEqual([answers?.encryption, answers?.copies, unfit], ["AES256", "no", []]);
    assert.deepEqual((await probe(await makeBucket(server, { S3_ENCRYPTION: "AES256" }))).unfit, ["encryption"]);
  });

  it("no bucket, and no right to it, are told apart", async () => {
    const server = ceph as S3Server;
    assert.deepEqual((await probe(bucketAt(server))).unfit, ["bucket"]);
    const { name } = await makeBucket(server);
    const stranger = bucketAt({ ...server, secretAccessKey: "wrong" }, { S3_BUCKET: name });
    assert.deepEqual((await probe(stranger)).unfit, ["access"]);
  });
});

describe("Swift", { skip: skip(swift) }, () => {
  it("is used without what it lacks", async () => {
    const server = swift as S3Server;
    const { answers, unfit } = await probe(await makeBucket(server));
    assert.deepEqual(
      [answers?.conditionalPut, answers?.tagsAreDigests, answers?.versions, unfit],
      [false, true, false, []],
    );
  });

  it("pretended locks are refused", async () => {
    const server = swift as S3Server;
    assert.deepEqual((await probe(await makeBucket(server, { isLockable: true, ...LOCK }))).unfit, ["lock"]);
  });

  it("pretended encryption is refused, and that which it has never heard of", async () => {
    const server = swift as S3Server;
    for (const settings of [CUSTOMER, { S3_ENCRYPTION: "AES256" }]) {
      assert.deepEqual((await probe(await makeBucket(server, settings))).unfit, ["encryption"]);
    }
  });
});

describe("a server that is away", () => {
  it("is no reason to call a bucket unfit", async () => {
    const bucket = bucketAt({ endpoint: "http://127.0.0.1:1", accessKeyId: "a", secretAccessKey: "b" });
    bucket.client.config.maxAttempts = async () => 1;
    await assert.rejects(probe(bucket), { code: "storage_unavailable" });
  });
});
