/** Two branches of one bank, and a department of the first: who sees, counts, finds, changes and hears of which records. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { changeUnit } from "#lib/features/accounts/units/verbs/change-units.ts";
import { createWebhook } from "#lib/features/accounts/webhooks/verbs/create-webhook.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { followLedger } from "#lib/features/evidence/news/verbs/follow-ledger.ts";
import { countDays } from "#lib/features/evidence/overview/rows/counts.ts";
import { readBegun } from "#lib/features/evidence/overview/rows/records.ts";
import { readWaiting } from "#lib/features/evidence/overview/rows/waiting.ts";
import { listEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { countEvidence, pageQuery } from "#lib/features/evidence/records/rows/list.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import { createShareLink, setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { makeKey, makeMember, makeUnit } from "#tests/support/units.ts";

type Place = { unit: string; person: UserActor; headers: Record<string, string>; record: string };
const SAME = randomBytes(32).toString("hex");
let bank: TestOrganisation;
let mine: Record<string, string>;
let east: Place;
let west: Place;
let desk: Place;
/** The organisation's own. */
let own: string;

const EVIDENCE = at("/api/v1/evidence");
const post = async (headers: Record<string, string>, body: object, key?: string) =>
  await callJson(EVIDENCE.POST, { headers: { ...headers, ...(key && { "idempotency-key": key }) }, body });

async function place(name: string, unit: string): Promise<Place> {
  const { actor: person } = await makeMember(bank.owner, { unit, role: "admin" });
  const { headers } = await makeKey(bank.owner, unit);
  const fields = { client: { type: "text", value: "Zhang San" } };
  const made = await post(headers, { sha256: SAME, name: `contract of ${name}.pdf`, fields });
  assert.equal(made.status, 201);
  return { unit, person, headers, record: made.body.id };
}

before(async () => {
  await createTestDatabase();
  bank = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  mine = { authorization: `Bearer ${bank.apiKey.secret}` };
  const unit = await makeUnit(bank.owner, "East");
  const below = await makeUnit(bank.owner, "Desk", unit);
  east = await place("East", unit);
  desk = await place("Desk", below);
  west = await place("West", await makeUnit(bank.owner, "West"));
  own = (await post(mine, { sha256: SAME, name: "contract of the head.pdf" })).body.id;
});
after(() => dropTestDatabase());

const names = async (headers: Record<string, string>, query: Record<string, string> = {}) => {
  const { body } = await callJson(EVIDENCE.GET, { headers, query });
  return body.evidence.map(({ name }: { name: string }) => name.replace(/contract of |\.pdf/g, "")).sort();
};

