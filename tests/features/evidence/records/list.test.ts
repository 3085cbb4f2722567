/** The evidence list: every record on exactly one page, in either direction, under every filter, by an index. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { listEvidenceIds, pageQuery } from "#lib/features/evidence/records/rows/list.ts";
import { type EvidenceFilter, SEARCH_ROWS_MAX } from "#lib/features/evidence/records/types.ts";
import { exportEvidence } from "#lib/features/evidence/records/verbs/export-evidence.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeOrganisation as makeBareOrganisation } from "#tests/support/evidence-factory.ts";
import { insertingEvidence } from "#tests/support/evidence-rows.ts";
import { appendAll, ownerPool } from "#tests/support/ledger.ts";

const owner = ownerPool();
let ours: TestOrganisation;
/** Newest first. */
const all: string[] = [];
let many: TestOrganisation["id"];
const MANY = SEARCH_ROWS_MAX + 5_000;
const KEY = "00000000-0000-7000-8000-000000000001";

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
  for (let at = 0; at < 23; at += 1) {
    const name = at % 5 === 0 ? `借款合同 ${at}.pdf` : `100%_contract-${at}.PDF`;
    const sha256 = new Uint8Array(32).fill(at);
    const { evidence } = await recordEvidence({ actor: ours.owner, submission: { type: "digest", sha256, name } });
    all.unshift(evidence.id);
    if (at === 19) await appendAll();
  }
  many = (await makeBareOrganisation()).id as TestOrganisation["id"];
  await seed();
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

/** A second apart, a name that few share far back, one submitter who is rare. */
async function seed(): Promise<void> {
  await owner.query("ALTER TABLE evidence DISABLE TRIGGER evidence_waits");
  await owner.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, record, content_kept, received_at, submitter_id",
      `SELECT (lpad(to_hex(1700000000000 + i * 1000::bigint), 12, '0') || '7000' || '8' || substr(md5(i::text), 1, 15))::uuid AS id,
         $1::uuid AS organisation_id, 'main' AS ledger, 'digest' AS type, sha256(i::text::bytea) AS sha256,
         CASE WHEN i < 10 THEN 'needle' ELSE 'contract-' END || i AS name, 'r'::bytea AS record,
         convert_to('{"actor":{"id":"' || CASE WHEN i % 25000 = 0 THEN $2 ELSE '00000000-0000-7000-8000-000000000002' END
           || '","kind":"user"}}', 'UTF8') AS details, false AS content_kept, to_timestamp(1700000000 + i) AS received_at,
         CASE WHEN i % 25000 = 0 THEN $2 ELSE '00000000-0000-7000-8000-000000000002' END::uuid AS submitter_id
       FROM generate_series(1, $3::integer) i`,
    ),
    [many, KEY, MANY],
  );
  await owner.query("ALTER TABLE evidence ENABLE TRIGGER evidence_waits");
  await owner.query(
    "INSERT INTO ledger_pending (ledger, sequence, evidence_id) SELECT ledger, sequence, id FROM evidence_whole WHERE name IN ('contract-77', 'contract-4711')",
  );
  await owner.query("VACUUM ANALYZE evidence, evidence_private");
  await owner.query("ANALYZE ledger_pending");
}

const page = (filter: EvidenceFilter, cursor: { older?: string; newer?: string } = {}, limit = 7) =>
  listEvidenceIds({ reach: whole(ours.id), filter, cursor, limit });

async function walk(filter: EvidenceFilter, limit?: number): Promise<string[]> {
  const ids: string[] = [];
  let older: string | undefined;
  do {
    const found = await page(filter, older ? { older } : {}, limit);
    ids.push(...found.ids);
    older = found.older;
  } while (older);
  return ids;
}

test("older pages hold every record once, and newer ones lead back the same way", async () => {
  assert.deepEqual(await walk({}), all);
  const first = await page({});
  const second = await page({}, { older: first.older! });
  const third = await page({}, { older: second.older! });
  assert.equal(first.newer, undefined);
  const back = await page({}, { newer: third.newer! });
  assert.deepEqual(back.ids, second.ids);
  const start = await page({}, { newer: back.newer! });
  assert.deepEqual(start.ids, first.ids);
  assert.equal(start.newer, undefined);
});

