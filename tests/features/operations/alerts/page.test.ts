/** What those who run the installation see of alerts, and what they do about them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { AlertDetails } from "#lib/features/alarms/types.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { ALERTS_PER_PAGE, countOpenAlerts, listAlerts } from "#lib/features/operations/alerts/rows/list-alerts.ts";
import { alertsQuerySchema } from "#lib/features/operations/alerts/schema.ts";
import { alertWords, NOTE_CHARS_MAX } from "#lib/features/operations/alerts/types.ts";
import { acknowledgeAlert } from "#lib/features/operations/alerts/verbs/acknowledge-alert.ts";
import { settleAlert } from "#lib/features/operations/alerts/verbs/settle-alert.ts";
import { takeUntold } from "#lib/features/operations/alerts/verbs/take-untold.ts";
import { translator } from "#lib/i18n/translator.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ALERT_KINDS } from "#lib/words/alerts.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";

async function open(kind: (typeof ALERT_KINDS)[number], subject: string, details = {}): Promise<string> {
  assert.ok(await raiseAlert({ kind, subject, ledger: "main", details }));
  return (await prisma().alert.findFirstOrThrow({ where: { kind, subject, resolvedAt: null } })).id;
}
const find = async (q: string) => (await listAlerts({ q })).rows;

describe("alerts, as those who run the installation see them", () => {
  let operating: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    operating = await makeOrganisation();
    await prisma().organisation.update({ where: { id: operating.id }, data: { operates: true } });
  });
  after(() => dropTestDatabase());

  it("somebody looks after one, and ends it with a note; both stand in the audit log", async () => {
    const actor = operating.owner;
    const alertId = await open("disk_filling", "host:/data");
    await acknowledgeAlert({ actor, alertId });
    const [taken] = await find("host:/data");
    assert.deepEqual([taken?.state, taken?.acknowledged?.by], ["acknowledged", "Owner"]);
    await assert.rejects(settleAlert({ actor, alertId, note: " \n" }), { code: "note_missing" });
    await settleAlert({ actor, alertId, note: `New disk. ${"x".repeat(1_000)}` });
    const [ended] = await find("New disk");
    assert.deepEqual([ended?.id, ended?.state, ended?.resolved?.by], [alertId, "resolved", "Owner"]);
    assert.equal(ended?.note.length, NOTE_CHARS_MAX);
    await assert.rejects(settleAlert({ actor, alertId, note: "again" }), { code: "already_settled" });
    await assert.rejects(acknowledgeAlert({ actor, alertId }), { code: "already_settled" });
    const log = await prisma().auditEvent.findMany({ where: { subject: alertId }, orderBy: { id: "asc" } });
    assert.deepEqual(
      log.map(({ action, organisationId, details }) => [action, organisationId, (details as { kind: string }).kind]),
      [
        ["alert.acknowledge", operating.id, "disk_filling"],
        ["alert.resolve", operating.id, "disk_filling"],
      ],
    );
    for (const channel of ["mail", "webhook"] as const) {
      const told = await prisma().$transaction((tx) => takeUntold(tx, { channel }));
      assert.deepEqual(told.slice(-1), [{ alertId, event: "resolved" }], "that it ended is told as well");
    }
  });

  it("of several who settle one at once, one does", async () => {
    const alertId = await open("disk_filling", "at once");
    const settle = () => refusalOf(settleAlert({ actor: operating.owner, alertId, note: "done" }));
    const results = await Promise.all([settle(), settle(), settle(), settle()]);
    const late = "already_settled";
    assert.deepEqual(results.toSorted(), [late, late, late, undefined]);
  });

  it("a conflict never ends by itself, not even by a statement in the database; a person ends it", async () => {
    const alertId = await open("witness_conflict", randomUUID(), { name: "w1", failure: "fork" });
    const { subject } = await prisma().alert.findUniqueOrThrow({ where: { id: alertId } });
    assert.equal(await resolveAlert({ kind: "witness_conflict", subject }), false);
    await assert.rejects(prisma().alert.update({ where: { id: alertId }, data: { resolvedAt: new Date() } }));
    assert.equal((await find(alertId))[0]?.state, "open");
    await settleAlert({ actor: operating.owner, alertId, note: "its key was stolen" });
    assert.ok(await raiseAlert({ kind: "witness_conflict", subject, details: {} }), "seen again, it opens again");
  });

  it("members of other organisations, and operators and auditors of this one, do nothing about it", async () => {
    const alertId = await open("queue_growing", "main");
    const stranger = (await makeOrganisation()).owner;
    const others = [stranger, await inRole(operating.owner, "operator"), await inRole(operating.owner, "auditor")];
    for (const actor of others) {
      await assert.rejects(acknowledgeAlert({ actor, alertId }), { code: "operators_only" });
      await assert.rejects(settleAlert({ actor, alertId, note: "x" }), { code: "operators_only" });
    }
    const admin = await inRole(operating.owner, "admin");
    await assert.rejects(acknowledgeAlert({ actor: admin, alertId: randomUUID() }), { code: "alert_absent" });
    await acknowledgeAlert({ actor: admin, alertId });
    operating.owner = await inRole(operating.owner, "owner");
  });

  it("what is open comes first, page by page and back; filters and search find it, wildcards are characters", async () => {
    await prisma().alert.updateMany({
      data: { resolvedById: operating.owner.userId, note: "x", resolvedAt: new Date() },
    });
    const opened: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const id = await open("timestamp_failing", `paged ${index}`, { found: "100%_" });
      if (index % 3 === 0) await resolveAlert({ kind: "timestamp_failing", subject: `paged ${index}` });
      else opened.push(id);
    }
    assert.equal(await countOpenAlerts(), 20);
    const filter = { q: "100%_" };
    const first = await listAlerts(filter);
    assert.deepEqual([first.rows.map(({ id }) => id), first.newer], [opened.toReversed(), undefined]);
    assert.equal(first.rows.length, ALERTS_PER_PAGE);
    const second = await listAlerts(filter, { older: first.older ?? "" });
    assert.deepEqual([second.rows.map(({ state }) => state), second.older], [Array(10).fill("resolved"), undefined]);
    const back = await listAlerts(filter, { newer: second.newer ?? "" });
    assert.deepEqual(back.rows, first.rows);
    assert.equal((await find("100_%")).length, 0);
    assert.equal((await listAlerts({ state: "resolved", kind: "timestamp_failing" })).rows.length, 10);
    assert.equal((await listAlerts({ state: "open", kind: "disk_filling" })).rows.length, 0);
    assert.equal((await listAlerts({ ledger: "other" })).rows.length, 0);
  });

  it("nonsense in an address asks for nothing", () => {
    const parsed = alertsQuerySchema.parse({ q: ["a", "b"], state: "x", kind: "'; DROP", ledger: "../", older: "1" });
    assert.equal(JSON.stringify(parsed), '{"q":""}');
  });

  it("every kind has its words in both languages, whatever was found", () => {
    for (const locale of ["en", "zh-CN"] as const) {
      const t = translator(locale);
      for (const kind of ALERT_KINDS) {
        const found: AlertDetails[] = [
          {},
          { kind: "mirror", name: "m", waiting: "nonsense", freeBytes: 5 * 1024 ** 3 },
        ];
        for (const details of found) {
          const words = alertWords({ subject: "subject", ledger: undefined, details });
          for (const part of ["title", "means", "todo"] as const) {
            const text = t(`alerts.kinds.${kind}.${part}`, words);
            assert.ok(text.length > 5 && !/[{}]|NaN|undefined/.test(text), `${kind}.${part}: ${text}`);
          }
        }
      }
    }
  });
});
