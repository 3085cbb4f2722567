/** What is found by own fields, tags and what others signed: each record once, at any depth, in a bounded search, and never another's. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { countEvidence, listEvidenceIds } from "#lib/features/evidence/records/rows/list.ts";
import { readListPage } from "#lib/features/evidence/records/rows/list-page.ts";
import { listTags } from "#lib/features/evidence/records/rows/tags.ts";
import { tagSelectionSchema } from "#lib/features/evidence/records/schema/tags.ts";
import {
  type EvidenceFilter,
  SEARCH_ROWS_MAX,
  TAGS_MAX,
  TAGS_PER_RECORD_MAX,
} from "#lib/features/evidence/records/types.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { insertingEvidence } from "#tests/support/evidence-rows.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";

const owner = ownerPool();
let ours: TestOrganisation;
let theirs: TestOrganisation;
/** Newest first; the one at place n has the number of a contract that ends in 11 - n. */
const all: string[] = [];
const number = (n: number) => `HT-2026-${String(n).padStart(5, "0")}`;

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
  for (let n = 0; n < 12; n += 1) {
    const value = (text: string) => ({ type: "text", value: text }) as const;
    const fields: OwnFields = {
      No: value(number(n)),
      // Twice the same value in one record.
      Ref: value(n === 7 ? number(7) : "–"),
      Amount: { type: "amount", value: `${1000 + n}.50`, currency: "CNY" },
    };
    const submission = { type: "digest", sha256: new Uint8Array(32).fill(n), name: `scan-${n}.pdf`, fields } as const;
    all.unshift((await recordEvidence({ actor: ours.owner, submission })).evidence.id);
    if (n === 3) await recordEvidence({ actor: theirs.owner, submission });
    if (n === 4 || n === 8) await appendAll();
  }
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

const page = (filter: EvidenceFilter, cursor: { older?: string; newer?: string } = {}, limit = 2) =>
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
const place = (...numbers: number[]) => numbers.map((n) => all[11 - n]!);

test("a contract is found by its number, whole or in part, in any case, once, and by its name all the same", async () => {
  assert.deepEqual(await walk({ q: "ht-2026-00007" }), place(7));
  assert.deepEqual(await walk({ q: "2026-0001" }), place(11, 10));
  assert.deepEqual(await walk({ q: "HT-" }, 1), all, "page by page, each once");
  assert.deepEqual(await walk({ q: "1007.5" }), place(7));
  assert.deepEqual(await walk({ q: "scan-1" }), place(11, 10, 1), "names and values in one search");
  assert.deepEqual(await walk({ value: "ht-2026-00007" }), place(7));
  assert.deepEqual(await walk({ value: "HT-2026-0000" }), [], "a whole value, no part");
  assert.deepEqual(await walk({ q: "%" }), []);
  const back = await page({ q: "HT-" }, { newer: all[4]! });
  assert.deepEqual(back.ids, all.slice(2, 4));
});

test("a search with other filters finds what fits all of them", async () => {
  assert.deepEqual(await walk({ q: "HT-", state: "recorded" }, 1), place(11, 10, 9));
  assert.deepEqual(await walk({ value: number(7), q: "scan" }), place(7));
  assert.deepEqual(await walk({ value: number(7), q: "other" }), []);
  assert.deepEqual(await walk({ ids: [all[2]!, all[5]!, all[2]!], q: "HT" }), [all[2], all[5]]);
  assert.deepEqual(await walk({ ids: [] }), []);
});

test("another organisation's values and tags find nothing here", async () => {
  const found = await listEvidenceIds({ reach: whole(theirs.id), filter: { q: "HT-" }, cursor: {}, limit: 50 });
  assert.equal(found.ids.length, 1);
  assert.ok(!all.includes(found.ids[0]!));
  await assert.rejects(tagEvidence({ actor: theirs.owner, records: { ids: [all[0]!] }, add: ["x"], remove: [] }), {
    code: "not_found",
  });
});