test("each filter finds what it says, and all of them together", async () => {
  const contracts = all.filter((_, at) => (22 - at) % 5 === 0);
  assert.deepEqual(await walk({ q: "合同" }), contracts);
  assert.deepEqual(
    await walk({ q: "CONTRACT-" }),
    all.filter((id) => !contracts.includes(id)),
  );
  assert.deepEqual((await walk({ q: "100%_" })).length, 18);
  assert.deepEqual(await walk({ q: "%%" }), [], "a percent sign stands for itself");
  assert.deepEqual(await walk({ state: "recorded" }), all.slice(0, 3));
  assert.deepEqual(await walk({ state: "anchored" }), all.slice(3));
  assert.deepEqual(await walk({ who: ours.owner.userId }), all);
  assert.deepEqual(await walk({ who: ours.apiKey.id }), []);
  assert.deepEqual(await walk({ sha256: new Uint8Array(32).fill(4) }), [all[18]]);
  assert.deepEqual(await walk({ id: all[3]! }), [all[3]]);
  const at = async (id: string) =>
    (await pool().query<{ at: Date }>("SELECT received_at AS at FROM evidence WHERE id = $1", [id])).rows[0]!.at;
  const range = { from: await at(all[9]!), to: await at(all[4]!) };
  assert.ok((await walk(range)).includes(all[9]!) && !(await walk(range)).includes(all[4]!));
  assert.deepEqual(await walk({ ...range, q: "合同", state: "anchored", who: ours.owner.userId }, 1), [all[7]]);
});

test("another organisation's records are on no page", async () => {
  const { ids } = await listEvidenceIds({ reach: whole(many), filter: { q: "pdf" }, cursor: {}, limit: 5 });
  assert.deepEqual(ids, []);
});

test("a search by name stops after so many records, says so, and goes on from there to the end", async () => {
  const ask = (cursor: { older?: string; newer?: string }) =>
    listEvidenceIds({ reach: whole(many), filter: { q: "NEEDLE" }, cursor, limit: 5 });
  const first = await ask({});
  assert.deepEqual([first.ids, first.unfinished], [[], true]);
  const second = await ask({ older: first.older! });
  assert.deepEqual([second.ids.length, second.unfinished], [5, false]);
  const third = await ask({ older: second.older! });
  assert.deepEqual([third.ids.length, third.older], [4, undefined]);
});

test("no page reads the table from end to end", async () => {
  const [middle] = (await listEvidenceIds({ reach: whole(many), filter: {}, cursor: {}, limit: 1 })).ids;
  const day = { from: new Date(1_700_100_000_000), to: new Date(1_700_101_000_000) };
  const cases: [EvidenceFilter, number][] = [
    [{}, 100],
    [{ state: "recorded" }, 100],
    [{ state: "anchored" }, 200],
    [{ who: KEY }, 100],
    [{ who: KEY, state: "anchored" }, 200],
    // Days are found by ids, an hour wider at either side.
    [day, 12_000],
    [{ sha256: new Uint8Array(32) }, 10],
  ];
  for (const [filter, rowsMax] of cases) {
    for (const cursor of [{}, { older: middle! }]) {
      const { text, values } = pageQuery({ reach: whole(many), filter, cursor, limit: 50 });
      const { rows } = await pool().query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
      const read = rowsRead(rows[0]["QUERY PLAN"][0].Plan);
      assert.ok(read <= rowsMax, `${JSON.stringify(filter)} reads ${read} rows`);
    }
  }
});

interface Plan {
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

/** Rows that the leaves of a plan looked at. */
function rowsRead(plan: Plan): number {
  if (plan.Plans?.length) return plan.Plans.reduce((sum, part) => sum + rowsRead(part), 0);
  return (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"];
}

test("an export is the whole of the list under its filter, with who and where, and is itself remembered", async () => {
  const rows = [];
  for await (const page of await exportEvidence({ actor: ours.owner, filter: { q: "contract", state: "anchored" } })) {
    rows.push(...page.rows);
    assert.equal(page.cut, undefined);
  }
  assert.equal(rows.length, 16);
  assert.ok(rows.every(({ who, entry }) => "name" in who && who.name === "Owner" && entry?.ledger === "main"));
  const { rows: told } = await pool().query(
    "SELECT details FROM audit_event WHERE organisation_id = $1 AND action = 'evidence.export'",
    [ours.id],
  );
  assert.deepEqual(told, [{ details: { q: "contract", state: "anchored" } }]);
});

test("an export that leaves older records out says so at its end, and from which day on", async () => {
  const exported = async (rowsMax: number) => {
    const pages = [];
    for await (const page of await exportEvidence({ actor: ours.owner, filter: {}, rowsMax })) pages.push(page);
    return { ids: pages.flatMap(({ rows }) => rows.map(({ id }) => id)), cuts: pages.flatMap(({ cut }) => cut ?? []) };
  };
  const today = new Date().toISOString().slice(0, 10);
  assert.deepEqual(await exported(20), { ids: all.slice(0, 20), cuts: [{ count: 20, day: today }] });
  assert.deepEqual(await exported(all.length), { ids: all, cuts: [] });
});
