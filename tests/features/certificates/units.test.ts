/** Certificates of one branch are nothing to another: each list, page and verb keeps to the units that somebody reaches. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createWebhook } from "#lib/features/accounts/webhooks/verbs/create-webhook.ts";
import { makeClaimLink, sendClaimLetter } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { findBatch, listBatches } from "#lib/features/certificates/issuing/rows/batches.ts";
import { findCertificate, listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { exportCertificates } from "#lib/features/certificates/issuing/verbs/export-certificates.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { cancelBatch } from "#lib/features/certificates/issuing/verbs/steer-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { followCertificates } from "#lib/features/certificates/news/verbs/follow-certificates.ts";
import { findReaders, listReports } from "#lib/features/certificates/reports/rows/reports.ts";
import { reportCertificate } from "#lib/features/certificates/reports/verbs/report-certificate.ts";
import { lookAtReport } from "#lib/features/certificates/reports/verbs/settle-report.ts";
import { createGroup } from "#lib/features/certificates/seals/verbs/create-group.ts";
import { correctAddress } from "#lib/features/certificates/shares/verbs/correct-address.ts";
import { listStatuses } from "#lib/features/certificates/status/rows.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { recordStatuses } from "#lib/features/certificates/status/verbs/record-statuses.ts";
import { retireTemplate } from "#lib/features/certificates/templates/verbs/retire-template.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { makeKey, makeMember, makeUnit } from "#tests/support/units.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people } from "./issuing/issuing-place.ts";

let bank: IssuingPlace;
let owner: UserActor;
/** A region with two branches: 上海 and 杭州. */
let region: string;
let [shanghai, hangzhou] = ["", ""];
let ofShanghai: UserActor;
let ofHangzhou: UserActor;
let ofRegion: UserActor;
/** A batch of two of 上海's, issued. */
let batch: string;
let [first, second] = ["", ""];

before(async () => {
  await createTestDatabase();
  bank = await openIssuingPlace("Blue Harbour Bank 蓝港银行");
  owner = bank.organisation.owner;
  region = await makeUnit(owner, "华东");
  shanghai = await makeUnit(owner, "上海", region);
  hangzhou = await makeUnit(owner, "杭州", region);
  [ofShanghai, ofHangzhou, ofRegion] = (
    await Promise.all([shanghai, hangzhou, region].map((unit) => makeMember(owner, { unit, role: "admin" })))
  ).map(({ actor }) => actor) as [UserActor, UserActor, UserActor];
  batch = await issued(ofShanghai, 2);
  const { rows } = await listCertificates(ofShanghai, { filter: { batch } });
  [second, first] = rows.map(({ id }) => id) as [string, string];
});
after(() => dropTestDatabase());

async function issued(actor: UserActor, count: number, unit?: string): Promise<string> {
  const { id } = await createBatch({ actor, batch: { name: "Summer", template: bank.template, unit } });
  await addDrafts({ actor, batchId: id, from: 0, drafts: people(count) });
  await submitBatch({ actor, batchId: id });
  await issueAll();
  return id;
}

const { line: _, ...person } = people(1)[0] as { line: number; holderName: string; values: Record<string, string> };
const one = (more: object = {}) => ({ template: bank.template, ...person, ...more });
const unitOf = async (id: string) => (await findCertificate(owner, id))?.unit;

