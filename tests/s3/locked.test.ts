/** What the bucket keeps locked is not erased before its day: refused with the date, and nothing of the record is gone. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";

const LOCK_DAYS = 2;
const DAY_MS = 86_400_000;
const server = await startRadosgw();
if (server) {
  // Configuration is read once, when it is imported: hence everything of lib is imported behind it.
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const bucket = `test-${randomUUID()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  Object.assign(process.env, { S3_BUCKET: bucket, S3_ENDPOINT: endpoint });
  Object.assign(process.env, { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey });
  Object.assign(process.env, { S3_LOCK_MODE: "COMPLIANCE", S3_LOCK_DAYS: String(LOCK_DAYS) });
}
const { eraseEvidence } = await import("#lib/features/evidence/erasure/verbs/erase-evidence.ts");
const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
const { findEvidence } = await import("#lib/features/evidence/records/rows/evidence.ts");
const { openEvidenceContent } = await import("#lib/features/evidence/records/verbs/open-content.ts");
const { SealbookError } = await import("#lib/words/errors.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { auditFinding } = await import("#tests/support/ledger.ts");

describe("a record whose content the bucket keeps locked", {
  skip: !server && "its packages cannot be had here",
}, () => {
  before(() => createTestDatabase());
  after(async () => {
    await dropTestDatabase();
    await server?.stop();
  });

  it("is not erased before its day, and is whole", async () => {
    const { owner } = await makeOrganisation();
    const bytes = Buffer.from("the contract, locked");
    const { evidence } = await receiveFile({
      actor: owner,
      announced: { name: "contract.txt" },
      keep: true,
      source: async (writer) => void (await writer.write(new Uint8Array(bytes))),
    });
    const erase = () => eraseEvidence({ actor: owner, evidenceId: evidence.id, reason: "asked by the person" });
    for (let times = 0; times < 2; times++) {
      await assert.rejects(erase(), (error) => {
        assert.ok(error instanceof SealbookError && error.code === "evidence_locked", String(error));
        const days = (Date.parse(String(error.details.until)) - Date.now()) / DAY_MS;
        assert.ok(days > LOCK_DAYS - 0.1 && days < LOCK_DAYS + 0.1, String(error.details.until));
        return true;
      });
    }
    const record = await findEvidence(owner, evidence.id);
    assert.deepEqual([record?.name, record?.contentKept, record?.erasedAt], ["contract.txt", true, undefined]);
    const { stream } = await openEvidenceContent({ actor: owner, id: evidence.id });
    assert.deepEqual(Buffer.concat(await stream.toArray()), bytes);
    assert.equal(await auditFinding(), undefined);
  });
});
