/** Who may have a batch issued: with four eyes another person than who asked; and what they approve is what is issued. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findBatch } from "#lib/features/certificates/issuing/rows/batches.ts";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { changeRules, setSealKey } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { approveBatch, rejectBatch } from "#lib/features/certificates/issuing/verbs/decide-batch.ts";
import { removeDrafts } from "#lib/features/certificates/issuing/verbs/remove-drafts.ts";
import { sealBatch } from "#lib/features/certificates/issuing/verbs/seal-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import type { MemberActor, UserActor } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { join } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people } from "./issuing-place.ts";

let place: IssuingPlace;
let owner: UserActor;
let admin: UserActor;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace();
  owner = place.organisation.owner;
  admin = (await join(owner, "admin")).actor;
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

async function drafted(actor: MemberActor) {
  const { id } = await createBatch({ actor, batch: { name: "B", template: place.template } });
  await addDrafts({ actor, batchId: id, drafts: people(2) });
  return id;
}
const stateOf = async (id: string) => (await findBatch(place.organisation.id, id))?.state;

describe("with four eyes", () => {
  before(() => changeRules({ actor: owner, fourEyes: true }));
  after(() => changeRules({ actor: owner, fourEyes: false }));

  it("nothing is issued before another person than who asked approves", async () => {
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    await issueAll();
    assert.equal(await stateOf(id), "submitted");
    assert.equal(await refusalOf(approveBatch({ actor: owner, batchId: id })), "approval_own");
    await approveBatch({ actor: admin, batchId: id });
    await issueAll();
    assert.equal(await stateOf(id), "issued");
  });

  it("a key asks for the person who made it", async () => {
    const { key } = await createApiKey({
      actor: owner,
      name: "k",
      scopes: ["certificates:write", "certificates:approve"],
    });
    const { organisationId } = owner;
    const asKey = { kind: "api-key", apiKeyId: key.id, organisationId, scopes: key.scopes, address: "" } as const;
    const id = await drafted(asKey);
    await submitBatch({ actor: asKey, batchId: id });
    assert.equal(await refusalOf(approveBatch({ actor: owner, batchId: id })), "approval_own");
    assert.equal(await refusalOf(approveBatch({ actor: asKey, batchId: id })), "approval_own");
    const other = await drafted(owner);
    await submitBatch({ actor: owner, batchId: other });
    assert.equal(await refusalOf(approveBatch({ actor: asKey, batchId: other })), "approval_own");
  });

  it("one that is sent back says why, is changed, and asks again", async () => {
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    assert.equal(await refusalOf(removeDrafts({ actor: owner, batchId: id, number: 1 })), "batch_state");
    await rejectBatch({ actor: admin, batchId: id, reason: "名字写错了" });
    assert.equal((await findBatch(place.organisation.id, id))?.rejection, "名字写错了");
    await removeDrafts({ actor: owner, batchId: id, number: 1 });
    assert.deepEqual(await submitBatch({ actor: owner, batchId: id }), { state: "submitted" });
    await approveBatch({ actor: admin, batchId: id });
    await issueAll();
    const { rows } = await listCertificates(place.organisation.id, { filter: { batch: id } });
    assert.deepEqual(
      rows.map(({ holderName }) => holderName),
      ["学员𠮷 2"],
    );
  });
});

describe("drafts", () => {
  it("that have a fault are not kept, and each fault is told", async () => {
    const { id } = await createBatch({ actor: owner, batch: { name: "B", template: place.template } });
    const [good = { holderName: "", values: {} }] = people(1);
    const bad = {
      ...good,
      line: 7,
      holderName: "\ue863某",
      values: { course: "", score: "x", passed_on: "2026-02-30" },
    };
    const { size, faults } = await addDrafts({ actor: owner, batchId: id, drafts: [bad, good] });
    assert.equal(size, 1);
    const told = faults.flatMap((each) => each.faults.map(({ field, code }) => `${field} ${code}`));
    assert.deepEqual(told.sort(), [
      "course missing",
      "holder_name character_private",
      "passed_on date_absent",
      "score number_wrong",
    ]);
  });

  it("that were sent twice are added once", async () => {
    const { id } = await createBatch({ actor: owner, batch: { name: "B", template: place.template } });
    const sent = { actor: owner, batchId: id, drafts: people(2), from: 0 };
    await addDrafts(sent);
    assert.equal(await refusalOf(addDrafts(sent)), "conflict");
  });
});

describe("a seal", () => {
  it("that is asked for is waited for, and only the key's own is taken", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    const { id: organisationId } = place.organisation;
    await prisma().$transaction((tx) => setSealKey(tx, { organisationId, sealKey: raw }));
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    await issueAll();
    assert.equal(await stateOf(id), "sealing");
    assert.deepEqual((await listCertificates(organisationId, { filter: { batch: id } })).rows, []);
    const { statement = "" } = (await findBatch(organisationId, id)) ?? {};
    const signed = (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey));
    const seal = (signature: Uint8Array<ArrayBuffer>) =>
      prisma().$transaction((tx) => sealBatch(tx, { batchId: id, signature }));
    assert.equal(await refusalOf(seal(signed(utf8(statement)))), "seal_wrong");
    await seal(signed(sealMessage(utf8(statement))));
    await issueAll();
    assert.equal(await stateOf(id), "issued");
    const [one] = (await listCertificates(organisationId, { filter: { batch: id } })).rows;
    assert.ok((await readIssued(one?.id ?? ""))?.seal);
    await prisma().$transaction((tx) => setSealKey(tx, { organisationId, sealKey: null }));
  });
});
