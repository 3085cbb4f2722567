/** Content on disk: a full disk is said so, what is left behind is swept, and what evidence speaks of never is. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { storageSweeper } from "#lib/features/evidence/retention/jobs.ts";
import { settleContent } from "#lib/features/evidence/retention/verbs/place-content.ts";
import {
  contentLock,
  removeUnreferenced,
  SWEEP_AGE_MS,
  sweepStorage,
} from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { wrapContentKey } from "#lib/features/keyring/verbs/wrap-content-key.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import { contentPath, stagedPath } from "#lib/infra/storage/disk/paths.ts";
import { makeContentKey } from "#lib/infra/storage/sealed/format.ts";
import { openStored } from "#lib/infra/storage/sealed/opening.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";

const MIB = 1024 * 1024;
let organisation: TestOrganisation;

before(async () => {
  await createTestDatabase();
  organisation = await makeOrganisation();
});
after(() => dropTestDatabase());

const digestOf = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const addressOf = (bytes: Uint8Array) => ({ organisationId: organisation.id, sha256: digestOf(bytes) });
const kept = async (key: string, contentKey = makeContentKey()) => ({
  key,
  contentKey: await wrapContentKey(organisation.id, contentKey),
});
const old = new Date(Date.now() - SWEEP_AGE_MS - 1000);

async function receive(bytes: Uint8Array): Promise<string> {
  const copy = new Uint8Array(bytes);
  const { evidence } = await receiveFile({
    actor: organisation.owner,
    announced: { name: "a.bin" },
    keep: true,
    source: async (writer) => void (await writer.write(copy)),
  });
  return evidence.id;
}

function leave(bytes: Uint8Array): string {
  const path = contentPath(addressOf(bytes));
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
  utimesSync(path, old, old);
  return path;
}

describe("content writer", () => {
  it("writes what it hashes, for chunks of every size around a block", async () => {
    const sizes = [1, 3, MIB - 5, MIB, MIB + 1, 2 * MIB + 7, 65_536, 9 * MIB, 1];
    const all = sizes.map((size) => randomBytes(size));
    const writer = await ContentWriter.create({ keep: true });
    for (const chunk of all) await writer.write(Buffer.from(chunk));
    const whole = Buffer.concat(all);
    const { sha256, size } = writer.digest();
    const staged = await writer.finish();
    assert.ok(staged);
    const { key, contentKey } = staged;
    const path = stagedPath(key);
    assert.equal(size, whole.length);
    assert.deepEqual(Buffer.from(sha256), createHash("sha256").update(whole).digest());
    assert.equal(statSync(path).size, 36 + whole.length + 16 * Math.ceil(size / MIB));
    const opened = await openStored({ storage: storage(), keyOf: async () => contentKey.bytes }, staged);
    assert.ok(Buffer.concat(await opened!.stream.toArray()).equals(whole));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await writer.close();
    assert.equal(existsSync(path), true, "what is durable stays until it is placed or removed");
    await storage().remove({ key });
    assert.equal(existsSync(path), false);
  });

  it("leaves nothing behind of what was not finished", async () => {
    const writer = await ContentWriter.create({ keep: true });
    await writer.write(Buffer.alloc(3 * MIB));
    await writer.close();
    assert.deepEqual(readdirSync(join(testFolder, "uploads")), []);
  });

  it("keeps memory flat however small the chunks are", async () => {
    const writer = await ContentWriter.create({ keep: true });
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 3_000_000; i++) {
      const wait = writer.write(new Uint8Array([i & 255]));
      if (wait) await wait;
    }
    assert.equal(writer.digest().size, 3_000_000);
    await writer.close();
    assert.ok(process.memoryUsage().rss - before < 200 * MIB);
  });

  it("an address that leads out of the folder is refused", () => {
    assert.throws(() => contentPath({ organisationId: "../../etc", sha256: new Uint8Array(32) }));
    assert.throws(() => contentPath({ organisationId: organisation.id, sha256: new Uint8Array(31) }));
    for (const key of ["../secret.key", "a/b", ".", ""]) assert.throws(() => stagedPath(key));
  });
});

describe("a full disk", () => {
  const program = `
    const { ContentWriter } = await import("#lib/infra/storage/content-writer.ts");
    const writer = await ContentWriter.create({ keep: true });
    try {
      for (let i = 0; i < 512; i++) {
        await writer.write(Buffer.alloc(128 * 1024));
        // As they come from a network: the disk may fail between two of them, when nobody waits for it.
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      writer.digest();
      await writer.finish();
      console.log("written");
    } catch (error) {
      await writer.close();
      console.log(error.code);
    }`;

  it("is storage_full, and the part that was written is removed", (t) => {
    const folder = join(testFolder, "small-disk");
    mkdirSync(folder);
    const script = `mount -t tmpfs -o size=4m tmpfs ${folder} && "$0" --conditions=react-server --input-type=module -e "$1" && find ${folder} -type f`;
    const run = spawnSync("unshare", ["--mount", "--map-root-user", "sh", "-c", script, process.execPath, program], {
      env: { ...process.env, DATA_DIR: folder },
      encoding: "utf8",
    });
    if (run.error || /unshare|mount/.test(run.stderr)) return t.skip("this machine lets nobody mount a small disk");
    assert.equal(run.stdout, "storage_full\n", run.stderr);
  });
});

describe("sweeping", () => {
  it("removes old leftovers, and nothing young or referenced", async () => {
    const kept = randomBytes(10);
    await receive(kept);
    utimesSync(contentPath(addressOf(kept)), old, old);
    const orphan = leave(randomBytes(11));
    const young = leave(randomBytes(12));
    utimesSync(young, new Date(), new Date());
    const uploads = join(testFolder, "uploads");
    writeFileSync(join(uploads, "interrupted"), "x");
    utimesSync(join(uploads, "interrupted"), old, old);
    writeFileSync(join(uploads, "arriving"), "x");

    assert.deepEqual(await sweepStorage(), { uploads: 1, content: 1 });
    assert.equal(existsSync(orphan), false);
    assert.equal(existsSync(young), true);
    assert.equal(existsSync(contentPath(addressOf(kept))), true);
    assert.deepEqual(readdirSync(uploads), ["arriving"]);
    assert.deepEqual(await sweepStorage(), { uploads: 0, content: 0 });
  });

  it("another organisation's evidence of the same content does not keep ours", async () => {
    const bytes = randomBytes(13);
    const other = await makeOrganisation();
    const submission = { type: "file", sha256: digestOf(bytes), size: 13, name: "x" } as const;
    await recordEvidence({ actor: other.owner, submission, staged: await kept(randomUUID()) });
    const path = leave(bytes);
    assert.equal(await removeUnreferenced(addressOf(bytes)), true);
    assert.equal(existsSync(path), false);
  });

  it("keeps what the details say is kept, though the column was rewritten", async () => {
    const bytes = randomBytes(18);
    const id = await receive(bytes);
    utimesSync(contentPath(addressOf(bytes)), old, old);
    const owner = ownerPool();
    await rewrite(owner, "UPDATE evidence SET content_kept = false WHERE id = $1", [id]);
    await owner.end();
    assert.deepEqual(await sweepStorage(), { uploads: 0, content: 0 });
    assert.equal(await removeUnreferenced(addressOf(bytes)), false);
    assert.equal(existsSync(contentPath(addressOf(bytes))), true);
  });

  it("a name that looks like the details' word for kept keeps nothing", async () => {
    const bytes = randomBytes(19);
    const submission = { type: "file", sha256: digestOf(bytes), size: 19, name: 'x","kept":true,"y' } as const;
    await recordEvidence({ actor: organisation.owner, submission });
    const path = leave(bytes);
    assert.equal(await removeUnreferenced(addressOf(bytes)), true);
    assert.equal(existsSync(path), false);
  });

  it("the worker's loop sweeps, and ends when it is told to", async () => {
    const orphan = leave(randomBytes(17));
    const stop = new AbortController();
    const running = runJob(storageSweeper, { signal: stop.signal });
    for (let tries = 0; existsSync(orphan) && tries < 1_000; tries++) await new Promise((r) => setTimeout(r, 20));
    stop.abort();
    await running;
    assert.equal(existsSync(orphan), false);
  });

  it("never takes a file while someone is recording it", async () => {
    const bytes = randomBytes(14);
    const path = leave(bytes);
    await prisma().$transaction(async (tx) => {
      const [locks, lock] = contentLock(digestOf(bytes));
      await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${locks}::integer, ${lock}::integer)`;
      assert.equal(await removeUnreferenced(addressOf(bytes)), false);
    });
    assert.equal(existsSync(path), true);
    assert.equal(await removeUnreferenced(addressOf(bytes)), true);
  });

  it("an old orphan that arrives again is recorded with its content there", async () => {
    const bytes = randomBytes(15);
    leave(bytes);
    const [id] = await Promise.all([receive(bytes), sweepStorage()]);
    const row = await prisma().evidence.findUniqueOrThrow({ where: { id } });
    assert.equal(row.contentKept, true);
    const { stream } = await openEvidenceContent({ actor: organisation.owner, id });
    assert.deepEqual(Buffer.concat(await stream.toArray()), bytes);
  });
});

describe("content between its recording and its address", () => {
  /** As when the process ends right after the commit. */
  async function recordOnly(bytes: Uint8Array): Promise<{ id: string; key: string }> {
    const writer = await ContentWriter.create({ keep: true });
    await writer.write(new Uint8Array(bytes));
    const { sha256, size } = writer.digest();
    const staged = await writer.finish();
    assert.ok(staged);
    const { key } = staged;
    await writer.close();
    const submission = { type: "file", sha256, size, name: "a.bin" } as const;
    const recording = { actor: organisation.owner, submission, staged: await kept(key, staged.contentKey) };
    const { evidence } = await recordEvidence(recording);
    return { id: evidence.id, key };
  }
  const later = () => new Date(Date.now() + 2 * 60_000);
  const download = async (id: string) => {
    const { stream } = await openEvidenceContent({ actor: organisation.owner, id });
    return Buffer.concat(await stream.toArray());
  };

  beforeEach(async () => {
    await prisma().stagedContent.deleteMany();
  });

  it("is handed out, kept from the sweep, and placed by the worker", async () => {
    const bytes = randomBytes(21);
    const { id, key } = await recordOnly(bytes);
    utimesSync(stagedPath(key), old, old);
    assert.deepEqual(await download(id), bytes);
    assert.equal((await sweepStorage()).uploads, 0);
    assert.deepEqual(await settleContent(), { settled: 0, failed: 0 }, "not at once: it may be under way");
    assert.deepEqual(await settleContent(later()), { settled: 1, failed: 0 });
    assert.equal(existsSync(stagedPath(key)), false);
    assert.ok(existsSync(contentPath(addressOf(bytes))));
    assert.deepEqual(await download(id), bytes);
    assert.equal(await prisma().stagedContent.count(), 0);
  });

  it("what was placed already is settled, too", async () => {
    const bytes = randomBytes(22);
    await receive(bytes);
    assert.equal(existsSync(contentPath(addressOf(bytes))), true);
    assert.deepEqual(await settleContent(later()), { settled: 1, failed: 0 });
  });

  it("content that is at neither place is said to be missing, again and again", async () => {
    const { key } = await recordOnly(randomBytes(23));
    await storage().remove({ key });
    assert.deepEqual(await settleContent(later()), { settled: 0, failed: 1 });
    assert.equal(await prisma().stagedContent.count({ where: { key } }), 1);
    await prisma().stagedContent.deleteMany({ where: { key } });
  });

  it("a retry of the same submission leaves nothing staged", async () => {
    const bytes = randomBytes(24);
    const announced = { name: "a.bin", idempotencyKey: randomUUID() };
    const source = async (writer: ContentWriter) => void (await writer.write(new Uint8Array(bytes)));
    const submit = () => receiveFile({ actor: organisation.owner, announced, keep: true, source });
    const [first, second] = [await submit(), await submit()];
    assert.deepEqual([first.created, second.created], [true, false]);
    assert.deepEqual(
      readdirSync(join(testFolder, "uploads")).filter((name) => name !== "arriving"),
      [],
    );
  });
});

