/** A server that fails, dawdles, dies or lies: what is staged is whole or refused, and what is read is what was kept or is not handed out. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { around, DamagedChunk, verified } from "#lib/infra/storage/chunks.ts";
import type { ContentStorage } from "#lib/infra/storage/port.ts";
import { s3Storage } from "#lib/infra/storage/s3/s3-storage.ts";
import { bucketAt, makeBucket } from "#tests/support/s3/bucket.ts";
import { type FaultyProxy, startFaultyProxy } from "#tests/support/s3/faulty-proxy.ts";
import { type Radosgw, startRadosgw } from "#tests/support/s3/radosgw.ts";
import { addressOf, all, later, readAll, sha256, stage } from "#tests/support/storage-contract.ts";

const MIB = 1024 ** 2;
const server = await startRadosgw();

describe("a server on which things go wrong", { skip: !server && "its packages cannot be had here" }, () => {
  const ceph = server as Radosgw;
  let proxy: FaultyProxy;
  let storage: ContentStorage;
  before(async () => {
    proxy = await startFaultyProxy(ceph.endpoint);
    const { name } = await makeBucket(ceph);
    storage = s3Storage(bucketAt({ ...ceph, endpoint: proxy.endpoint }, { S3_BUCKET: name }));
  });
  after(async () => {
    proxy.close();
    await ceph.stop();
  });
  beforeEach(() => {
    proxy.faults = {};
  });

  it("answers 500 and 503 for a while: everything is sent again until it is there", async () => {
    const bytes = randomBytes(17 * MIB);
    proxy.faults = { refusals: 6 };
    const { key } = await stage(storage, bytes);
    proxy.faults = { refusals: 3 };
    const address = addressOf(bytes);
    await storage.place(key, address, { durable: true });
    proxy.faults = { refusals: 2 };
    assert.deepEqual((await readAll(storage, address))?.bytes, bytes);
  });

  it("answers slowly: nothing is lost or sent twice", async () => {
    const bytes = randomBytes(7 * MIB);
    const before = proxy.requests;
    proxy.faults = { delayMs: 300 };
    const { key } = await stage(storage, bytes);
    assert.ok(proxy.requests - before <= 6, String(proxy.requests - before));
    assert.deepEqual((await readAll(storage, { key }))?.bytes, bytes);
  });

  it("takes other bytes than were sent: that is refused, and nothing of it stays", async () => {
    const before = await all(storage.list("staged", { before: later() }));
    for (const size of [2 * MIB, 12 * MIB]) {
      proxy.faults = { changes: "sent" };
      await assert.rejects(stage(storage, randomBytes(size)), { code: "storage_unavailable" });
      proxy.faults = {};
      assert.deepEqual(await all(storage.list("staged", { before: later() })), before);
    }
  });

  it("hands out other bytes than were kept: not one of the chunk is passed on", async () => {
    const bytes = randomBytes(3 * MIB);
    const { key } = await stage(storage, bytes);
    const chunks = Array.from({ length: Math.ceil(bytes.length / MIB) }, (_, n) =>
      sha256(bytes.subarray(n * MIB, (n + 1) * MIB)),
    );
    const digests = new Uint8Array(Buffer.concat(chunks));
    proxy.faults = { changes: "answered" };
    const part = { first: MIB + 5, last: MIB + 9 };
    const opened = await storage.read({ key }, around(part, bytes.length));
    assert.ok(opened);
    await assert.rejects(all(verified(opened.stream, { digests, part })), DamagedChunk);
  });

  it("breaks off in the middle of an answer: reading goes on where it was", async () => {
    const bytes = randomBytes(6 * MIB);
    const { key } = await stage(storage, bytes);
    proxy.faults = { breaks: { afterBytes: MIB + 11, times: 4 } };
    assert.deepEqual((await readAll(storage, { key }))?.bytes, bytes);
    proxy.faults = { breaks: { afterBytes: 0, times: 99 } };
    await assert.rejects(readAll(storage, { key }), { code: "storage_unavailable" });
  });

  it("whoever stops reading ends the request", async () => {
    const { key } = await stage(storage, randomBytes(6 * MIB));
    const before = proxy.requests;
    const opened = await storage.read({ key });
    opened?.stream.destroy();
    await sleep(300);
    assert.equal(proxy.requests - before, 1, "and asks for nothing more");
  });

  it("is killed in mid-upload and started again: the upload goes on, or is refused and leaves nothing", async () => {
    const bytes = randomBytes(40 * MIB);
    const staged = await storage.stage();
    for (let at = 0; at < 20 * MIB; at += MIB) await staged.write(new Uint8Array(bytes.subarray(at, at + MIB)));
    await ceph.killGateway();
    const again = sleep(1_500).then(() => ceph.startGateway());
    for (let at = 20 * MIB; at < bytes.length; at += MIB) {
      await staged.write(new Uint8Array(bytes.subarray(at, at + MIB)));
    }
    const { key } = await staged.finish();
    await staged.close();
    await again;
    assert.deepEqual((await readAll(storage, { key }))?.bytes, bytes);
  });

  it("is away for good: that is said, and nobody waits for ever", async () => {
    await ceph.killGateway();
    const begun = performance.now();
    await assert.rejects(stage(storage, randomBytes(10)), { code: "storage_unavailable" });
    assert.ok(performance.now() - begun < 120_000);
    await ceph.startGateway();
    await stage(storage, randomBytes(10));
  });
});