test("while new records arrive, no page repeats or loses one that was there", async () => {
  const first = await page({ q: "HT-" }, {}, 5);
  const submission = { type: "digest", sha256: new Uint8Array(32).fill(99), name: "HT-new.pdf" } as const;
  const { evidence } = await recordEvidence({ actor: ours.owner, submission });
  const second = await page({ q: "HT-" }, { older: first.older! }, 50);
  assert.deepEqual([...first.ids, ...second.ids], all);
  assert.equal((await page({})).ids[0], evidence.id);
});

test("witnessed and timestamped are those up to the last block that somebody vouched for", async () => {
  for (const state of ["witnessed", "timestamped"] as const) assert.deepEqual(await walk({ state }), []);
  await rewrite(owner, "INSERT INTO block_witnessed (ledger, height, policy) VALUES ('main', 0, 1)");
  assert.deepEqual(await walk({ state: "witnessed" }, 1), place(4, 3, 2, 1, 0));
  await owner.query(
    "INSERT INTO block_timestamp (ledger, height, authority, token, time) VALUES ('main', 1, 'TSA', '\\x00', now())",
  );
  assert.deepEqual(await walk({ state: "timestamped" }), place(8, 7, 6, 5, 4, 3, 2, 1, 0));
  assert.deepEqual(await walk({ state: "witnessed", q: "00004" }), place(4));
});

test("fields stand in the record's JSON and in the list; a column has the value that each record has", async () => {
  const headers = { authorization: `Bearer ${ours.apiKey.secret}` };
  const { body } = await callJson(at("/api/v1/evidence").GET, { headers, query: { q: "ht-2026-00003" } });
  assert.deepEqual(body.evidence[0].fields.Amount, { type: "amount", value: "1003.50", currency: "CNY" });
  assert.deepEqual(body.evidence[0].tags, []);
});

test("tags are put on and taken off by who may record; what is the case already leaves no trace", async () => {
  const [first, second] = [all[0]!, all[1]!];
  const tag = (add: string[], remove: string[], ids = [first]) =>
    tagEvidence({ actor: ours.owner, records: { ids }, add, remove });
  await tag(["待复核", "Q4"], [], [first, second]);
  await tag(["Q4"], ["none"]);
  assert.deepEqual((await findEvidence(whole(ours.id), first))?.tags, ["Q4", "待复核"]);
  assert.deepEqual(await walk({ tag: "Q4" }, 1), [first, second]);
  assert.deepEqual(await walk({ tag: "Q4", q: "scan-10" }), [second]);
  await tag([], ["Q4"], [first, second]);
  assert.deepEqual(await listTags(ours.id), ["待复核"], "a tag that nothing bears is gone");
  const { rows } = await pool().query(
    "SELECT details FROM audit_event WHERE organisation_id = $1 AND action = 'evidence.tag' ORDER BY id",
    [ours.id],
  );
  assert.deepEqual(
    rows.map(({ details }) => details),
    [
      { tagsAdded: ["待复核", "Q4"], records: 2 },
      { tagsRemoved: ["Q4"], records: 2 },
    ],
  );
  const auditor = await inRole(theirs.owner, "auditor");
  await assert.rejects(tagEvidence({ actor: auditor, records: { filter: {} }, add: ["x"], remove: [] }), {
    code: "forbidden",
  });
});

test("a record and an organisation bear so many tags and no more, and nothing of what was too much stays", async () => {
  const labels = (from: number, count: number) => Array.from({ length: count }, (_, n) => `tag ${from + n}`);
  const records = { ids: [all[3]!] };
  await tagEvidence({ actor: ours.owner, records, add: labels(0, TAGS_PER_RECORD_MAX), remove: [] });
  await assert.rejects(tagEvidence({ actor: ours.owner, records, add: ["one more"], remove: [] }), {
    code: "too_many_tags",
  });
  assert.ok(!(await listTags(ours.id)).includes("one more"));
  for (let n = 1; n * TAGS_PER_RECORD_MAX < TAGS_MAX - TAGS_PER_RECORD_MAX; n += 1)
    await tagEvidence({
      ...{ actor: ours.owner, records: { ids: [all[3 + n]!] }, remove: [] },
      add: labels(n * TAGS_PER_RECORD_MAX, TAGS_PER_RECORD_MAX),
    });
  await assert.rejects(
    tagEvidence({
      actor: ours.owner,
      records: { ids: [all[2]!] },
      add: labels(900, TAGS_PER_RECORD_MAX + 1),
      remove: [],
    }),
    { code: "too_many_tags" },
  );
});

