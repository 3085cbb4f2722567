/** What a table replaces ends with its batch and points to the new certificates; what becomes of a template meanwhile changes nothing of a batch. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { rosterFile } from "#lib/features/certificates/issuing/drawing/roster-file.ts";
import { findBatch } from "#lib/features/certificates/issuing/rows/batches.ts";
import { findCertificate, listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { findPublished } from "#lib/features/certificates/issuing/rows/templates.ts";
import { guessColumns, headingsOf, readRoster } from "#lib/features/certificates/issuing/schema/roster.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { advanceBatch } from "#lib/features/certificates/issuing/verbs/advance-batch.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { statusOf } from "#lib/features/certificates/status/rows.ts";
import { publishTemplate as publish } from "#lib/features/certificates/templates/verbs/publish-template.ts";
import { retireTemplate } from "#lib/features/certificates/templates/verbs/retire-template.ts";
import { saveTemplate } from "#lib/features/certificates/templates/verbs/save-template.ts";
import { whole } from "#lib/gate/reach.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { DOCUMENT, type IssuingPlace, issueAll, openIssuingPlace, people, publishTemplate } from "./issuing-place.ts";

let place: IssuingPlace;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

const certificatesOf = async (batch: string) =>
  (await listCertificates(whole(place.organisation.id), { filter: { batch }, limit: 500 })).rows;

async function batchOf(drafts: Parameters<typeof addDrafts>[0]["drafts"], template = place.template): Promise<string> {
  const { owner: actor } = place.organisation;
  const { id } = await createBatch({ actor, batch: { name: "夏季班", template } });
  assert.deepEqual((await addDrafts({ actor, batchId: id, drafts })).faults, []);
  return id;
}

describe("a table that names what it replaces", () => {
  it("ends each old certificate with its batch, by id or by page, and has it point to the new one", async () => {
    const { owner: actor, id: organisationId } = place.organisation;
    const first = await batchOf(people(4));
    await submitBatch({ actor, batchId: first });
    await issueAll();
    const old = await certificatesOf(first);
    const oldOf = (holder: string) => old.find(({ holderName }) => holderName === holder)?.id ?? "";
    const published = await findPublished(organisationId, { template: place.template });
    const empty = Buffer.from((await rosterFile(published, { format: "csv", locale: "zh-CN" })).bytes).toString();
    const csv = `${empty.trimEnd()}
学员𠮷 1,数据结构,91,2026-06-30,,${oldOf("学员𠮷 1")}
学员𠮷 2,数据结构,92,2026-06-30,,https://example.org/v/${oldOf("学员𠮷 2")}
学员𠮷 9,数据结构,93,2026-06-30,,
`;
    const { rows } = await readTable(Buffer.from(csv));
    const columns = guessColumns(headingsOf(rows), DOCUMENT.fields);
    const drafts = readRoster(rows, { fields: DOCUMENT.fields, columns }).rows.map(({ line, draft, faults }) => {
      assert.deepEqual(faults, []);
      return { line, ...draft };
    });
    const second = await batchOf(drafts);
    await submitBatch({ actor, batchId: second });
    assert.deepEqual(
      [...(await statusOf(old.map(({ id }) => id))).values()].map(({ state }) => state),
      Array(4).fill("valid"),
    );
    await issueAll();
    const made = await certificatesOf(second);
    assert.equal(made.length, 3);
    const newOf = (holder: string) => made.find(({ holderName }) => holderName === holder)?.id ?? "";
    const status = await statusOf(old.map(({ id }) => id));
    for (const holder of ["学员𠮷 1", "学员𠮷 2"]) {
      const stands = status.get(oldOf(holder));
      assert.deepEqual([stands?.state, stands?.replacement], ["superseded", newOf(holder)]);
      assert.equal((await findCertificate(whole(organisationId), newOf(holder)))?.replaces, oldOf(holder));
    }
    for (const holder of ["学员𠮷 3", "学员𠮷 4"]) assert.equal(status.get(oldOf(holder))?.state, "valid");
    assert.equal((await findCertificate(whole(organisationId), newOf("学员𠮷 9")))?.replaces, undefined);
  });
});

describe("a template that is changed and retired while a batch is under way", () => {
  it("leaves the batch the version that it began with, and gives nothing to a new one", async () => {
    const { owner: actor, id: organisationId } = place.organisation;
    const template = await publishTemplate(organisationId);
    const [pinned, filling] = [await batchOf(people(60), template), await batchOf(people(2), template)];
    const { sha256 } = await findPublished(organisationId, { template });
    await submitBatch({ actor, batchId: pinned });
    await advanceBatch(pinned);
    await advanceBatch(pinned);
    const name = "另一门课 Another course";
    const document = { ...DOCUMENT, achievement: { ...DOCUMENT.achievement, name } };
    await saveTemplate({ actor, id: template, document });
    await publish({ actor, id: template });
    assert.equal((await findPublished(organisationId, { template })).version, 2);
    await addDrafts({ actor, batchId: filling, from: 2, drafts: people(3).slice(2) });
    await retireTemplate({ actor, id: template });
    await submitBatch({ actor, batchId: filling });
    await issueAll();
    for (const [batch, count] of [
      [pinned, 60],
      [filling, 3],
    ] as const) {
      const found = await findBatch(whole(organisationId), batch);
      const statement = parseBatchStatement(found?.statement ?? "");
      assert.deepEqual([found?.state, statement?.count, statement?.template.version], ["issued", count, 1]);
      assert.equal(statement?.template.sha256, sha256.toString("base64"));
      for (const { id } of await certificatesOf(batch)) assert.ok(!(await readIssued(id))?.credential.includes(name));
    }
    assert.equal(await refusalOf(createBatch({ actor, batch: { name: "late", template } })), "template_unpublished");
  });
});