describe("certificates of a branch", () => {
  it("belong with their batch, their records and all that becomes of them to the unit of who issues", async () => {
    const found = await findBatch(ofShanghai, batch);
    assert.deepEqual([found?.unit, await unitOf(first), found?.state], [shanghai, shanghai, "issued"]);
    await changeStatus({ actor: ofShanghai, certificateIds: [second], state: "suspended", reason: "" });
    await recordStatuses();
    const [status] = await listStatuses(second);
    for (const id of [found?.evidenceId, status?.evidenceId]) {
      assert.ok(id);
      assert.equal((await findEvidence(ofShanghai, id))?.unit, shanghai);
      assert.equal(await findEvidence(ofHangzhou, id), undefined);
    }
    await assert.rejects(
      prisma().certificateBatch.update({ where: { id: batch }, data: { unitId: hangzhou } }),
      /a batch stays in its unit/,
    );
  });

  it("are seen from there and from above, in one order over all units, page by page; and by nobody beside", async () => {
    const [there, whole] = [await issued(ofHangzhou, 2), await issued(owner, 1)];
    const idsOf = async (actor: UserActor, filter: object = {}) => {
      const ids: string[] = [];
      for (let cursor = {}; ; ) {
        const { rows, older } = await listCertificates(actor, { filter, cursor, limit: 1 });
        ids.push(...rows.map(({ id }) => id));
        if (older === undefined) return ids;
        cursor = { older };
      }
    };
    const all = await prisma().certificate.findMany({ orderBy: { id: "desc" } });
    const within = (...units: (string | null)[]) =>
      all.filter(({ unitId }) => units.includes(unitId)).map(({ id }) => id);
    assert.deepEqual(await idsOf(owner), within(null, shanghai, hangzhou));
    assert.deepEqual(await idsOf(ofRegion), within(shanghai, hangzhou));
    assert.deepEqual(await idsOf(ofHangzhou), within(hangzhou));
    assert.deepEqual(await idsOf(owner, { unit: region }), within(shanghai, hangzhou));
    assert.deepEqual(await idsOf(ofHangzhou, { unit: shanghai }), []);
    assert.deepEqual(await idsOf(ofHangzhou, { batch }), []);
    // Back to the newest, the other way round.
    const back = await listCertificates(ofRegion, { filter: {}, cursor: { newer: first }, limit: 1 });
    assert.deepEqual(
      back.rows.map(({ id }) => id),
      [second],
    );
    const batches = async (actor: UserActor) => (await listBatches(actor, {})).rows.map(({ id }) => id);
    assert.deepEqual(await batches(owner), [whole, there, batch]);
    assert.deepEqual(await batches(ofRegion), [there, batch]);
    assert.deepEqual(await batches(ofHangzhou), [there]);
    const exported = await exportCertificates({ actor: ofHangzhou, filter: {} });
    for await (const { rows } of exported)
      assert.deepEqual(
        rows.map(({ id }) => id),
        within(hangzhou),
      );
  });

  it("are changed by nobody beside, who is told as much as of what there is not", async () => {
    const actor = ofHangzhou;
    const { id: open } = await createBatch({ actor: ofShanghai, batch: { name: "Open", template: bank.template } });
    const refused = {
      add: () => addDrafts({ actor, batchId: open, drafts: people(1) }),
      submit: () => submitBatch({ actor, batchId: open }),
      cancel: () => cancelBatch({ actor, batchId: open }),
      revoke: () => changeStatus({ actor, certificateIds: [first], state: "revoked", reason: "" }),
      letter: () => sendClaimLetter({ actor, certificateId: first }),
      link: () => makeClaimLink({ actor, certificateId: first }),
      address: () => correctAddress({ actor, certificateId: first, email: "elsewhere@example.org" }),
    };
    for (const [name, asked] of Object.entries(refused)) assert.equal(await refusalOf(asked()), "not_found", name);
    const many = { actor, certificateIds: [first, second], state: "revoked", reason: "" } as const;
    const { outcomes } = await changeStatus(many);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ["absent", "absent"],
    );
    assert.equal((await findCertificate(owner, first))?.state, "valid");
    // In the branch itself it goes on.
    await cancelBatch({ actor: ofShanghai, batchId: open });
  });

  it("are what a role reaches now: who was moved does nothing any more with what they had open", async () => {
    const { actor } = await makeMember(owner, { unit: shanghai, role: "operator" });
    const { id } = await createBatch({ actor, batch: { name: "Before", template: bank.template } });
    const key = { organisationId_userId: { organisationId: owner.organisationId, userId: actor.userId } };
    await prisma().membership.update({ where: key, data: { unitId: hangzhou } });
    assert.equal(await refusalOf(cancelBatch({ actor, batchId: id })), "not_found");
    const { id: late } = await createBatch({ actor, batch: { name: "After", template: bank.template } });
    assert.equal((await findBatch(owner, late))?.unit, hangzhou);
  });

  it("are put into units below alone, and take the place of what is within reach alone", async () => {
    const name = { name: "Elsewhere", template: bank.template };
    assert.equal(
      await refusalOf(createBatch({ actor: ofShanghai, batch: { ...name, unit: hangzhou } })),
      "unit_unknown",
    );
    const { id } = await createBatch({ actor: ofRegion, batch: { ...name, unit: hangzhou } });
    assert.equal((await findBatch(owner, id))?.unit, hangzhou);
    const replacing = [{ ...people(1)[0], replaces: first }] as never;
    const { faults } = await addDrafts({ actor: ofHangzhou, batchId: id, drafts: replacing });
    assert.deepEqual(
      faults.map(({ faults: [fault] }) => fault?.code),
      ["replaces_unknown"],
    );
    assert.equal(await refusalOf(issueOne({ actor: ofHangzhou, certificate: one({ replaces: first }) })), "not_found");
    // What head office puts right stays the branch's.
    const { certificateId } = await issueOne({ actor: owner, certificate: one({ replaces: first }) });
    await issueAll();
    assert.equal(await unitOf(certificateId), shanghai);
    assert.equal((await findCertificate(ofShanghai, first))?.state, "superseded");
  });

  it("are reported to those who reach them", async () => {
    const { id } = await reportCertificate({
      ...{ certificateId: second, kind: "content", body: "The name is wrong." },
      ...{ address: "192.0.2.9", locale: "en" },
    });
    const seenBy = async (actor: UserActor) => (await listReports(actor)).rows.map((each) => each.id);
    assert.deepEqual([await seenBy(ofShanghai), await seenBy(ofHangzhou), await seenBy(owner)], [[id], [], [id]]);
    assert.equal(await refusalOf(lookAtReport({ actor: ofHangzhou, reportId: id })), "gone");
    await lookAtReport({ actor: ofShanghai, reportId: id });
    const readers = await findReaders(prisma(), { organisationId: owner.organisationId, unitId: shanghai });
    const people = await prisma().user.findMany({ where: { email: { in: readers.map(({ email }) => email) } } });
    const told = new Set(people.map((each) => each.id));
    assert.deepEqual(
      [owner, ofRegion, ofShanghai, ofHangzhou].map(({ userId }) => told.has(userId)),
      [true, true, true, false],
    );
  });

  it("are told of to the programs of their unit and of those above it", async () => {
    const hook = { events: ["certificate.issued"] as const, description: "" };
    const hooks = new Map<string, UserActor>();
    for (const actor of [owner, ofRegion, ofShanghai, ofHangzhou]) {
      const { webhook } = await createWebhook({ actor, url: "https://core.example.org/hook", ...hook } as never);
      hooks.set(webhook.id, actor);
    }
    await followCertificates();
    await issued(ofShanghai, 1);
    await followCertificates();
    const items = await prisma().outboxItem.findMany({ where: { recipient: { in: [...hooks.keys()] } } });
    const told = new Set(items.map(({ recipient }) => hooks.get(recipient)));
    assert.deepEqual(
      [owner, ofRegion, ofShanghai, ofHangzhou].map((actor) => told.has(actor)),
      [true, true, true, false],
    );
  });
});

