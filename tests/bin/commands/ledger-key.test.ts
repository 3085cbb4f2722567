/** `sealbook ledger-key` and `ledger remember`, on a database. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { sealbook } from "./run-cli.ts";

const env = {
  DATA_DIR: testFolder,
  DATABASE_URL: process.env.DATABASE_URL!,
  APP_DATABASE_URL: process.env.APP_DATABASE_URL!,
  LANG: "en_US.UTF-8",
};
const run = (line: string) => sealbook(line.split(" "), { env });

describe("sealbook ledger-key", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    await makeEvidence({ organisation: await makeOrganisation(), count: 3 });
    await appendBlock({ ledger: "main" });
  });
  after(() => dropTestDatabase());

  it("adds a key, which signs from the next block on, and lists both", async () => {
    const added = await run("ledger-key add --ledger main --json");
    assert.deepEqual([added.code, added.stderr], [0, ""]);
    const { number, sinceSize, verifierKey } = JSON.parse(added.stdout);
    assert.deepEqual([number, sinceSize], [2, "4"]);
    const { code, stdout } = await run("ledger-key list");
    assert.equal(code, 0);
    assert.match(stdout, /^1 {2}signs from 0 entries on\n.+\n2 {2}signs from 4 entries on\n.+\n$/);
    assert.ok(stdout.includes(verifierKey));
    assert.equal(JSON.parse((await run("ledger-key list --json")).stdout)[1].verifierKey, verifierKey);
  });

  it("refuses, in a sentence, what would leave the ledger without a signature", async () => {
    const early = await run("ledger-key retire 1");
    assert.deepEqual([early.code, early.stdout], [1, ""]);
    assert.match(early.stderr, /No other key has signed the last checkpoint yet/);
    for (const [line, code, sentence] of [
      ["ledger-key retire 7", 1, /no key of this number/],
      ["ledger-key retire x", 2, /named by its number/],
      ["ledger-key add --ledger nowhere", 1, /no ledger “nowhere”/],
      ["ledger-key list --ledger nowhere", 1, /no ledger “nowhere”/],
    ] as const) {
      const ended = await run(line);
      assert.equal(ended.code, code, line);
      assert.match(ended.stderr, sentence);
    }
  });

  it("retires the old key once the new one signs", async () => {
    await makeEvidence({ organisation: await makeOrganisation({ name: "Other" }), count: 1 });
    await appendBlock({ ledger: "main" });
    const { code, stdout } = await run("ledger-key retire 1 --ledger main");
    assert.equal(code, 0);
    assert.equal(stdout, "Key 1 signed its last checkpoint at 4 entries.\n");
    assert.match((await run("ledger-key list")).stdout, /^1 {2}signed from 0 to 4 entries\n/);
  });

  it("lets a ledger go on whose memory was lost, given a checkpoint that the database contains", async () => {
    const { checkpoint } = (await findLedgerHead("main"))!;
    const file = join(testFolder, "checkpoint");
    rmSync(join(testFolder, "last-signed"), { recursive: true });
    writeFileSync(file, checkpoint.replace("\n4\n", "\n5\n"));
    const wrong = await run(`ledger remember ${file}`);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /No key of ledger “main” signed this checkpoint/);
    writeFileSync(file, checkpoint);
    const { code, stdout } = await run(`ledger remember ${file} --ledger main`);
    assert.deepEqual([code, stdout], [0, "The ledger has 4 entries and contains the checkpoint over 4. It goes on.\n"]);
  });
});