describe("records of units", () => {
  it("are listed, searched, counted and found by digest, value and id for their branch and those above it alone", async () => {
    const seen = [
      [mine, ["Desk", "East", "West", "the head"]],
      [east.headers, ["Desk", "East"]],
      [desk.headers, ["Desk"]],
      [west.headers, ["West"]],
    ] as const;
    for (const [headers, expected] of seen) {
      assert.deepEqual(await names(headers), expected);
      assert.deepEqual(await names(headers, { q: "contract" }), expected);
      assert.deepEqual(await names(headers, { sha256: SAME }), expected);
      const known = await callJson(at("/api/v1/evidence/known").POST, { headers, body: { sha256: [SAME] } });
      assert.equal(known.body.records.length, 1);
      const fielded = expected.filter((name) => name !== "the head");
      assert.deepEqual(await names(headers, { value: "zhang san" }), fielded);
      assert.deepEqual(await names(headers, { q: "zhang" }), fielded);
    }
    assert.deepEqual(await names(mine, { unit: east.unit }), ["Desk", "East"]);
    assert.deepEqual(await names(east.headers, { unit: west.unit }), []);
    assert.deepEqual(await names(mine, { unit: randomUUID() }), []);
    const count = async (reach: UserActor) => (await countEvidence({ reach, filter: {} }, 100)).count;
    assert.deepEqual(await Promise.all([bank.owner, east.person, west.person].map(count)), [4, 2, 1]);
  });

  it("go on page by page, in the order of recording, across the units that are seen", async () => {
    const found: string[] = [];
    let older: string | undefined;
    do {
      const page = await listEvidence(east.person, { filter: {}, cursor: older ? { older } : {}, limit: 1 });
      found.push(...page.evidence.map(({ id }) => id));
      older = page.older;
    } while (older);
    assert.deepEqual(found, [desk.record, east.record]);
  });

  it("are walked along their own index", async () => {
    const { text, values } = pageQuery({ reach: east.person, filter: {}, cursor: {}, limit: 50 });
    const client = await pool().connect();
    try {
      await client.query("BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off");
      const { rows } = await client.query(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      assert.match(plan, /evidence_unit_idx/);
      await client.query("ROLLBACK");
    } finally {
      client.release();
    }
  });

  it("name no record of another branch as an earlier one of the same content", async () => {
    const again = await post(west.headers, { sha256: SAME, name: "again" });
    assert.deepEqual(
      again.body.earlier.map(({ id }: { id: string }) => id),
      [west.record],
    );
    const read = await callJson(at("/api/v1/evidence/{id}").GET, {
      headers: west.headers,
      params: { id: again.body.id },
    });
    assert.deepEqual(read.body.earlier, again.body.earlier);
    const kept = await receiveFile({
      actor: west.person,
      announced: { name: "kept" },
      keep: true,
      source: async (writer) => void (await writer.write(new Uint8Array(Buffer.from("kept by two")))),
    });
    assert.deepEqual([kept.evidence.unit, kept.evidence.earlier], [west.unit, []]);
  });

  it("belong to the branch of who submits, or to one below it that is named, and to no other", async () => {
    const into = (headers: Record<string, string>, unit: string) => post(headers, { sha256: SAME, name: "into", unit });
    assert.equal((await into(east.headers, desk.unit)).body.unit, desk.unit);
    assert.equal((await into(mine, west.unit)).body.unit, west.unit);
    const fresh = await makeUnit(bank.owner, "Just made");
    assert.equal((await into(mine, fresh)).body.unit, fresh);
    for (const unit of [east.unit, west.unit, randomUUID()]) {
      const refused = await into(desk.headers, unit);
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, "unit_unknown", "unit"]);
    }
    const lines = [east.unit, desk.unit, west.unit].map((unit) => JSON.stringify({ sha256: SAME, name: "line", unit }));
    const bulk = await send("/api/v1/evidence/bulk", {
      method: "POST",
      headers: { ...east.headers, "content-type": "application/x-ndjson" },
      body: `${lines.join("\n")}\n`,
    });
    const answers = (await bulk.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map(({ line, problem }) => [line, problem?.code]),
      [
        [1, undefined],
        [2, undefined],
        [3, "unit_unknown"],
      ],
    );
    const ids = answers.flatMap(({ id }) => id ?? []);
    const rows = await prisma().evidence.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
    assert.deepEqual(
      rows.map(({ unitId }) => unitId),
      [east.unit, desk.unit],
    );
    await assert.rejects(
      pool().query(
        `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, record, content_kept, received_at, unit_id)
         SELECT gen_random_uuid(), organisation_id, ledger, type, sha256, '', false, received_at, gen_random_uuid()
         FROM evidence WHERE id = $1`,
        [own],
      ),
      /of a unit that its organisation does not have/,
    );
  });

  it("are asked for by keys of a branch's own: another one's under the same key is another request", async () => {
    const body = { sha256: randomBytes(32).toString("hex"), name: "keyed" };
    const first = await post(east.headers, body, "invoice-7");
    const other = await post(west.headers, body, "invoice-7");
    const again = await post(east.headers, body, "invoice-7");
    assert.deepEqual([first.status, other.status, again.status], [201, 201, 200]);
    assert.equal(again.body.id, first.body.id);
    assert.notEqual(other.body.id, first.body.id);
    const moved = await post(east.headers, { ...body, unit: desk.unit }, "invoice-7");
    assert.equal(moved.body.code, "idempotency_key_reused");
    // Answers that the gate keeps are a branch's own as well.
    const tag = (headers: Record<string, string>, id: string) =>
      callJson(at("/api/v1/evidence/{id}/tags").POST, {
        ...{ headers: { ...headers, "idempotency-key": "tag-1" }, params: { id } },
        body: { add: ["seen"], remove: [] },
      });
    assert.equal((await tag(east.headers, east.record)).status, 200);
    assert.equal((await tag(west.headers, east.record)).status, 404);
  });

  it("are shared, published, tagged and exported by nobody of another branch", async () => {
    const { person: actor } = west;
    const evidenceId = east.record;
    assert.equal(await refusalOf(setPublicPage({ actor, evidenceId, on: false })), "gone");
    assert.equal(await refusalOf(createShareLink({ actor, evidenceId, label: "", days: 1 })), "gone");
    const tagging = { actor, records: { ids: [evidenceId] }, add: ["x"], remove: [] };
    assert.equal(await refusalOf(tagEvidence(tagging)), "not_found");
    await setPublicPage({ actor: east.person, evidenceId, on: true });
    const archive = await callJson(at("/api/v1/archive").GET, { headers: west.headers });
    const units = await prisma().evidence.findMany({
      where: { id: { in: archive.body.records.map(({ id }: { id: string }) => id) } },
    });
    assert.deepEqual(new Set(units.map(({ unitId }) => unitId)), new Set([west.unit]));
  });

  it("are counted on the overview for who sees them", async () => {
    const days = async (reach: UserActor) => (await countDays({ reach, zone: "UTC", days: 2 })).at(-1)?.records;
    const all = await prisma().evidence.groupBy({ by: ["unitId"], _count: true });
    const of = (unit: string) => all.find(({ unitId }) => unitId === unit)?._count ?? 0;
    assert.equal(await days(west.person), of(west.unit));
    assert.equal(await days(east.person), of(east.unit) + of(desk.unit));
    assert.equal((await readWaiting(west.person)).block.count, of(west.unit));
    const empty = await makeUnit(bank.owner, "Nothing yet");
    const { actor } = await makeMember(bank.owner, { unit: empty, role: "auditor" });
    assert.deepEqual(await readBegun(actor), { used: false, own: 0 });
  });

  it("are told of to webhooks of their branch, of those above it, and of the whole organisation", async () => {
    await followLedger("main");
    const hook = (actor: UserActor, name: string) =>
      createWebhook({ actor, url: `https://example.org/${name}`, events: ["evidence.recorded"], description: name });
    for (const [actor, name] of [
      [bank.owner, "head"],
      [east.person, "east"],
      [west.person, "west"],
      [desk.person, "desk"],
    ] as const)
      await hook(actor, name);
    const { body } = await post(desk.headers, { sha256: SAME, name: "news" });
    await followLedger("main");
    const { rows } = await pool().query<{ description: string }>(
      `SELECT w.description FROM outbox_item i JOIN webhook_message m ON m.id = i.subject::uuid JOIN webhook w ON w.id = i.recipient::uuid
       WHERE i.channel = 'webhook' AND m.subject = $1 ORDER BY 1`,
      [body.id],
    );
    assert.deepEqual(
      rows.map(({ description }) => description),
      ["desk", "east", "head"],
    );
  });

  it("go with their unit when it is moved: who is above its new place sees them, and who was above the old one no more", async () => {
    await changeUnit({ actor: bank.owner, id: desk.unit, parent: west.unit });
    const { organisationId, ...rest } = west.person;
    const { actor: newcomer } = await makeMember(bank.owner, { unit: west.unit, role: "auditor" });
    const { actor: left } = await makeMember(bank.owner, { unit: east.unit, role: "auditor" });
    const sees = async (reach: UserActor) =>
      (await listEvidence(reach, { filter: { id: desk.record }, cursor: {}, limit: 1 })).evidence.length;
    assert.deepEqual([await sees(newcomer), await sees(left)], [1, 0]);
    // A write asks again where the actor is, whatever the gate recalled.
    const stale = { ...rest, organisationId, units: [west.unit] };
    await setPublicPage({ actor: stale, evidenceId: desk.record, on: false });
    const gone = setPublicPage({ actor: east.person, evidenceId: desk.record, on: true });
    assert.equal(await refusalOf(gone), "gone");
    await appendBlock({ ledger: "main" });
  });
});