test("a key tags with its scope; a label that cannot be read as it is is refused", async () => {
  const headers = { authorization: `Bearer ${ours.apiKey.secret}` };
  const post = (body: unknown) =>
    callJson(at("/api/v1/evidence/{id}/tags").POST, { params: { id: all[0]! }, headers, body });
  const { status, body } = await post({ add: ["  two   words "], remove: ["待复核"] });
  assert.deepEqual([status, body.tags], [200, ["two words"]]);
  for (const label of ["", " ", "a\u202eb", "x".repeat(41), 7])
    assert.equal((await post({ add: [label] })).status, 400);
  assert.equal((await post({ add: [], more: [] })).status, 400);
});

test("a form whose filters are not understood tags nothing", () => {
  const records = (query: string) => tagSelectionSchema.safeParse({ records: query, add: "x", remove: "" }).success;
  assert.equal(records("?state=anchored"), true);
  assert.equal(records(`?ids=${all[0]}`), true);
  assert.equal(records(""), true, "everything, when no filter is set");
  for (const query of ["?state=nonsense", "?ids=x", "?who=1", "?q=", "?other=1", "?from=2026-02-30&zone=UTC"])
    assert.equal(records(query), false, query);
});

test("what matches is counted, and said to be more where counting ends", async () => {
  const count = (filter: EvidenceFilter, max = 100) => countEvidence({ reach: whole(ours.id), filter }, max);
  assert.deepEqual(await count({ q: "HT-2026" }), { count: 12, more: false });
  assert.deepEqual(await count({ q: "HT-2026" }, 5), { count: 5, more: true });
});

test("a search that does not come to its end says where a field has just that value", async () => {
  const many = (await makeOrganisation()).id;
  await owner.query("ALTER TABLE evidence DISABLE TRIGGER evidence_waits");
  await owner.query(
    insertingEvidence(
      "id, organisation_id, ledger, type, sha256, record, content_kept, received_at, kind",
      `SELECT (lpad(to_hex(1700000000000 + i * 1000::bigint), 12, '0') || '7000' || '8' || substr(md5(i::text), 1, 15))::uuid AS id,
         $1::uuid AS organisation_id, 'main' AS ledger, 'digest' AS type, sha256(i::text::bytea) AS sha256, 'scan' AS name, 'r'::bytea AS record,
         convert_to(CASE WHEN i = 1 THEN '{"fields":{"No":{"type":"text","value":"Needle-1"}}}' ELSE '{}' END, 'UTF8') AS details,
         false AS content_kept, to_timestamp(1700000000 + i) AS received_at, 'content' AS kind
       FROM generate_series(1, $2::integer) i`,
    ),
    [many, SEARCH_ROWS_MAX + 1],
  );
  await owner.query("ALTER TABLE evidence ENABLE TRIGGER evidence_waits");
  const ask = (q: string) => readListPage({ reach: whole(many), filter: { q }, cursor: {} });
  const found = await ask("needle-1");
  assert.deepEqual([found.rows.length, found.unfinished, found.isValueFurtherOn], [0, true, true]);
  assert.equal((await ask("needle-2")).isValueFurtherOn, false);
  const exact = await readListPage({ reach: whole(many), filter: { value: "needle-1" }, cursor: {} });
  assert.deepEqual([exact.rows.length, exact.unfinished], [1, false]);
});
