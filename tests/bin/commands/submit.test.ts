/** Recording files from the command line, against the product's own server, database and worker. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pool } from "#lib/infra/db/pool.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { client, createBank, folder, operate, product, run, setUp, tearDown, writeFiles } from "./installation.ts";

let organisation: { id: string };

before(async () => {
  await setUp();
  organisation = await createBank();
  writeFiles();
});
after(() => tearDown());

describe("sealbook submit", () => {
  it("records many files, hashed here first, and goes on after failures", async () => {
    writeFileSync(join(folder, "empty"), "");
    mkdirSync(join(folder, "sub"));
    const args = ["submit", "合同 final.pdf", "nowhere", "empty", "sub", "large.bin", "--json"];
    const { code, stdout, stderr } = await run(args);
    assert.equal(code, 1);
    assert.match(stderr, /nowhere: .*there is no such file/);
    assert.match(stderr, /empty: .*nothing to record/);
    assert.match(stderr, /sub: .*it is a folder/);
    assert.match(stderr, /2 of 5 recorded/);
    const results = JSON.parse(stdout);
    assert.deepEqual(
      results.map((result: { error?: { code: string } }) => result.error?.code),
      [undefined, "file_unreadable", "empty_file", "file_unreadable", undefined],
    );
    assert.deepEqual([results[0].evidence.name, results[0].evidence.type], ["合同 final.pdf", "file"]);
    const { rows } = await pool().query("SELECT name, size FROM evidence_whole ORDER BY id");
    assert.deepEqual(rows, [
      { name: "合同 final.pdf", size: 8n },
      { name: "large.bin", size: 5_000_000n },
    ]);
  });

  it("with --digest-only the content stays here", async () => {
    const secret = `secret ${randomBytes(8).toString("hex")}`;
    writeFileSync(join(folder, "private.txt"), secret);
    const { code, stdout } = await run(["submit", "private.txt", "--digest-only", "--json"]);
    assert.equal(code, 0);
    const [{ evidence }] = JSON.parse(stdout);
    assert.deepEqual([evidence.type, evidence.size, evidence.contentKept], ["digest", secret.length, false]);
  });

  it("with --sm3 a digest is stated by SM3 too, and of a file that is sent there is nothing to state", async () => {
    const args = ["submit", "private.txt", "--sm3"];
    const { code, stdout } = await run([...args, "--digest-only", "--json"]);
    assert.equal(code, 0, stdout);
    const [{ evidence }] = JSON.parse(stdout);
    const { record } = await findWhole(evidence.id);
    const expected = createHash("sm3")
      .update(readFileSync(join(folder, "private.txt")))
      .digest("base64");
    assert.equal(JSON.parse(new TextDecoder().decode(record)).digests.sm3, expected);
    const refused = await run(args);
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /--sm3 goes with --digest-only/);
  });

  it("says what the server says, in the reader's language", async () => {
    const env = { ...client, SEALBOOK_KEY: "sealbook_none" };
    const english = await run(["submit", "a.txt"], { env });
    assert.equal(english.code, 1);
    assert.match(english.stderr, /a\.txt: .*key/i);
    const chinese = await run(["submit", "a.txt"], { env: { ...env, LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stderr, /密钥/);
  });

  it("with --wait ends when the record is anchored", async () => {
    await product.startWorker();
    const { code, stdout, stderr } = await run(["submit", "a.txt", "合同 final.pdf", "--wait", "--json"]);
    assert.equal(code, 0, stderr);
    for (const { evidence } of JSON.parse(stdout)) {
      assert.equal(evidence.state, "anchored");
      assert.equal(evidence.entry.ledger, "main");
    }
    const plain = await run(["submit", "a.txt", "--wait"]);
    assert.match(plain.stdout, /^[0-9a-f-]{36} {2}anchored {2}[0-9a-f]{64} {2}a\.txt\n$/);
  });

  it("with a key that may not read, --wait says what was recorded all the same", async () => {
    const create = [
      "key",
      "create",
      "--org",
      organisation.id,
      "--name",
      "writer",
      "--scope",
      "evidence:write",
      "--json",
    ];
    const { secret } = JSON.parse((await operate(...create)).stdout);
    const { code, stderr } = await run(["submit", "a.txt", "--wait"], { env: { ...client, SEALBOOK_KEY: secret } });
    assert.equal(code, 1);
    assert.match(stderr, /a\.txt: recorded as [0-9a-f-]{36}, but: /);
  });

  it("a file of many chunks is sent whole, without a warning", async () => {
    writeFileSync(join(folder, "larger.bin"), randomBytes(20_000_000));
    const { code, stderr } = await run(["submit", "larger.bin"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
  });

  it("a server that cannot be reached is one sentence, and the rest is not tried", async () => {
    const { code, stderr } = await run(["submit", "a.txt", "large.bin"], {
      env: { ...client, SEALBOOK_URL: "http://127.0.0.1:9" },
    });
    assert.equal(code, 1);
    assert.match(stderr, /http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/);
    assert.match(stderr, /0 of 2 recorded/);
    assert.equal(stderr.match(/cannot be reached/g)?.length, 1);
  });

  it("what is no file is not waited for", { skip: process.platform === "win32" }, async () => {
    symlinkSync("/dev/zero", join(folder, "endless"));
    const { code, stderr } = await run(["submit", "endless"]);
    assert.equal(code, 1);
    assert.match(stderr, /it is not a file/);
  });
});
