/** Who may have a batch issued: with four eyes another person than who asked; and what they approve is what is issued. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { claimCertificate } from "#lib/features/certificates/holders/verbs/claim-certificate.ts";
import { createHolderLink } from "#lib/features/certificates/holders/verbs/create-link.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findBatch } from "#lib/features/certificates/issuing/rows/batches.ts";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { changeRules, setSealKey } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { approveBatch, rejectBatch } from "#lib/features/certificates/issuing/verbs/decide-batch.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { removeDrafts } from "#lib/features/certificates/issuing/verbs/remove-drafts.ts";
import { sealBatch } from "#lib/features/certificates/issuing/verbs/seal-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import type { MemberActor, UserActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Scope } from "#lib/words/permissions.ts";
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
/** As somebody who has just looked at it. */
async function approve(actor: MemberActor, batchId: string): Promise<void> {
  const { submittedAt = "" } = (await findBatch(whole(place.organisation.id), batchId)) ?? {};
  await approveBatch({ actor, batchId, submittedAt: new Date(submittedAt) });
}
const stateOf = async (id: string) => (await findBatch(whole(place.organisation.id), id))?.state;

describe("with four eyes", () => {
  before(() => changeRules({ actor: owner, fourEyes: true }));
  after(() => changeRules({ actor: owner, fourEyes: false }));

  it("nothing is issued before another person than who asked approves", async () => {
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    await issueAll();
    assert.equal(await stateOf(id), "submitted");
    assert.equal(await refusalOf(approve(owner, id)), "approval_own");
    await approve(admin, id);
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
    const asKey = {
      kind: "api-key",
      apiKeyId: key.id,
      organisationId,
      units: null,
      scopes: key.scopes,
      address: "",
    } as const;
    const id = await drafted(asKey);
    await submitBatch({ actor: asKey, batchId: id });
    assert.equal(await refusalOf(approve(owner, id)), "approval_own");
    assert.equal(await refusalOf(approve(asKey, id)), "approval_own");
    const other = await drafted(owner);
    await submitBatch({ actor: owner, batchId: other });
    assert.equal(await refusalOf(approve(asKey, other)), "approval_own");
  });

  it("what is approved is what was looked at, not what was put in its place meanwhile", async () => {
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    const { submittedAt: seen = "" } = (await findBatch(whole(place.organisation.id), id)) ?? {};
    await rejectBatch({ actor: owner, batchId: id, reason: "a slip" });
    await removeDrafts({ actor: owner, batchId: id });
    await addDrafts({ actor: owner, batchId: id, drafts: people(1) });
    await submitBatch({ actor: owner, batchId: id });
    const approved = approveBatch({ actor: admin, batchId: id, submittedAt: new Date(seen) });
    assert.equal(await refusalOf(approved), "conflict");
    assert.equal(await stateOf(id), "submitted");
    await approve(admin, id);
    await issueAll();
    assert.equal(await stateOf(id), "issued");
  });

  it("one that is sent back says why, is changed, and asks again", async () => {
    const id = await drafted(owner);
    await submitBatch({ actor: owner, batchId: id });
    assert.equal(await refusalOf(removeDrafts({ actor: owner, batchId: id, number: 1 })), "batch_state");
    await rejectBatch({ actor: admin, batchId: id, reason: "名字写错了" });
    assert.equal((await findBatch(whole(place.organisation.id), id))?.rejection, "名字写错了");
    await removeDrafts({ actor: owner, batchId: id, number: 1 });
    assert.deepEqual(await submitBatch({ actor: owner, batchId: id }), { state: "submitted" });
    await approve(admin, id);
    await issueAll();
    const { rows } = await listCertificates(whole(place.organisation.id), { filter: { batch: id } });
    assert.deepEqual(
      rows.map(({ holderName }) => holderName),
      ["学员𠮷 2"],
    );
  });
});