describe("what certificates are made from", () => {
  it("is seen by every branch and changed by who acts for the whole organisation", async () => {
    const { headers } = await makeKey(owner, hangzhou);
    const read = await callJson(at("/api/v1/templates/{id}").GET, { headers, params: { id: bank.template } });
    assert.equal(read.body.id, bank.template);
    assert.equal(await refusalOf(retireTemplate({ actor: ofHangzhou, id: bank.template })), "whole_organisation");
    const records = await callJson(at("/api/v1/issuer/records").GET, { headers });
    assert.deepEqual([records.status, records.body.code], [403, "whole_organisation"]);
  });

  it("approvers seal batches of every branch, so they are members of the whole organisation", async () => {
    const other = await makeMember(owner, { unit: null, role: "admin" });
    const group = (userIds: string[]) => refusalOf(createGroup({ actor: owner, threshold: 2, userIds }));
    assert.equal(await group([owner.userId, ofShanghai.userId]), "approver_unknown");
    assert.equal(await group([owner.userId, other.actor.userId]), undefined);
  });
});

describe("requests of branches", () => {
  it("under one name are each branch's own", async () => {
    const made: string[] = [];
    for (const unit of [shanghai, hangzhou]) {
      const { headers } = await makeKey(owner, unit);
      const request = { headers: { ...headers, "idempotency-key": "order-17" }, body: one() };
      const [once, again] = [
        await send("/api/v1/certificates?wait=0", jsonOf(request)),
        await send("/api/v1/certificates?wait=0", jsonOf(request)),
      ];
      const [{ id }, { id: same }] = [await once.json(), await again.json()];
      assert.equal(same, id);
      made.push(id);
    }
    assert.equal(new Set(made).size, 2);
    await issueAll();
    assert.deepEqual(await Promise.all(made.map(unitOf)), [shanghai, hangzhou]);
  });

  it("of many lines are in the sender's unit, or in that of a line; one beyond reach is refused alone", async () => {
    const { headers } = await makeKey(owner, region);
    const places = [{}, { unit: hangzhou }, { unit: crypto.randomUUID() }];
    const answer = await send("/api/v1/certificates/bulk", {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-ndjson" },
      body: places.map((more) => JSON.stringify(one(more))).join("\n"),
    });
    const answers = (await answer.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      answers.map(({ problem }) => problem?.code),
      [undefined, undefined, "unit_unknown"],
    );
    await issueAll();
    assert.deepEqual(await Promise.all(answers.slice(0, 2).map(({ id }) => unitOf(id))), [region, hangzhou]);
  });
});

function jsonOf({ headers, body }: { headers: Record<string, string>; body: unknown }) {
  return { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
