/** Contents move from the disk to a bucket, to another one and back, while they are read, recorded and erased; and when the command is killed. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { testFolder } from "#tests/support/environment.ts";
import { startRadosgw } from "#tests/support/s3/radosgw.ts";

const MIB = 1024 ** 2;
const FILES = 60;
const server = await startRadosgw();
/** S3_… of a new bucket. */
async function settings(): Promise<Record<string, string>> {
  assert.ok(server);
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const name = `test-${randomUUID()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  client.destroy();
  const keys = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
  return { S3_BUCKET: name, S3_ENDPOINT: endpoint, ...keys };
}
const fileOf = (variables: Record<string, string>): string => {
  const path = join(testFolder, `${variables.S3_BUCKET}.env`);
  writeFileSync(
    path,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  return path;
};
const [first, second] = server ? [await settings(), await settings()] : [{}, {}];
// Configuration is read once, when it is imported: this process is the installation in its second state, from disk to bucket.
Object.assign(process.env, first, { STORAGE_FORMER: "disk" });
const { eraseEvidence } = await import("#lib/features/evidence/erasure/verbs/erase-evidence.ts");
const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
const { openEvidenceContent } = await import("#lib/features/evidence/records/verbs/open-content.ts");
const { settleContent } = await import("#lib/features/evidence/retention/verbs/place-content.ts");
const { contentPath } = await import("#lib/infra/storage/disk/paths.ts");
const { diskStorage } = await import("#lib/infra/storage/disk/disk-storage.ts");
const { movingStorage } = await import("#lib/infra/storage/moving-storage.ts");
const { bucketOf } = await import("#lib/infra/storage/s3/bucket.ts");
const { s3Storage } = await import("#lib/infra/storage/s3/s3-storage.ts");
const { parseEnv } = await import("#lib/env.ts");
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { all, holdsOf, later, stage } = await import("#tests/support/storage-contract.ts");

const PARTS = { S3_PART_BYTES: String(5 * MIB), RESUMABLE_BYTES_MAX: String(1024 ** 3) };
const inBucket = (variables: Record<string, string>) => s3Storage(bucketOf(parseEnv({ ...PARTS, ...variables }))!);
const count = async (storage: typeof diskStorage) => (await all(storage.list("placed", { before: later() }))).length;

describe("two storages at once", { skip: !server && "its packages cannot be had here" }, () => {
  const both = movingStorage(inBucket({ ...first, S3_PREFIX: "contract" }), diskStorage);
  holdsOf(() => both);
});

describe("contents that move", { skip: !server && "its packages cannot be had here" }, () => {
  let organisation: Awaited<ReturnType<typeof makeOrganisation>>;
  const kept = new Map<string, Buffer>();
  before(async () => {
    await createTestDatabase();
    organisation = await makeOrganisation();
  });
  after(async () => {
    await dropTestDatabase();
    await server?.stop();
  });

  async function keep(bytes: Buffer): Promise<string> {
    const { evidence } = await receiveFile({
      actor: organisation.owner,
      announced: { name: "a.bin" },
      keep: true,
      source: async (writer) => {
        for (let at = 0; at < bytes.length; at += MIB) await writer.write(new Uint8Array(bytes.subarray(at, at + MIB)));
      },
    });
    kept.set(evidence.id, bytes);
    return evidence.id;
  }
  const download = async (id: string) => {
    const { stream } = await openEvidenceContent({ actor: organisation.owner, id });
    return createHash("sha256")
      .update(Buffer.concat(await stream.toArray()))
      .digest("hex");
  };
  async function assertAllThere(): Promise<void> {
    for (const [id, bytes] of kept) assert.equal(await download(id), createHash("sha256").update(bytes).digest("hex"));
  }
  const command = (args: string[], env: Record<string, string>) =>
    sealbook(["storage", "move", ...args], { env: { ...(process.env as Record<string, string>), ...env } });
  const move = (env: Record<string, string>) => command(["--json"], env);

  it("nothing moves where no former storage is named", async () => {
    const { code, stderr } = await command([], { STORAGE_FORMER: "" });
    assert.equal(code, 2);
    assert.match(stderr, /STORAGE_FORMER/);
  });

  it("from disk to bucket: killed again and again, while files are read, recorded and erased", async () => {
    // Recorded before: by a process that knows no bucket.
    const program = `
      const { receiveFile } = await import("#lib/features/evidence/intake/verbs/receive-file.ts");
      const { settleContent } = await import("#lib/features/evidence/retention/verbs/place-content.ts");
      const { randomBytes } = await import("node:crypto");
      const owner = JSON.parse(process.env.OWNER);
      for (let n = 0; n < ${FILES}; n++) {
        const bytes = randomBytes(n === 0 ? ${12 * MIB + 5} : 20_000);
        const { evidence } = await receiveFile({ actor: owner, announced: { name: "a.bin" }, keep: true,
          source: async (writer) => { for (let at = 0; at < bytes.length; at += ${MIB}) await writer.write(new Uint8Array(bytes.subarray(at, at + ${MIB}))); } });
        console.log(JSON.stringify({ id: evidence.id, bytes: bytes.toString("base64") }));
      }
      await settleContent(new Date(Date.now() + 120_000));
      process.exit(0);`;
    const env = { ...process.env, S3_BUCKET: "", STORAGE_FORMER: "", OWNER: JSON.stringify(organisation.owner) };
    const before = spawn(process.execPath, ["--conditions=react-server", "--input-type=module", "-e", program], {
      env,
    });
    let text = "";
    before.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    before.stderr.pipe(process.stderr);
    await once(before, "exit");
    for (const line of text.trimEnd().split("\n")) {
      const { id, bytes } = JSON.parse(line);
      kept.set(id, Buffer.from(bytes, "base64"));
    }
    assert.equal(kept.size, FILES);
    assert.equal(await count(diskStorage), FILES);
    await assertAllThere();

    const [gone] = kept.keys();
    for (let kill = 0; kill < 3; kill++) {
      const left = await count(diskStorage);
      const mover = spawn(process.execPath, ["--conditions=react-server", "bin/sealbook.ts", "storage", "move"], {
        env: process.env,
      });
      const ended = once(mover, "exit");
      while (mover.exitCode === null && (await count(diskStorage)) > left - 4 - kill)
        await new Promise((resolve) => setTimeout(resolve, 10));
      mover.kill("SIGKILL");
      await ended;
      await keep(randomBytes(30_000));
      await assertAllThere();
    }
    await eraseEvidence({ actor: organisation.owner, evidenceId: gone!, reason: "asked by the person" });
    kept.delete(gone!);
    const { code, stdout, stderr } = await move({});
    assert.equal(code, 0, stderr);
    const { files, moved, damaged, bytes, bytesTotal } = JSON.parse(stdout);
    assert.deepEqual([files, damaged, bytes], [kept.size, 0, bytesTotal]);
    assert.ok(moved > 0 && moved < FILES);
    assert.equal(await count(diskStorage), 0);
    await assertAllThere();
    const again = JSON.parse((await move({})).stdout);
    assert.deepEqual([again.moved, again.files], [0, kept.size]);
    await settleContent(new Date(Date.now() + 120_000));
    assert.equal(await count(inBucket(first)), kept.size, "none is doubled");
    assert.equal(await prisma().stagedContent.count(), 0);
  });

  it("from one bucket to another, and back to the disk", async () => {
    const to = await move({ ...second, STORAGE_FORMER: fileOf(first) });
    assert.equal(to.code, 0, to.stderr);
    assert.deepEqual([await count(inBucket(first)), await count(inBucket(second))], [0, kept.size]);
    const back = await move({ S3_BUCKET: "", STORAGE_FORMER: fileOf(second) });
    assert.equal(back.code, 0, back.stderr);
    assert.deepEqual([await count(inBucket(second)), await count(diskStorage)], [0, kept.size]);
    // This process reads bucket and disk still.
    await assertAllThere();
  });

  it("what is damaged stays, and is said", async () => {
    const [id = ""] = kept.keys();
    const { sha256 } = await prisma().evidence.findUniqueOrThrow({ where: { id } });
    const path = contentPath({ organisationId: organisation.id, sha256 });
    const file = readFileSync(path);
    file[file.length - 1]! ^= 1;
    writeFileSync(path, file);
    const { code, stdout } = await move({});
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).damaged, 1);
    assert.equal(await count(diskStorage), 1);
    file[file.length - 1]! ^= 1;
    writeFileSync(path, file);
    assert.equal((await move({})).code, 0);
    await assertAllThere();
  });

  it("a copy that lies in the new place already is read back before the old one goes", async () => {
    const back = await move({ S3_BUCKET: "", STORAGE_FORMER: fileOf(first) });
    assert.equal(back.code, 0, back.stderr);
    const bucket = inBucket(first);
    const files = await Promise.all(
      [...kept.keys()].slice(0, 4).map(async (id) => {
        const { sha256 } = await prisma().evidence.findUniqueOrThrow({ where: { id } });
        const address = { organisationId: organisation.id, sha256 };
        return { address, content: kept.get(id)!, sealed: readFileSync(contentPath(address)) };
      }),
    );
    const [whole, shorter, plain, bad] = files;
    assert.ok(whole && shorter && plain && bad);
    const put = async ({ address }: Kept, bytes: Uint8Array) =>
      await bucket.place((await stage(bucket, bytes)).key, address, { durable: true });
    await put(whole, whole.sealed);
    await put(shorter, shorter.sealed.subarray(0, -7));
    // As long as the content, and another one.
    await put(plain, randomBytes(plain.content.length));
    await put(bad, randomBytes(bad.content.length));
    const damaged = Buffer.from(bad.sealed);
    damaged[damaged.length - 1]! ^= 1;
    writeFileSync(contentPath(bad.address), damaged);
    const stopped = await move({});
    assert.equal(stopped.code, 1);
    assert.equal(JSON.parse(stopped.stdout).damaged, 1, "neither copy is what was recorded");
    assert.equal(await count(diskStorage), 1);
    assert.deepEqual(readFileSync(contentPath(bad.address)), damaged);
    writeFileSync(contentPath(bad.address), bad.sealed);
    assert.equal((await move({})).code, 0);
    assert.equal(await count(diskStorage), 0);
    await assertAllThere();
  });
});

interface Kept {
  address: { organisationId: string; sha256: Uint8Array };
  content: Buffer;
  /** As it lies on the disk. */
  sealed: Buffer;
}
