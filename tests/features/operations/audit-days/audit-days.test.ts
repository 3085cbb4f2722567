/** Days of the audit log: bound once, each organisation's rows by themselves, proven anywhere, and what is rewritten is found. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  auditStatement,
  isPartOf,
  parseAuditDay,
  parseAuditDayPart,
  statementDigest,
} from "#lib/core/audit-log/day.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { checkDays } from "#lib/features/operations/audit-days/checks/check-days.ts";
import { dayRecordKey } from "#lib/features/operations/audit-days/rows.ts";
import type { DayProof } from "#lib/features/operations/audit-days/types.ts";
import { bindDay, recordDay } from "#lib/features/operations/audit-days/verbs/bind-day.ts";
import { firstIdAt } from "#lib/infra/db/cursor-page.ts";
import type { Pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";

const DAY_MS = 86_400_000;
const PLACE = "/api/v1/audit-log/days";

describe("days of the audit log", () => {
  let operating: TestOrganisation;
  let other: TestOrganisation;
  let owner: Pool;
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const dayBefore = (days: number) => new Date(today - days * DAY_MS).toISOString().slice(0, 10);

  before(async () => {
    await createTestDatabase();
    owner = ownerPool();
    await ensureLedger("main");
    operating = await makeOrganisation("Operator 运营方");
    await prisma().organisation.updateMany({ data: { operates: false } });
    await prisma().organisation.update({ where: { id: operating.id }, data: { operates: true } });
    other = await makeOrganisation("Bank 银行");
    for (const [count, organisation, days] of [
      [1, other, 3],
      [1_003, other, 2],
      [2, operating, 2],
      [1, undefined, 2],
    ] as const)
      await rowsOf({ count, organisation, days });
  });
  after(async () => {
    await owner.end();
    await dropTestDatabase();
  });

  async function rowsOf(given: { count: number; organisation: TestOrganisation | undefined; days: number }) {
    const { count, organisation, days } = given;
    const start = today - days * DAY_MS + 3_600_000;
    const tail = (organisation?.id ?? "0".repeat(36)).slice(24);
    await owner.query(
      `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details, at)
       SELECT id, $2, '{"kind": "user", "id": "张三"}', 'link.use', 'x', '{"count": 1.5, "b": ["ä"]}', $3 FROM unnest($1::uuid[]) AS id`,
      [
        Array.from({ length: count }, (_, each) => `${firstIdAt(start + each).slice(0, 24)}${tail}`),
        organisation?.id ?? null,
        new Date(start),
      ],
    );
  }

  const asked = async ({ ownerHeaders }: TestOrganisation, path: string, params: Record<string, string> = {}) =>
    await call(at(path).GET, { params, headers: Object.fromEntries(ownerHeaders) });
  const proofOf = async (organisation: TestOrganisation, day: string) =>
    (await (await asked(organisation, `${PLACE}/{day}/proof`, { day })).json()) as DayProof;

  it("are bound in their order once they are over, also those without rows, and by one of several workers", async () => {
    await Promise.all([bindDay(), bindDay()]);
    while (await bindDay());
    const isSettled = Date.now() - today > 3_600_000;
    const { rows } = await owner.query("SELECT day::text FROM audit_day ORDER BY day");
    const expected = (isSettled ? [3, 2, 1] : [3, 2]).map(dayBefore);
    assert.deepEqual(
      rows.map(({ day }) => day),
      expected,
    );
  });

  it("are recorded by the organisation that runs the installation, once each", async () => {
    const recorded = [];
    for (let day = await recordDay(); day !== undefined; day = await recordDay()) recorded.push(day);
    assert.deepEqual(recorded.slice(0, 2), [dayBefore(3), dayBefore(2)]);
    assert.equal(await prisma().evidence.count({ where: { idempotencyKey: dayRecordKey(dayBefore(2)) } }), 1);
    await appendAll();
  });

  it("show an organisation its own rows alone, and lead to the day’s statement and the one before", async () => {
    const list = (await (await asked(other, PLACE)).json()) as {
      items: { day: string; rows: number; record: { anchored: boolean } }[];
    };
    assert.deepEqual(
      list.items.map(({ day, rows, record }) => [day, rows, record.anchored]),
      [
        [dayBefore(2), 1_003, true],
        [dayBefore(3), 1, true],
      ],
    );
    const [proof, first] = await Promise.all([2, 3].map((days) => proofOf(other, dayBefore(days))));
    assert.ok(proof && first);
    const [part, day] = [parseAuditDayPart(proof.statement), parseAuditDay(proof.day)];
    assert.ok(part && day);
    assert.equal(part.organisation, other.id);
    assert.equal(part.previous, statementDigest(first.statement));
    assert.equal(day.previous, statementDigest(first.day));
    assert.equal(day.parts, 3);
    const { index, path } = proof;
    assert.ok(isPartOf(day, { part: proof.statement, index, path }));
    assert.ok(!isPartOf(day, { part: auditStatement({ ...part, rows: part.rows - 1 }), index, path }));
    assert.equal((await asked(other, `${PLACE}/{day}/proof`, { day: dayBefore(9) })).status, 404);
  });

  it("are checked anywhere with the command line, and a row that is missing or changed is found", async () => {
    const day = dayBefore(2);
    const rows = await (await asked(other, `${PLACE}/{day}/rows`, { day })).text();
    const [rowsPath, proofPath] = [join(testFolder, "rows.ndjson"), join(testFolder, "proof.json")];
    writeFileSync(proofPath, JSON.stringify(await proofOf(other, day)));
    const check = async (text: string) => {
      writeFileSync(rowsPath, text);
      return (await sealbook(["audit-log", "verify", rowsPath, proofPath])).code;
    };
    assert.equal(await check(rows), 3);
    assert.equal(await check(rows.replace(/^.*\n/, "")), 1);
    assert.equal(await check(rows.replace("张三", "李四")), 1);
    assert.equal(await check(rows.replace('"count":1.5', '"count": 1.5')), 1);
    writeFileSync(proofPath, "{}");
    assert.equal(await check(rows), 2);
  });

  it("hold when they are computed again, and do not when an owner of the database rewrote a row or a statement", async () => {
    const sound = await checkDays();
    assert.deepEqual(sound.findings, []);
    const id = `${firstIdAt(today - 2 * DAY_MS + 3_600_000).slice(0, 24)}${other.id.slice(24)}`;
    await rewrite(owner, "UPDATE audit_event SET subject = 'y' WHERE id = $1", [id]);
    const expected = { day: dayBefore(2), wrong: "rows", organisationId: other.id };
    assert.deepEqual((await checkDays()).findings, [expected]);
    await rewrite(owner, "UPDATE audit_event SET subject = 'x' WHERE id = $1", [id]);
    await rewrite(
      owner,
      "UPDATE audit_day SET statement = replace(statement, '\"parts\":1', '\"parts\":2') WHERE day = $1",
      [dayBefore(3)],
    );
    assert.ok((await checkDays()).findings.some(({ day, wrong }) => day === dayBefore(3) && wrong === "record"));
  });
});
