/** An installation whose files lie in a bucket: recorded, handed out, settled, swept, looked at; and what it says when the bucket is away. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";

const MIB = 1024 ** 2;
const server = await startRadosgw();
if (server) {
  // Configuration is read once, when it is imported: hence everything of lib is imported behind it.
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const bucket = `test-${randomUUID()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  Object.assign(process.env, { S3_BUCKET: bucket, S3_ENDPOINT: endpoint });
  Object.assign(process.env, { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey });
}
const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
const { openEvidenceContent } = await import("#lib/features/evidence/records/verbs/open-content.ts");
const { storageUnfit } = await import("#lib/features/evidence/retention/conditions.ts");
const { findStorage } = await import("#lib/features/evidence/retention/rows/storage.ts");
const { noteStorage } = await import("#lib/features/evidence/retention/verbs/note-storage.ts");
const { settleContent } = await import("#lib/features/evidence/retention/verbs/place-content.ts");
const { sweepStorage, SWEEP_AGE_MS } = await import("#lib/features/evidence/retention/verbs/sweep-content.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");

describe("files in a bucket", { skip: !server && "its packages cannot be had here" }, () => {
  let organisation: Awaited<ReturnType<typeof makeOrganisation>>;
  before(async () => {
    await createTestDatabase();
    organisation = await makeOrganisation();
  });
  after(async () => {
    await dropTestDatabase();
    await server?.stop();
  });

  const receive = (bytes: Uint8Array) =>
    receiveFile({
      actor: organisation.owner,
      announced: { name: "a.bin" },
      keep: true,
      source: async (writer) => {
        for (let at = 0; at < bytes.length; at += MIB) await writer.write(new Uint8Array(bytes.subarray(at, at + MIB)));
      },
    });
  const download = async (id: string, part?: { first: number; last: number }) => {
    const { stream } = await openEvidenceContent({ actor: organisation.owner, id, choose: () => part ?? "all" });
    return Buffer.concat(await stream.toArray());
  };

  it("are recorded, handed out whole and in parts, settled, and not swept", async () => {
    for (const size of [1_000, 20 * MIB + 3]) {
      const bytes = randomBytes(size);
      const { evidence } = await receive(bytes);
      assert.equal(evidence.sha256, createHash("sha256").update(bytes).digest("hex"));
      assert.deepEqual(await download(evidence.id), bytes);
      assert.deepEqual(await settleContent(new Date(Date.now() + 120_000)), { settled: 1, failed: 0 });
      const part = { first: size - 999, last: size - 900 };
      assert.deepEqual(await download(evidence.id, part), bytes.subarray(part.first, part.last + 1));
      assert.deepEqual(await sweepStorage(new Date(Date.now() + SWEEP_AGE_MS + 60_000)), { uploads: 0, content: 0 });
      assert.deepEqual(await download(evidence.id), bytes);
    }
  });

  it("what the bucket does is written down, and opens no alert", async () => {
    await noteStorage();
    const found = await findStorage();
    assert.deepEqual([found?.unfit, found?.answers?.tagsAreDigests], [[], true]);
    assert.deepEqual(
      (await storageUnfit.look?.())?.map(({ share }) => share),
      [0],
    );
  });

  it("a bucket that is away is told as such: nothing is called damaged, and what was recorded is there when it is back", async () => {
    const bytes = randomBytes(3 * MIB);
    const { evidence } = await receive(bytes);
    await server?.killGateway();
    await assert.rejects(download(evidence.id), { code: "storage_unavailable" });
    await assert.rejects(receive(randomBytes(10)), { code: "storage_unavailable" });
    await noteStorage();
    assert.deepEqual((await findStorage())?.unfit, ["unreachable"]);
    assert.deepEqual(
      (await storageUnfit.look?.())?.map(({ share }) => share),
      [Number.POSITIVE_INFINITY],
    );
    await server?.startGateway();
    assert.equal(await prisma().damagedContent.count(), 0);
    assert.deepEqual(await download(evidence.id), bytes);
    await noteStorage();
    assert.deepEqual((await findStorage())?.unfit, []);
  });
});
