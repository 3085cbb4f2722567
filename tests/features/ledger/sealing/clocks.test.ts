/** Clocks that do not agree: an alert beyond seconds, and beyond more nothing is recorded, by whichever of them is wrong. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { after, afterEach, before, describe, it, mock } from "node:test";
import { env } from "#lib/env.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { CLOCKS_APART_MS_MAX, clockWrong } from "#lib/features/ledger/sealing/conditions.ts";
import { readClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { checkCondition } from "#lib/features/operations/alerts/verbs/check-condition.ts";
import { loadHealth } from "#lib/features/operations/health/pages.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ERROR_STATUS, SealbookError } from "#lib/words/errors.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, ownerPool } from "#tests/support/ledger.ts";

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const SUBJECT = { kind: "clock_wrong", subject: hostname() } as const;

describe("clocks", () => {
  let bank: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
    bank = await makeOrganisation();
  });
  after(() => dropTestDatabase());
  afterEach(() => mock.timers.reset());

  /** From now on this process believes that it is so much later. */
  const setClock = (ms: number) => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["Date"], now: Date.now() + ms });
  };
  const record = () =>
    recordEvidence({
      actor: bank.owner,
      submission: { type: "digest", sha256: new Uint8Array(randomBytes(32)), name: "a" },
    });
  const refused = (seconds: number) => (error: unknown) =>
    error instanceof SealbookError &&
    error.code === "clock_wrong" &&
    Math.abs(Number(error.details.seconds) - seconds) <= 5;
  const openDetails = async () => {
    const { details } = await prisma().alert.findFirstOrThrow({ where: { kind: "clock_wrong", resolvedAt: null } });
    return details as { place: string; seconds: number };
  };

  it("that agree are no trouble", async () => {
    const clocks = await readClocks();
    assert.ok(Math.abs(clocks.processAheadMs) < SECOND_MS && clocks.blockAheadMs < SECOND_MS, JSON.stringify(clocks));
    await record();
    await appendAll();
    assert.deepEqual(await checkCondition(clockWrong()), []);
    assert.deepEqual((await loadHealth()).troubles, []);
  });

  for (const [what, ms] of [
    ["a day behind", -DAY_MS],
    ["a day ahead", DAY_MS],
    ["a little more than is tolerated behind", -env.CLOCK_TOLERANCE_MS - 5 * SECOND_MS],
  ] as const) {
    it(`a machine that is ${what} records nothing, and goes on as soon as it is right`, async () => {
      assert.equal(ERROR_STATUS.clock_wrong, 503);
      const earlier = await prisma().evidence.count();
      setClock(ms);
      await assert.rejects(record(), refused(Math.abs(ms) / SECOND_MS));
      const source = mock.fn(async () => {});
      const upload = receiveFile({ actor: bank.owner, announced: { name: "a" }, keep: true, source });
      await assert.rejects(upload, refused(Math.abs(ms) / SECOND_MS));
      assert.equal(source.mock.callCount(), 0, "no byte was asked for");
      const health = await loadHealth();
      assert.deepEqual([health.status, health.troubles], ["degraded", [{ code: "clock_wrong" }]]);
      assert.equal(await prisma().evidence.count(), earlier);
      mock.timers.reset();
      await record();
      assert.equal((await loadHealth()).status, "ok");
    });
  }

  it("one that is some seconds off raises an alert that says which way, and still records", async () => {
    for (const [ms, place] of [
      [-2 * CLOCKS_APART_MS_MAX, "behind"],
      [2 * CLOCKS_APART_MS_MAX, "ahead"],
    ] as const) {
      const off = clockWrong(() => Date.now() + ms);
      assert.deepEqual(await checkCondition(off), [{ ...SUBJECT, event: "opened" }]);
      const details = await openDetails();
      assert.deepEqual([details.place, details.seconds], [place, (2 * CLOCKS_APART_MS_MAX) / SECOND_MS]);
      assert.deepEqual(await checkCondition(clockWrong()), [{ ...SUBJECT, event: "resolved" }]);
    }
    setClock(-2 * CLOCKS_APART_MS_MAX);
    await record();
  });

  it("a database that was set back together with this machine shows in the newest block", async () => {
    await record();
    await appendAll();
    const owner = await ownerPool();
    await owner.query("ALTER TABLE ledger_block DISABLE TRIGGER ALL");
    await owner.query(
      "UPDATE ledger_block SET time = time + interval '1 day' WHERE height = (SELECT max(height) FROM ledger_block)",
    );
    const clocks = await readClocks();
    assert.ok(clocks.blockAheadMs > DAY_MS - 60 * SECOND_MS, JSON.stringify(clocks));
    assert.deepEqual(await checkCondition(clockWrong()), [{ ...SUBJECT, event: "opened" }]);
    assert.equal((await openDetails()).place, "block");
    // Noticed with the next comparison, which a step of the clock brings about at once.
    setClock(SECOND_MS);
    await assert.rejects(record(), refused(DAY_MS / SECOND_MS));
    await owner.query("UPDATE ledger_block SET time = time - interval '1 day' WHERE time > now() + interval '1 hour'");
    mock.timers.reset();
    await record();
    assert.deepEqual(await checkCondition(clockWrong()), [{ ...SUBJECT, event: "resolved" }]);
  });
});
