/** Programs hear once what became of certificates, however often it is looked at. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createWebhook } from "#lib/features/accounts/webhooks/verbs/create-webhook.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { followCertificates } from "#lib/features/certificates/news/verbs/follow-certificates.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { EVENT_TYPES } from "#lib/words/events.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { issueAll, openIssuingPlace, people } from "../issuing/issuing-place.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

it("issued, suspended, resumed and revoked: each is told once, and of nobody else's", async () => {
  const ours = await openIssuingPlace();
  const others = await openIssuingPlace();
  await followCertificates();
  const actor = ours.organisation.owner;
  await createWebhook({ actor, url: "https://core.example.org/hook", events: EVENT_TYPES, description: "" });
  for (const { organisation, template } of [ours, others]) {
    const by = { actor: organisation.owner };
    const batch = await createBatch({ ...by, batch: { name: "Summer", template } });
    await addDrafts({ ...by, batchId: batch.id, from: 0, drafts: people(2) });
    await submitBatch({ ...by, batchId: batch.id });
  }
  await issueAll();
  const certificates = await prisma().certificate.findMany({ where: { organisationId: ours.organisation.id } });
  const [one, two] = certificates.map(({ id }) => id) as [string, string];
  const change = (id: string, state: "suspended" | "resumed" | "revoked") =>
    changeStatus({ actor, certificateIds: [id], state, reason: "As asked" });
  await change(one, "suspended");
  await followCertificates();
  await change(one, "resumed");
  await change(two, "revoked");
  await followCertificates();
  await followCertificates();
  await followCertificates(new Date(Date.now() + 60 * 60_000));
  await followCertificates();
  const messages = await prisma().webhookMessage.findMany({ orderBy: { createdAt: "asc" } });
  const told = messages.map(({ type, body, organisationId }) => [organisationId, type, JSON.parse(body).data.id]);
  const of = (type: string, id: string) => [ours.organisation.id, type, id];
  assert.deepEqual(
    told.map(String).sort(),
    [
      of("certificate.issued", one),
      of("certificate.issued", two),
      of("certificate.suspended", one),
      of("certificate.resumed", one),
      of("certificate.revoked", two),
    ]
      .map(String)
      .sort(),
  );
  assert.ok(
    messages.every(({ body }) => !body.includes("学员")),
    "nobody's name",
  );
});
