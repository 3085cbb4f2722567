/** How the installation stands: what is wrong is said, and what cannot be checked is never taken for good. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { noteAudit } from "#lib/features/ledger/audit/verbs/note-audit.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { listLedgerLines } from "#lib/features/operations/installation/rows/lines.ts";
import { readStanding } from "#lib/features/operations/overview/rows.ts";
import { beat } from "#lib/features/operations/overview/verbs/beat.ts";
import { makeOrganisation as makeMembers } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testDatabaseName, testServerUrl } from "#tests/support/environment.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";

async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(testServerUrl), { pathname: testDatabaseName }).href,
  });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
const read = async () => await readStanding(await listLedgerLines());

describe("how the installation stands", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  it("a worker that never was, or is gone, is missed", async () => {
    assert.deepEqual((await read()).worker, { seen: "never", judgement: "bad" });
    await beat(new Date());
    const { worker } = await read();
    assert.ok(worker && worker.seen !== "never");
    assert.equal(worker.judgement, "good");
    assert.ok(worker.seen.secondsAgo < 30);
    await asOwner("UPDATE worker_pulse SET at = now() - interval '5 minutes'");
    assert.equal((await read()).worker?.judgement, "bad");
  });

  it("what waits too long, open alerts and blocks without witnesses are told", async () => {
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 3 });
    const waiting = await read();
    assert.deepEqual([waiting.queue?.waiting, waiting.queue?.judgement], [3, "good"]);
    assert.deepEqual(waiting.unwitnessed, { blocks: 0, judgement: "off" });
    assert.equal(waiting.alerts?.judgement, "good");
    await raiseAlert({
      kind: "queue_growing",
      subject: "main",
      ledger: "main",
      details: { waiting: 3, oldestSeconds: 900 },
    });
    assert.deepEqual((await read()).alerts, { open: 1, judgement: "bad" });
    while (await appendBlock({ ledger: "main" }));
    assert.equal((await read()).queue?.waiting, 0);
  });

  it("the last audit is noted with its outcome, by the command line alone", async () => {
    assert.deepEqual((await read()).audit, { last: "never", judgement: "odd" });
    const report = await auditLedger({ ledger: "main" });
    // The first organisation runs the installation; this is another.
    await makeMembers();
    const { owner } = await makeMembers();
    await assert.rejects(noteAudit(owner, report), { code: "operators_only" });
    await noteAudit({ kind: "operator" }, report);
    const { audit } = await read();
    assert.ok(audit && audit.last !== "never");
    assert.deepEqual(
      [audit.last.ledger, audit.last.size, audit.last.findings, audit.judgement],
      ["main", report.treeSize, 0, "good"],
    );
    const finding = { check: "file", subject: "x" } as unknown as (typeof report.findings)[number];
    await noteAudit({ kind: "operator" }, { ...report, findings: [finding] });
    assert.equal((await read()).audit?.judgement, "bad");
  });

  it("what cannot be read is not known, and takes nothing else with it", async () => {
    await asOwner("REVOKE SELECT ON worker_pulse, damaged_content FROM sealbook_app");
    const { worker, files, disk, database, clocks, queue } = await read();
    assert.deepEqual([worker, files], [undefined, undefined]);
    assert.ok(disk && disk.freeBytes > 0 && disk.totalBytes > disk.freeBytes);
    assert.ok(database && database.bytes > 1_000_000);
    assert.ok(clocks && queue);
  });
});
