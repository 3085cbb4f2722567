/** Queues, disks and ledgers that make no blocks: seen, and over when they are. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { after, before, describe, it } from "node:test";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { DISK_LIMITS, diskFilling } from "#lib/features/evidence/retention/conditions.ts";
import { blockFailing, QUEUE_LIMITS, queueGrowing } from "#lib/features/ledger/sealing/conditions.ts";
import { blockAppender } from "#lib/features/ledger/sealing/jobs.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { checkCondition } from "#lib/features/operations/alerts/verbs/check-condition.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { readDisk } from "#lib/infra/storage/disk/free-space.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, ownerPool, until } from "#tests/support/ledger.ts";

const LIMITS = { ...QUEUE_LIMITS, ...DISK_LIMITS };
const CALM = { ...LIMITS, freeShareMin: 0, freeBytesMin: 0 };
const checkConditions = async (limits: typeof LIMITS) => {
  const conditions = [queueGrowing(limits), diskFilling(limits), blockFailing];
  return (await Promise.all(conditions.map(checkCondition))).flat();
};
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("conditions that are looked at each minute", () => {
  let bank: TestOrganisation;
  const record = async (text: string) => {
    const sha256 = new Uint8Array(createHash("sha256").update(text).digest());
    await recordEvidence({ actor: bank.owner, submission: { type: "digest", sha256, name: text } });
  };
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    bank = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  it("records that wait too long open an alert, which says how many and since when, and ends with the block", async () => {
    assert.deepEqual(await checkConditions(CALM), []);
    await record("one");
    await record("two");
    assert.deepEqual(await checkConditions(CALM), [], "they have only just come");
    await pause(60);
    const impatient = { ...CALM, waitingMsMax: 50 };
    const opened = await Promise.all([checkConditions(impatient), checkConditions(impatient)]);
    assert.deepEqual(
      opened.flat(),
      [{ kind: "queue_growing", subject: "main", event: "opened" }],
      "once, by two workers",
    );
    const alert = await prisma().alert.findFirstOrThrow({ where: { kind: "queue_growing" } });
    assert.deepEqual([alert.ledgerName, (alert.details as { waiting: number }).waiting], ["main", 2]);
    await appendAll();
    assert.deepEqual(await checkConditions(impatient), [{ kind: "queue_growing", subject: "main", event: "resolved" }]);
    assert.deepEqual(await checkConditions(impatient), []);
  });

  it("so do many more records than a block holds, and one that is hardly better does not end it", async () => {
    for (const text of ["a", "b", "c", "d"]) await record(text);
    const kind = "queue_growing";
    const limits = (records: number) => ({ ...CALM, waitingBlocksMax: records / 20_000 });
    assert.deepEqual((await checkConditions(limits(3)))[0]?.event, "opened");
    assert.deepEqual(await checkConditions(limits(4)), [], "just within the limit: it stays");
    assert.deepEqual(await listOpenSubjects(kind), ["main"]);
    assert.deepEqual((await checkConditions(limits(8)))[0]?.event, "resolved");
    await appendAll();
  });

  it("a disk with too little room opens one for this machine, which ends when there is room", async () => {
    const { freeBytes, totalBytes } = await readDisk();
    assert.ok(freeBytes > 0 && freeBytes <= totalBytes);
    const full = { ...LIMITS, freeShareMin: 1, freeBytesMin: freeBytes * 2 };
    const [opened] = await checkConditions({ ...full, freeShareMin: 2 });
    assert.equal(opened?.kind, "disk_filling");
    assert.ok(opened?.subject.startsWith(`${hostname()}:`));
    assert.deepEqual((await checkConditions(CALM))[0]?.event, "resolved");
    const small = { ...LIMITS, freeShareMin: 2, freeBytesMin: freeBytes / 2 };
    assert.deepEqual(await checkConditions(small), [], "on a large disk a share of it is plenty");
  });

  it("what a machine or process reported that is gone for good ends after a while; what others watch does not", async () => {
    await raiseAlert({ kind: "disk_filling", subject: "gone:/data", details: {} });
    await raiseAlert({ kind: "witness_unreachable", subject: "w", details: {} });
    assert.deepEqual(await checkConditions(CALM), []);
    await prisma().alert.updateMany({
      where: { resolvedAt: null },
      data: { seenAt: new Date(Date.now() - 11 * 60_000) },
    });
    assert.deepEqual(await checkConditions(CALM), [{ kind: "disk_filling", subject: "gone:/data", event: "resolved" }]);
  });

  it("a ledger that makes no block after several attempts opens one that says why, and ends with the next block", async () => {
    const owner = ownerPool();
    const stop = new AbortController();
    const ended = runJob(blockAppender(), { signal: stop.signal });
    try {
      await owner.query("REVOKE INSERT ON ledger_entry FROM sealbook_app");
      await record("held up");
      await until(async () => (await listOpenSubjects("block_failing")).length > 0);
      const { details } = await prisma().alert.findFirstOrThrow({ where: { kind: "block_failing", resolvedAt: null } });
      assert.match(String((details as { error: string }).error), /permission denied/);
      await owner.query("GRANT INSERT ON ledger_entry TO sealbook_app");
      await until(async () => (await listOpenSubjects("block_failing")).length === 0);
    } finally {
      stop.abort();
      await ended;
      await owner.end();
    }
  });
});