describe("what replaces a certificate", () => {
  let operator: UserActor;
  before(async () => {
    operator = (await join(owner, "operator")).actor;
  });
  const issued = async (claimed: boolean) => {
    const id = await drafted(owner);
    await removeDrafts({ actor: owner, batchId: id, number: 2 });
    await submitBatch({ actor: owner, batchId: id });
    await issueAll();
    const [one] = (await listCertificates(whole(owner.organisationId), { filter: { batch: id } })).rows;
    assert.ok(one);
    if (!claimed) return one.id;
    const expiresAt = new Date(Date.now() + 60_000);
    const link = { certificateId: one.id, organisationId: owner.organisationId, kind: "letter", expiresAt } as const;
    const { token } = await prisma().$transaction((tx) => createHolderLink(tx, link));
    await claimCertificate({ token, certificateId: one.id, address: "192.0.2.1", locale: "en" });
    return one.id;
  };
  const keyWith = async (scopes: Scope[]): Promise<MemberActor> => {
    const { key } = await createApiKey({ actor: owner, name: "k", scopes });
    return {
      kind: "api-key",
      apiKeyId: key.id,
      organisationId: owner.organisationId,
      units: null,
      scopes,
      address: "",
    };
  };
  const replacing = async (actor: MemberActor, replaces: string) => {
    const { id } = await createBatch({ actor, batch: { name: "B", template: place.template } });
    const [person = { holderName: "", values: {} }] = people(1);
    await addDrafts({ actor, batchId: id, drafts: [{ ...person, replaces }] });
    return { id, submitted: () => refusalOf(submitBatch({ actor, batchId: id })) };
  };
  const alone = (actor: MemberActor, replaces: string) => {
    const [person = { holderName: "", values: {} }] = people(1);
    return refusalOf(issueOne({ actor, certificate: { ...person, template: place.template, replaces } }));
  };
  const fourEyes = (on: boolean) => changeRules({ actor: owner, fourEyes: on });

  it("that its holder has is submitted by who may revoke, in a batch and alone", async () => {
    await fourEyes(false);
    const one = await issued(true);
    const writer = await keyWith(["certificates:write"]);
    for (const actor of [operator, writer]) {
      const { id, submitted } = await replacing(actor, one);
      assert.equal(await submitted(), "replacement_claimed");
      assert.equal((await findBatch(whole(owner.organisationId), id))?.state, "drafts");
      assert.equal(await alone(actor, one), "replacement_claimed");
    }
    assert.equal(await alone(await keyWith(["certificates:write", "certificates:revoke"]), one), undefined);
    await issueAll();
    const [left] = (await listCertificates(whole(owner.organisationId), { filter: { ids: [one] } })).rows;
    assert.equal(left?.state, "superseded");
  });

  it("that nobody has claimed is a slip put right by who may issue", async () => {
    await fourEyes(false);
    const { submitted } = await replacing(operator, await issued(false));
    assert.equal(await submitted(), undefined);
    assert.equal(await alone(operator, await issued(false)), undefined);
  });

  it("that its holder has waits for somebody's approval where four eyes are asked for", async () => {
    await fourEyes(false);
    const one = await issued(true);
    await fourEyes(true);
    const { id, submitted } = await replacing(operator, one);
    assert.equal(await submitted(), undefined);
    assert.equal((await findBatch(whole(owner.organisationId), id))?.state, "submitted");
    await approve(admin, id);
    await issueAll();
    const [left] = (await listCertificates(whole(owner.organisationId), { filter: { ids: [one] } })).rows;
    assert.equal(left?.state, "superseded");
    await fourEyes(false);
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
    assert.deepEqual((await listCertificates(whole(organisationId), { filter: { batch: id } })).rows, []);
    const { statement = "" } = (await findBatch(whole(organisationId), id)) ?? {};
    const signed = (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey));
    const seal = (signature: Uint8Array<ArrayBuffer>) =>
      prisma().$transaction((tx) => sealBatch(tx, { batchId: id, signature }));
    assert.equal(await refusalOf(seal(signed(utf8(statement)))), "seal_wrong");
    await seal(signed(sealMessage(utf8(statement))));
    await issueAll();
    assert.equal(await stateOf(id), "issued");
    const [one] = (await listCertificates(whole(organisationId), { filter: { batch: id } })).rows;
    assert.ok((await readIssued(one?.id ?? ""))?.seal);
    await prisma().$transaction((tx) => setSealKey(tx, { organisationId, sealKey: null }));
  });
});