describe("recording evidence", () => {
  const submission = () => ({ type: "file", sha256: digestOf(randomBytes(8)), size: 8, name: "a" }) as const;

  it("a failure after the content was staged leaves neither a row nor the file", async () => {
    const bytes = randomBytes(16);
    const run = receiveFile({
      actor: { ...organisation.owner, address: "\u0000" }, // PostgreSQL's jsonb refuses this in the audit row
      announced: { name: "a.bin" },
      keep: true,
      source: async (writer) => void (await writer.write(new Uint8Array(bytes))),
    });
    await assert.rejects(run);
    assert.equal(existsSync(contentPath(addressOf(bytes))), false);
    assert.deepEqual(
      readdirSync(join(testFolder, "uploads")).filter((name) => name !== "arriving"),
      [],
    );
    assert.equal(await prisma().evidence.count({ where: { sha256: digestOf(bytes) } }), 0);
  });

  it("an auditor may not, whoever asks on their behalf", async () => {
    const actor = { ...organisation.owner, role: "auditor" } as const;
    await assert.rejects(
      recordEvidence({ actor, submission: submission() }),
      (error) => error instanceof SealbookError && error.code === "forbidden",
    );
  });

  it("records of one process are in the order in which they were received", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 20; i++)
      ids.push((await recordEvidence({ actor: organisation.owner, submission: submission() })).evidence.id);
    assert.deepEqual([...ids].sort(), ids);
  });
});
