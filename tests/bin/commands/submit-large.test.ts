/** A large file from the command line: over a line that breaks, and by a second run after the first was killed. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type CuttingLine, startCuttingLine } from "#tests/support/cutting-line.ts";
import { client, createBank, folder, product, run, setUp, tearDown } from "./installation.ts";
import { SEALBOOK } from "./run-cli.ts";

const MIB = 1024 ** 2;
const BYTES = 65 * MIB;
const file = join(folder, "扫描件.bin");
const state = join(folder, "state");
const kept = () => (existsSync(state) ? readdirSync(join(state, "sealbook", "uploads")) : []);
const sha256 = () => createHash("sha256").update(readFileSync(file)).digest("hex");

let line: CuttingLine;
const env = () => ({ ...client, SEALBOOK_URL: line.url, XDG_STATE_HOME: state }) as Record<string, string>;

before(async () => {
  await setUp();
  await createBank();
});
beforeEach(async () => {
  writeFileSync(file, randomBytes(BYTES));
  await prisma().resumableUpload.deleteMany();
});
after(() => tearDown());

async function recorded(): Promise<number> {
  return await prisma().evidence.count({ where: { sha256: Buffer.from(sha256(), "hex") } });
}

describe("sealbook submit of a large file", () => {
  it("goes on where the line broke, and records it once", async () => {
    line = await startCuttingLine(product.url, { after: [20 * MIB, 9 * MIB, 11 * MIB] });
    const { code, stdout, stderr } = await run(["submit", file, "--json"], { env: env() });
    line.stop();
    assert.equal(code, 0, stderr);
    const [{ evidence }] = JSON.parse(stdout);
    assert.deepEqual([evidence.sha256, evidence.size, evidence.contentKept], [sha256(), BYTES, true]);
    assert.equal(line.cuts(), 3);
    assert.ok(line.sent() < BYTES + 40 * MIB, `${line.sent()} bytes were sent`);
    assert.equal(await recorded(), 1);
    assert.deepEqual(kept(), []);
  });

  /** A run that is killed in the middle of its file. */
  async function runKilled(afterBytes: number): Promise<void> {
    let kill = () => {};
    line = await startCuttingLine(product.url, { after: [afterBytes], onCut: () => kill() });
    const child = spawn(process.execPath, [SEALBOOK, "submit", file], {
      env: { PATH: process.env.PATH, NODE_ENV: "test", ...env() },
      stdio: "ignore",
    });
    kill = () => child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(await recorded(), 0);
    assert.equal(kept().length, 1);
  }

  async function expectSecondRun(): Promise<number> {
    const before = line.sent();
    const { code, stderr } = await run(["submit", file], { env: env() });
    line.stop();
    assert.equal(code, 0, stderr);
    assert.equal(await recorded(), 1);
    assert.deepEqual(kept(), []);
    return line.sent() - before;
  }

  it("goes on in a second run after the first was killed", async () => {
    await runKilled(40 * MIB);
    const sent = await expectSecondRun();
    assert.ok(sent < BYTES, `${sent} bytes were sent`);
  });

  it("begins anew when what an earlier run left is not at the server any more", async () => {
    await runKilled(20 * MIB);
    await prisma().resumableUpload.deleteMany();
    await expectSecondRun();
  });
});
