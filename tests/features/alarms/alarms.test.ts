import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const kind = "timestamp_failing";
const rows = (subject: string) => prisma().alert.findMany({ where: { subject }, orderBy: { openedAt: "asc" } });

describe("alerts", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  it("one is open for each kind and subject, however often and by how many it is raised", async () => {
    const raise = (failures: number) => raiseAlert({ kind, subject: "tsa", ledger: "main", details: { failures } });
    const opened = await Promise.all([1, 2, 3, 4, 5].map(raise));
    assert.deepEqual(opened.filter(Boolean).length, 1);
    assert.equal(await raise(6), false);
    const [alert, ...others] = await rows("tsa");
    assert.deepEqual([others, alert?.details, alert?.ledgerName], [[], { failures: 6 }, "main"]);
    assert.ok(alert && alert.seenAt >= alert.openedAt && alert.resolvedAt === null);
    assert.equal(await raiseAlert({ kind: "witness_behind", subject: "tsa", details: {} }), true);
    assert.equal((await rows("tsa")).length, 2);
  });

  it("one that ended stays as it was, and may open anew", async () => {
    await raiseAlert({ kind, subject: "again", details: { failures: 1 } });
    assert.deepEqual(await listOpenSubjects(kind), ["again", "tsa"]);
    assert.equal(await resolveAlert({ kind, subject: "again" }), true);
    assert.equal(await resolveAlert({ kind, subject: "again" }), false);
    assert.deepEqual(await listOpenSubjects(kind), ["tsa"]);
    assert.equal(await raiseAlert({ kind, subject: "again", details: { failures: 9 } }), true);
    const [first, second] = await rows("again");
    assert.deepEqual([first?.details, second?.details], [{ failures: 1 }, { failures: 9 }]);
    assert.ok(first?.resolvedAt && second?.resolvedAt === null);
  });

  it("one that is raised in a transaction goes with it", async () => {
    const failing = prisma().$transaction(async (tx) => {
      await raiseAlert({ kind, subject: "undone", details: {} }, tx);
      await resolveAlert({ kind, subject: "tsa" }, tx);
      throw new Error("undone");
    });
    await assert.rejects(failing, /undone/);
    assert.deepEqual(await listOpenSubjects(kind), ["again", "tsa"]);
  });
});
