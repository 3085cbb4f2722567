/** How many certificates an organisation may issue in a month: those that were issued, those on their way, and these. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { changeQuotas } from "#lib/features/accounts/organisations/verbs/change-quotas.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { cancelBatch } from "#lib/features/certificates/issuing/verbs/steer-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { type IssuingPlace, openIssuingPlace, people } from "./issuing-place.ts";

let place: IssuingPlace;
before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace();
});
after(() => dropTestDatabase());

async function drafted(count: number): Promise<string> {
  const { owner: actor } = place.organisation;
  const { id } = await createBatch({ actor, batch: { name: "B", template: place.template } });
  await addDrafts({ actor, batchId: id, drafts: people(count) });
  return id;
}

it("a batch beyond the month's quota is not submitted, of two at once one is, and called off it leaves its room", async () => {
  const { owner: actor, id: organisationId } = place.organisation;
  await changeQuotas({ actor: { kind: "operator" }, organisationId, quotas: { certificateQuota: 10 } });
  const month = `${new Date().toISOString().slice(0, 7)}-01`;
  await pool().query("INSERT INTO usage_month (organisation_id, month, certificates) VALUES ($1, $2, 3)", [
    organisationId,
    month,
  ]);
  assert.equal(await refusalOf(submitBatch({ actor, batchId: await drafted(8) })), "monthly_quota_exceeded");
  const two = [await drafted(4), await drafted(4)];
  const turns = await Promise.allSettled(two.map((batchId) => submitBatch({ actor, batchId })));
  const taken = turns.findIndex(({ status }) => status === "fulfilled");
  assert.equal(turns.filter(({ status }) => status === "fulfilled").length, 1);
  await cancelBatch({ actor, batchId: two[taken] ?? "" });
  await submitBatch({ actor, batchId: two[1 - taken] ?? "" });
  const [certificate] = people(1);
  assert.ok(certificate);
  const { line: _, ...one } = certificate;
  await issueOne({ actor, certificate: { ...one, template: place.template } });
  await submitBatch({ actor, batchId: await drafted(2) });
  const another = issueOne({ actor, certificate: { ...one, template: place.template } });
  assert.equal(await refusalOf(another), "monthly_quota_exceeded");
});
