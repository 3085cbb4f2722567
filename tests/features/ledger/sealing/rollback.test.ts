/** A database that was restored from an older copy, a memory that was lost, a worker that died in between. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { blockAppender } from "#lib/features/ledger/sealing/jobs.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { RolledBackError } from "#lib/features/ledger/sealing/rows/tail.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { checkTail } from "#lib/features/ledger/sealing/verbs/check-tail.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { rememberCheckpoint } from "#lib/features/ledger/sealing/verbs/remember-checkpoint.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { createLedgerKey, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, startAppender, until } from "#tests/support/ledger.ts";
import { backUp, dropCopies, restore } from "#tests/support/restored-database.ts";

const actor = { kind: "operator" } as const;
const memory = join(testFolder, "last-signed");
const kept = join(testFolder, "kept");

describe("a signer that remembers", () => {
  let organisation: MadeOrganisation;

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    organisation = await makeOrganisation();
  });
  after(async () => {
    await prisma().$disconnect();
    await dropCopies(["older", "newest", "forked"]);
    await dropTestDatabase();
  });

  async function grow(count: number): Promise<void> {
    await makeEvidence({ organisation, count });
    await appendBlock({ ledger: "main" });
  }
  const sizeNow = async () => (await findLedgerHead("main"))!.treeSize;
  const noteNow = async () => (await findLedgerHead("main"))!.checkpoint;
  const openAlerts = async () => {
    const { rows } = await pool().query(
      "SELECT subject, ledger, details FROM alert WHERE kind = 'ledger_rolled_back' AND resolved_at IS NULL",
    );
    return rows;
  };
  async function refusedAt(signed: bigint, size: bigint): Promise<void> {
    const before = await noteNow();
    await assert.rejects(appendBlock({ ledger: "main" }), (error: RolledBackError) => {
      assert.ok(error instanceof RolledBackError);
      assert.deepEqual([error.signed, error.size], [signed, size]);
      assert.match(error.message, /would fork the ledger/);
      return true;
    });
    assert.equal(await noteNow(), before, "nothing was signed");
  }

  it("begins to remember with the empty tree, so that a lost first memory is told from a new ledger", async () => {
    assert.equal(existsSync(memory), false);
    await makeEvidence({ organisation, count: 2 });
    await startAppender("die-at", "committed").ended;
    assert.equal(await sizeNow(), 2n);
    assert.equal(readdirSync(memory).length, 1);
    await grow(3);
    assert.equal(await sizeNow(), 5n);
  });

  it("catches up after a crash between commit and memory, before it signs again and when a worker starts", async () => {
    await makeEvidence({ organisation, count: 1 });
    await startAppender("die-at", "committed").ended;
    assert.equal(await sizeNow(), 6n);
    mkdirSync(kept);
    const [file = ""] = readdirSync(memory);
    copyFileSync(join(memory, file), join(kept, file));
    await checkTail({ ledger: "main" });
    await backUp("older");
    assert.notEqual(readFileSync(join(memory, file), "utf8"), readFileSync(join(kept, file), "utf8"));
  });

  it("refuses a database that was restored from an older copy: worker, keys and all", async () => {
    await grow(3);
    assert.equal(await sizeNow(), 9n);
    await restore("older", { keepAs: "newest" });
    await makeEvidence({ organisation, count: 1 });
    await refusedAt(9n, 6n);
    await assert.rejects(addLedgerKey({ actor, ledger: "main" }), RolledBackError);
    await assert.rejects(endLedgerKey({ actor, ledger: "main", number: 1 }), RolledBackError);
  });

  it("says so in an alert, as soon as a worker starts and for as long as it lasts", async () => {
    const abort = new AbortController();
    const worker = runJob(blockAppender(), { signal: abort.signal });
    await until(async () => (await openAlerts()).length > 0);
    assert.deepEqual(await openAlerts(), [{ subject: "main", ledger: "main", details: { signed: "9", found: "6" } }]);
    abort.abort();
    await worker;
    assert.equal(await sizeNow(), 6n);
  });

  it("is not talked out of it: no command accepts the older copy while what was signed is known", async () => {
    const asked = rememberCheckpoint({ actor, ledger: "main", note: await noteNow() });
    await assert.rejects(asked, { code: "ledger_rolled_back", details: { signed: "9", size: "6" } });
    await refusedAt(9n, 6n);
  });

  it("refuses another history of the same ledger, even a longer one that its own key signed", async () => {
    renameSync(memory, join(testFolder, "true-memory"));
    await rememberCheckpoint({ actor, ledger: "main", note: await noteNow() });
    await appendBlock({ ledger: "main" });
    await grow(4);
    assert.equal(await sizeNow(), 11n);
    rmSync(memory, { recursive: true });
    renameSync(join(testFolder, "true-memory"), memory);
    await makeEvidence({ organisation, count: 1 });
    await refusedAt(9n, 11n);
  });

  it("goes on when the newest copy is back, and the alert ends", async () => {
    await restore("newest", { keepAs: "forked" });
    await raiseAlert({ kind: "ledger_rolled_back", subject: "main", ledger: "main", details: {} });
    await makeEvidence({ organisation, count: 1 });
    const abort = new AbortController();
    const worker = runJob(blockAppender(), { signal: abort.signal });
    await until(async () => (await sizeNow()) === 10n);
    await until(async () => (await openAlerts()).length === 0);
    abort.abort();
    await worker;
    await assertSound(10);
  });

  it("without a memory it signs nothing, until it is told the newest checkpoint that anybody has", async () => {
    const earlier = await noteNow();
    await grow(2);
    rmSync(memory, { recursive: true });
    await makeEvidence({ organisation, count: 1 });
    await assert.rejects(
      appendBlock({ ledger: "main" }),
      /does not say what was signed last.*sealbook ledger remember/,
    );
    assert.equal(await sizeNow(), 12n);
    const { origin } = (await findLedgerHead("main"))!.ledger;
    const stranger = createLedgerKey({ ledger: "main", origin }).signer;
    const text = formatCheckpoint({ origin, size: 12n, root: new Uint8Array(32) });
    const remember = (note: string) => rememberCheckpoint({ actor, ledger: "main", note });
    await assert.rejects(remember(signNote(stranger, text)), { code: "checkpoint_unsigned" });
    await assert.rejects(remember("nonsense"), { code: "checkpoint_unsigned" });
    await assert.rejects(rememberCheckpoint({ actor, ledger: "nowhere", note: earlier }), { code: "ledger_absent" });
    assert.deepEqual(await remember(earlier), { named: 10n, size: 12n });
    await appendBlock({ ledger: "main" });
    await assertSound(13);
    const { rows } = await pool().query("SELECT actor, details FROM audit_event WHERE action = 'ledger.remember'");
    assert.deepEqual(rows, [{ actor: { kind: "operator" }, details: { named: "10", size: "12" } }]);
  });

  it("is not told a checkpoint that this database does not contain", async () => {
    const newest = await noteNow();
    await restore("forked", { keepAs: "newest" });
    rmSync(memory, { recursive: true });
    const asked = rememberCheckpoint({ actor, ledger: "main", note: newest });
    await assert.rejects(asked, { code: "ledger_rolled_back", details: { signed: "13", size: "11" } });
    assert.equal(existsSync(memory), false);
    await restore("newest", { keepAs: "forked" });
    assert.deepEqual(await rememberCheckpoint({ actor, ledger: "main", note: newest }), { named: 13n, size: 13n });
    await checkTail({ ledger: "main" });
  });
});
