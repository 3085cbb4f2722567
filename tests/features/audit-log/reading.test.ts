/** The audit log as it is read: runs are one line, a search looks through so much and says so, and only what is one's own has a link. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { listAuditEvents } from "#lib/features/audit-log/rows/events.ts";
import { ENTRIES_PER_PAGE, listAuditEntries } from "#lib/features/audit-log/rows/runs.ts";
import { SCANNED_ROWS_MAX, scanStatement } from "#lib/features/audit-log/rows/scan.ts";
import { findThings } from "#lib/features/audit-log/rows/things.ts";
import { auditQuerySchema } from "#lib/features/audit-log/schema.ts";
import type { AuditEntry } from "#lib/features/audit-log/types.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const MINUTE_MS = 60_000;
const NOON = Date.parse("2030-03-10T12:00:00Z");

interface Written {
  at: number;
  action?: string;
  actor?: { kind: string; id?: string };
  subject?: string;
  details?: Record<string, string>;
}

describe("reading the audit log", () => {
  let mine: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    [mine, theirs] = [await makeOrganisation("Mine"), await makeOrganisation("Theirs")];
  });
  after(() => dropTestDatabase());

  async function write(rows: readonly Written[], organisationId: string): Promise<void> {
    for (const [seq, row] of rows.entries()) {
      const { at, action = "evidence.download", actor = { kind: "user", id: mine.owner.userId } } = row;
      const { subject = "x", details = {} } = row;
      const data = { organisationId, actor, action, subject, details, at: new Date(at) };
      await prisma().auditEvent.create({ data: { id: uuidv7({ msecs: at, seq }), ...data } });
    }
  }
  /** An organisation that has nothing but these rows. */
  async function logOf(rows: readonly Written[]): Promise<TestOrganisation["id"]> {
    const id = uuidv7() as TestOrganisation["id"];
    await pool().query(
      "INSERT INTO organisation (id, name, ledger, keep_content, public_lookup) VALUES ($1, 'Log', 'main', true, false)",
      [id],
    );
    await write(rows, id);
    return id;
  }
  const read = async (organisationId: TestOrganisation["id"], query: object = {}, zone = "UTC") =>
    await listAuditEntries({ organisationId, query: auditQuerySchema.parse(query), zone });
  const shape = (entries: readonly AuditEntry[]) =>
    entries.map((entry) => (entry.kind === "run" ? `${entry.count} ${entry.action}` : entry.action));

  it("what one does over and over is one line, until another acts, something else happens, or an hour passes", async () => {
    const each = (count: number, from: number, row: Partial<Written> = {}): Written[] =>
      Array.from({ length: count }, (_, at) => ({ at: from + at * MINUTE_MS, ...row }));
    const log = await logOf([
      ...each(4, NOON),
      ...each(4, NOON + 70 * MINUTE_MS),
      ...each(3, NOON + 80 * MINUTE_MS, { action: "key.create" }),
      ...each(5, NOON + 90 * MINUTE_MS, { actor: { kind: "worker" } }),
      ...each(5, NOON + 96 * MINUTE_MS, { actor: { kind: "user", id: theirs.owner.userId } }),
    ]);
    const { entries } = await read(log);
    assert.deepEqual(shape(entries), [
      "5 evidence.download",
      "5 evidence.download",
      ...Array(3).fill("key.create"),
      "4 evidence.download",
      "4 evidence.download",
    ]);
    const run = entries.at(-1);
    assert.ok(run?.kind === "run");
    assert.deepEqual([run.from.getTime(), run.at.getTime()], [NOON, NOON + 3 * MINUTE_MS]);
    const unfolded = await listAuditEvents({
      organisationId: log,
      query: auditQuerySchema.parse({ first: run.first, last: run.last }),
      zone: "UTC",
      limit: 50,
    });
    assert.equal(unfolded.rows.length, 4);
    assert.deepEqual([unfolded.rows[0]?.id, unfolded.rows.at(-1)?.id], [run.first, run.last]);
  });

  it("pages keep their place while new rows come: forwards and back again the same lines, none twice, none missing", async () => {
    const kinds = ["key.create", "key.revoke"] as const;
    const log = await logOf(
      Array.from({ length: 2 * ENTRIES_PER_PAGE + 20 }, (_, at) => ({ at: NOON + at, action: kinds[at % 2] ?? "" })),
    );
    const first = await read(log);
    assert.equal(first.entries.length, ENTRIES_PER_PAGE);
    assert.equal(first.newer, undefined);
    await write(
      Array.from({ length: 7 }, (_, at) => ({ at: NOON + 10_000 + at })),
      log,
    );
    const second = await read(log, { older: first.older });
    const third = await read(log, { older: second.older });
    assert.deepEqual([second.entries.length, third.entries.length, third.older], [ENTRIES_PER_PAGE, 20, undefined]);
    const ids = [...first.entries, ...second.entries, ...third.entries].map((each) => each.kind === "event" && each.id);
    assert.equal(new Set(ids).size, 2 * ENTRIES_PER_PAGE + 20);
    assert.deepEqual((await read(log, { newer: third.newer })).entries, second.entries);
    const back = await read(log, { newer: second.newer });
    assert.deepEqual(back.entries, first.entries);
    assert.deepEqual(shape((await read(log, { newer: back.newer })).entries), ["7 evidence.download"]);
  });

  it("is searched by name of who acted or of the record, id, address and what a row tells, in one's own log alone", async () => {
    const name = "Loan 贷款 100%_sure.pdf";
    const sha256 = randomBytes(32);
    const recorded = await recordEvidence({ actor: mine.owner, submission: { type: "digest", sha256, name } });
    const found = async (q: string, organisation = mine) => shape((await read(organisation.id, { q })).entries);
    for (const q of ["贷款", "100%_SURE", recorded.evidence.id, sha256.toString("hex").slice(0, 40)])
      assert.deepEqual(await found(q), ["evidence.record"], q);
    assert.ok((await found("owner")).includes("session.begin"));
    assert.ok((await found("192.0.2.1")).includes("session.begin"));
    for (const q of ["100%%sure", "_oan", "no such thing", "' OR 1=1 --", "\\"])
      assert.deepEqual(await found(q), [], q);
    assert.deepEqual(await found("贷款", theirs), []);
    assert.equal((await read(mine.id, { q: "\0" })).entries.length, (await read(mine.id)).entries.length);
  });

  it("days are the reader's: midnight is that of the zone, also where clocks change", async () => {
    const log = await logOf([
      { at: Date.parse("2030-03-09T15:59:59Z"), action: "key.create" },
      { at: Date.parse("2030-03-09T16:00:00Z"), action: "key.revoke" },
      { at: Date.parse("2030-03-10T15:59:59Z"), action: "share.create" },
      { at: Date.parse("2030-03-10T16:00:00Z"), action: "share.revoke" },
    ]);
    const day = { from: "2030-03-10", to: "2030-03-10" };
    const within = async (zone: string) => shape((await read(log, day, zone)).entries);
    assert.deepEqual(await within("Asia/Shanghai"), ["share.create", "key.revoke"]);
    assert.deepEqual(await within("UTC"), ["share.revoke", "share.create"]);
    // That day has 23 hours there: from 05:00 to 04:00 UTC.
    assert.deepEqual(await within("America/New_York"), ["share.revoke", "share.create"]);
  });

  it("the first and the last days there are find what they hold, and no zone makes them fail", async () => {
    const id = await logOf([{ at: NOON }]);
    for (const zone of ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"]) {
      assert.equal((await read(id, { from: "1970-01-01", to: "2999-12-31" }, zone)).entries.length, 1, zone);
      assert.equal((await read(id, { from: "9999-12-31", to: "9999-12-31" }, zone)).entries.length, 1, "no day at all");
    }
  });

  it("a search ends after so many rows, says so, and goes on from there; the index does the reaching", async () => {
    const log = await logOf([{ at: NOON, action: "key.revoke" }]);
    await pool().query(
      `INSERT INTO audit_event (id, organisation_id, actor, action, subject, details, at)
       SELECT overlay(overlay($2 placing lpad(to_hex(n), 8, '0') from 1 for 8) placing '7000' from 15 for 4)::uuid, $1,
         '{"kind":"worker"}', 'evidence.record', 'x', '{}', now() FROM generate_series(4000000000::bigint, 4000000000 + $3::bigint) n`,
      [log, "00000000-0000-7000-8000-000000000001", SCANNED_ROWS_MAX],
    );
    const first = await read(log, { action: "key.revoke" });
    assert.deepEqual([first.entries, first.unfinished], [[], true]);
    const second = await read(log, { action: "key.revoke", older: first.older });
    assert.deepEqual([shape(second.entries), second.unfinished, second.older], [["key.revoke"], false, undefined]);
    const all = await read(log);
    assert.deepEqual([shape(all.entries), all.unfinished], [[`${SCANNED_ROWS_MAX} evidence.record`], true]);
    await pool()
      .query("ANALYZE audit_event")
      .catch(() => {});
    const query = auditQuerySchema.parse({ action: "key.revoke" });
    const { text, values } = scanStatement({ organisationId: log, query, zone: "UTC" }, 500);
    const plan = await pool().query(`EXPLAIN ${text} SELECT * FROM hit`, values);
    assert.match(JSON.stringify(plan.rows), /Index Scan[^"]* audit_event_organisation_id_id_idx|audit_event_pkey/);
    assert.doesNotMatch(JSON.stringify(plan.rows), /Seq Scan on audit_event/);
  });

  it("links lead to what is one's own: another organisation's record has neither name nor link", async () => {
    const name = "Secret of theirs.pdf";
    const recorded = await recordEvidence({
      actor: theirs.owner,
      submission: { type: "digest", sha256: randomBytes(32), name },
    });
    const log = await logOf([
      { at: NOON, action: "share.create", subject: uuidv7(), details: { evidence: recorded.evidence.id } },
      { at: NOON + 1, action: "node.invite", subject: uuidv7(), details: { name: "w1" } },
      { at: NOON + 2, action: "policy.quorum", subject: "main" },
    ]);
    const { rows } = await listAuditEvents({ organisationId: log, query: {}, zone: "UTC", limit: 9 });
    const things = async (organisationId: TestOrganisation["id"], mayOperate: boolean) => {
      const found = await findThings({ organisationId, rows, mayOperate });
      return rows.map(({ id }) => found.get(id));
    };
    const node = rows[1]?.subject;
    assert.deepEqual(await things(log, false), [{ text: "main", href: "/explorer" }, { text: "w1" }, undefined]);
    assert.deepEqual((await things(log, true))[1], { text: "w1", href: `/operations/nodes/${node}` });
    const theirView = (await things(theirs.id, false))[2];
    assert.deepEqual(theirView, { text: name, href: `/evidence/${recorded.evidence.id}` });
  });
});
