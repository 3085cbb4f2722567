/** Uploads and content on two file systems, as where one of the folders is a mount: nothing can be renamed between them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { contentPath, stagedPath } from "#lib/infra/storage/disk/paths.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { testFolder } from "#tests/support/environment.ts";

const OTHER = "/dev/shm";

function otherVolume(): string | false {
  try {
    if (statSync(OTHER).dev === statSync(testFolder).dev) return false;
    return mkdtempSync(join(OTHER, "sealbook-test-"));
  } catch {
    return false;
  }
}

const uploads = otherVolume();
if (!uploads) console.log(`SKIPPED: ${OTHER} is no other file system than ${testFolder}`);

test("a file that arrived on one volume is kept on another, once and whole", { skip: !uploads }, async () => {
  symlinkSync(String(uploads), join(testFolder, "uploads"));
  mkdirSync(join(testFolder, "content"));
  try {
    const bytes = randomBytes(3_000_000);
    const staged = await storage().stage();
    await staged.write(new Uint8Array(bytes));
    const { key } = await staged.finish();
    await staged.close();
    const address = { organisationId: randomUUID(), sha256: randomBytes(32) };
    await storage().place(key, address, { durable: true });
    assert.deepEqual(readFileSync(contentPath(address)), bytes);
    assert.throws(() => statSync(stagedPath(key)), { code: "ENOENT" });
    assert.equal(readdirSync(dirname(contentPath(address))).length, 1, "nothing half is left");
    await storage().place(key, address);
    assert.deepEqual(readFileSync(contentPath(address)), bytes, "again ends in the same state");
  } finally {
    rmSync(String(uploads), { recursive: true, force: true });
  }
});
