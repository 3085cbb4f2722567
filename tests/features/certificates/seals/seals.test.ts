/** A batch is issued once k of n approvers sealed it together, and by nobody else: not by the server, and not by fewer. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { verifySeal } from "#lib/core/certificate/seal.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readKeyHistory } from "#lib/credentials/did-web.ts";
import {
  type Approvals,
  checkApprovals,
  readApprovals as parseApprovals,
} from "#lib/credentials/threshold/approvals.ts";
import { certificateReceipt } from "#lib/features/certificates/credentials/rows.ts";
import { listHistory } from "#lib/features/certificates/issuers/rows.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findBatch } from "#lib/features/certificates/issuing/rows/batches.ts";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { sealBatch } from "#lib/features/certificates/issuing/verbs/seal-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { readApprovals } from "#lib/features/certificates/seals/rows/approvals.ts";
import { readGroup } from "#lib/features/certificates/seals/rows/groups.ts";
import { readReview, readSealing } from "#lib/features/certificates/seals/rows/rounds.ts";
import { createGroup } from "#lib/features/certificates/seals/verbs/create-group.ts";
import { complain, endGroup } from "#lib/features/certificates/seals/verbs/end-group.ts";
import { postMessage } from "#lib/features/certificates/seals/verbs/post-message.ts";
import { restartRound } from "#lib/features/certificates/seals/verbs/rounds.ts";
import { giveShare } from "#lib/features/certificates/seals/verbs/say-of-batch.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { join } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people } from "../issuing/issuing-place.ts";
import { Approver, makeKey } from "./approvers.ts";

let place: IssuingPlace;
let approvers: Approver[];

before(() => createTestDatabase());
after(async () => {
  await endThreads();
  await dropTestDatabase();
});
beforeEach(async () => {
  place = await openIssuingPlace();
  const { owner } = place.organisation;
  const admins = [(await join(owner, "admin")).actor, (await join(owner, "admin")).actor];
  approvers = [owner, ...admins].map((actor, at) => new Approver(actor, at + 1));
});

const [K, N] = [2, 3];
const userIds = () => approvers.map(({ actor }) => actor.userId);
const groupId = () => createGroup({ actor: place.organisation.owner, threshold: K, userIds: userIds() });

async function sealedFromNowOn(): Promise<string> {
  const id = await groupId();
  await makeKey(id, approvers, K);
  return id;
}

/** A batch of which everything is made, and nothing issued. */
async function waitingBatch(count = 2): Promise<string> {
  const { owner: actor } = place.organisation;
  const { id } = await createBatch({ actor, batch: { name: "夏季班", template: place.template } });
  await addDrafts({ actor, batchId: id, drafts: people(count) });
  await submitBatch({ actor, batchId: id });
  await issueAll();
  return id;
}

const stateOf = async (id: string) => (await findBatch(whole(place.organisation.id), id))?.state;
const sealingOf = async (batchId: string) => {
  const found = await readSealing({ reach: whole(place.organisation.id), batchId });
  assert.ok(found);
  return found;
};
const policiesOf = async () => {
  const [newest] = await listHistory(place.issuer.id);
  return readKeyHistory(newest?.text ?? "", place.issuer.did)?.seal?.policies ?? [];
};

describe("a group of approvers", () => {
  it("gets a key that nobody has, and the issuer's history says who seals from when on", async () => {
    const id = await groupId();
    assert.equal((await readGroup({ organisationId: place.organisation.id, id }))?.state, "making");
    assert.deepEqual(await policiesOf(), []);
    await makeKey(id, approvers, K);
    const group = await readGroup({ organisationId: place.organisation.id, id });
    assert.equal(group?.state, "asked");
    assert.deepEqual(
      approvers.map((each) => each.held().group),
      approvers.map(() => group?.group),
    );
    const [policy] = await policiesOf();
    assert.equal(policy?.key, group?.group?.commitments[0]);
    assert.equal(policy?.threshold, K);
    assert.equal(policy?.approvers.length, N);
    assert.equal(policy?.from, group?.from);
    // No text that the server holds has a share in it.
    const { rows } = await pool().query<{ text: string }>("SELECT text FROM seal_message WHERE group_id = $1", [id]);
    for (const { key } of approvers) assert.ok(key && rows.every(({ text }) => !text.includes(key.share)));
  });

  it("takes each word from its approver alone, once, and in its place", async () => {
    const id = await groupId();
    const [one, two, three] = approvers as [Approver, Approver, Approver];
    const size = { threshold: K, approvers: N };
    await one.sayOpen(id, size);
    const said = one.state;
    assert.equal(await refusalOf(one.sayOpen(id, size)), "seal_message_said");
    one.state = said;
    // Another one's number, another group's size, somebody else's session.
    const impostor = new Approver(two.actor, 1);
    assert.equal(await refusalOf(impostor.sayOpen(id, size)), "seal_message_wrong");
    assert.equal(await refusalOf(two.sayOpen(id, { threshold: 3, approvers: N })), "seal_message_wrong");
    const stranger = new Approver((await join(place.organisation.owner, "admin")).actor, 2);
    assert.equal(await refusalOf(stranger.sayOpen(id, size)), "approver_unknown");
    await two.sayOpen(id, size);
    await assert.rejects(one.sayShare(id), /opens_incomplete/);
    await three.sayOpen(id, size);
    const opened = await prisma().sealMessage.findMany({ where: { groupId: id } });
    assert.equal(opened.length, N);
    await one.sayShare(id);
    await assert.rejects(one.sayConfirm(id), /share_malformed/);
    const { actor: operator } = await join(place.organisation.owner, "operator");
    assert.equal(
      await refusalOf(postMessage({ actor: operator, groupId: id, signed: { text: "{}", signature: "" } })),
      "forbidden",
    );
  });

  it("comes to nothing when an approver complains, and another is made; one is made at a time", async () => {
    const id = await groupId();
    assert.equal(await refusalOf(groupId()), "seal_group_making");
    const [one] = approvers as [Approver];
    await complain({ actor: one.actor, groupId: id, about: 2, failure: "share_wrong" });
    const failed = await readGroup({ organisationId: place.organisation.id, id });
    assert.deepEqual([failed?.state, failed?.failure, failed?.culprit], ["failed", "share_wrong", 2]);
    assert.equal(await refusalOf(one.sayOpen(id, { threshold: K, approvers: N })), "seal_group_state");
    await sealedFromNowOn();
  });

  it("is of members who may approve, more than one, and no more than there are", async () => {
    const { owner: actor } = place.organisation;
    const [first = "", second = ""] = userIds();
    assert.equal(await refusalOf(createGroup({ actor, threshold: 1, userIds: userIds() })), "seal_group_size");
    assert.equal(await refusalOf(createGroup({ actor, threshold: 3, userIds: [first, second] })), "seal_group_size");
    assert.equal(await refusalOf(createGroup({ actor, threshold: 2, userIds: [first, first] })), "seal_group_size");
    const { actor: operator } = await join(actor, "operator");
    assert.equal(
      await refusalOf(createGroup({ actor, threshold: 2, userIds: [first, operator.userId] })),
      "approver_unknown",
    );
  });
});

describe("a batch that needs a seal", () => {
  it("is issued once two of three have sealed it, and every certificate carries the seal", async () => {
    const id = await sealedFromNowOn();
    const batch = await waitingBatch();
    assert.equal(await stateOf(batch), "sealing");
    const shown = await readReview({ reach: whole(place.organisation.id), batchId: batch, after: 0 }, 100);
    assert.deepEqual(
      shown.map(({ number }) => number),
      [1, 2],
    );
    const [one, , three] = approvers as [Approver, Approver, Approver];
    await one.approve(batch);
    assert.equal(await refusalOf(one.approve(batch)), "approval_said");
    const early = giveShare({ actor: one.actor, batchId: batch, attempt: 1, share: one.held().key.share });
    assert.equal(await refusalOf(early), "seal_round_state");
    await three.approve(batch);
    assert.equal(await one.giveShare(batch), true);
    await issueAll();
    assert.equal(await stateOf(batch), "sealing");
    assert.equal(await three.giveShare(batch), true);
    await issueAll();
    assert.equal(await stateOf(batch), "issued");
    const { statement, sealed, rounds, group } = await sealingOf(batch);
    assert.ok(sealed && rounds.at(-1)?.outcome === "sealed");
    await appendAll();
    const { rows } = await listCertificates(whole(place.organisation.id), { filter: { batch }, limit: 10 });
    assert.equal(rows.length, 2);
    for (const { id: certificate } of rows) {
      const receipt = JSON.parse((await certificateReceipt(certificate))?.text ?? "{}");
      const extra = receipt.extras.find((each: { kind: string }) => each.kind === "certificate");
      assert.equal(extra.seal.key, group.group?.commitments[0]);
      assert.ok(verifySeal({ statement: utf8(statement ?? ""), seal: extra.seal }));
    }
    assert.equal(group.id, id);
  });

  it("is sealed by nobody but its approvers: the server's own word is no seal", async () => {
    await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const signature = new Uint8Array(64).fill(7);
    const forged = prisma().$transaction((tx) => sealBatch(tx, { batchId: batch, signature }));
    assert.equal(await refusalOf(forged), "seal_wrong");
    await issueAll();
    assert.equal(await stateOf(batch), "sealing");
  });

  it("is approved as it is: another statement, another try or another person's key is refused", async () => {
    await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const [one, two] = approvers as [Approver, Approver];
    assert.equal(await refusalOf(one.approve(batch, { statement: "{}" })), "approval_wrong");
    assert.equal(await refusalOf(one.approve(batch, { attempt: 2 })), "approval_wrong");
    const thief = new Approver(two.actor, 2);
    thief.key = one.held().key;
    thief.group = one.held().group;
    assert.equal(await refusalOf(thief.approve(batch)), "approval_wrong");
  });

  it("names a cheat, whose part does not fit, and is sealed by the others in the next try", async () => {
    await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const [one, two, three] = approvers as [Approver, Approver, Approver];
    await one.approve(batch);
    await two.approve(batch);
    assert.equal(await two.giveShare(batch, { bent: true }), false);
    const failed = (await sealingOf(batch)).rounds.at(-1);
    assert.deepEqual([failed?.outcome, failed?.culprits], ["share_wrong", [2]]);
    await one.approve(batch);
    await three.approve(batch);
    await one.giveShare(batch);
    await three.giveShare(batch);
    await issueAll();
    assert.equal(await stateOf(batch), "issued");
  });

  it("does not wait for ever for one who is absent, nor for one whose browser lost what it signs with", async () => {
    await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const [one, two, three] = approvers as [Approver, Approver, Approver];
    await one.approve(batch);
    await two.approve(batch);
    assert.equal(await refusalOf(restartRound({ actor: three.actor, batchId: batch })), "seal_round_state");
    // The absent one says so.
    await restartRound({ actor: two.actor, batchId: batch });
    assert.deepEqual((await sealingOf(batch)).rounds.at(-1)?.culprits, [2]);
    await one.approve(batch);
    await two.approve(batch);
    await pool().query(
      "UPDATE seal_round SET full_at = now() - interval '11 minutes' WHERE batch_id = $1 AND ended_at IS NULL",
      [batch],
    );
    await restartRound({ actor: three.actor, batchId: batch });
    assert.deepEqual((await sealingOf(batch)).rounds.at(-1)?.culprits, [1, 2]);
    await three.approve(batch);
    await one.approve(batch);
    await three.giveShare(batch);
    await one.giveShare(batch);
    await issueAll();
    assert.equal(await stateOf(batch), "issued");
  });

  it("is rejected when too few are left, with reasons that are signed and kept", async () => {
    await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const [one, two] = approvers as [Approver, Approver];
    await one.reject(batch, "The list is last year's.");
    await two.reject(batch, "名单有误");
    const round = (await sealingOf(batch)).rounds.at(-1);
    assert.equal(round?.outcome, "rejected");
    assert.deepEqual(
      round?.approvals.map(({ reason }) => reason),
      ["The list is last year's.", "名单有误"],
    );
    assert.equal(await stateOf(batch), "sealing");
  });
});

describe("a change of approvers", () => {
  it("holds for batches that wait, and leaves what was sealed as it is", async () => {
    const first = await sealedFromNowOn();
    const old = approvers.map((each) => each);
    const batch = await waitingBatch(1);
    await (old[0] as Approver).approve(batch);
    approvers = old.slice(0, 2).map(({ actor }, at) => new Approver(actor, at + 1));
    const second = await sealedFromNowOn();
    assert.equal((await readGroup({ organisationId: place.organisation.id, id: first }))?.state, "ended");
    const policies = await policiesOf();
    assert.equal(policies.length, 2);
    assert.equal(policies[0]?.until, policies[1]?.from);
    const [one, two] = approvers as [Approver, Approver];
    assert.equal((await sealingOf(batch)).group.id, second);
    await one.approve(batch);
    await two.approve(batch);
    await one.giveShare(batch);
    await two.giveShare(batch);
    await issueAll();
    assert.equal(await stateOf(batch), "issued");
    const key = (await prisma().certificateBatch.findUniqueOrThrow({ where: { id: batch } })).sealKey;
    assert.equal(key && toBase64(key), policies[1]?.key);
  });

  it("waits while a batch is being recorded, and none is asked for once a group has ended", async () => {
    const id = await sealedFromNowOn();
    const batch = await waitingBatch(1);
    const { owner: actor } = place.organisation;
    await pool().query("UPDATE certificate_batch SET recording_at = now() WHERE id = $1", [batch]);
    assert.equal(await refusalOf(endGroup({ actor, groupId: id })), "seal_recording");
    await pool().query("UPDATE certificate_batch SET recording_at = NULL WHERE id = $1", [batch]);
    await endGroup({ actor, groupId: id });
    await issueAll();
    assert.equal(await stateOf(batch), "issued");
    assert.ok((await policiesOf())[0]?.until);
  });
});

describe("who approved a batch", () => {
  it("is taken along, and holds without the installation; nothing in it can be another's or be changed", async () => {
    await sealedFromNowOn();
    const id = await waitingBatch();
    const of = { reach: whole(place.organisation.id), batchId: id };
    assert.equal(await readApprovals(of), undefined, "not before it is sealed");
    const [one, two, three] = approvers as [Approver, Approver, Approver];
    await one.reject(id, "名字写错了");
    await two.approve(id);
    await three.approve(id);
    await two.giveShare(id);
    await three.giveShare(id);
    const found = await readApprovals(of);
    assert.ok(found);
    const given = JSON.parse(JSON.stringify(found));
    assert.deepEqual(parseApprovals(given), found);
    const { failure, threshold, said } = checkApprovals(found);
    assert.equal(failure, undefined);
    assert.equal(threshold, K);
    assert.deepEqual(
      said.map(({ number, says }) => `${number} ${says}`),
      ["1 reject", "2 approve", "3 approve"],
    );

    const other = await waitingBatch(1);
    for (const each of [two, three]) await each.approve(other);
    for (const each of [two, three]) await each.giveShare(other);
    const foreign = await readApprovals({ ...of, batchId: other });
    assert.ok(foreign);
    const [word] = found.words;
    const [open, confirm] = [found.approvers[0]?.open, found.approvers[1]?.confirm];
    assert.ok(word && open && confirm);
    const swapped = found.approvers.map((each, at) => (at === 0 ? { ...each, confirm } : each));
    const signature = toBase64(new Uint8Array(64));
    const failures: [Approvals, string][] = [
      [{ ...found, words: found.words.slice(0, 2) }, "too_few"],
      [{ ...found, words: [found.words[1], found.words[1]] as Approvals["words"] }, "too_few"],
      [{ ...found, words: foreign.words }, "words"],
      [{ ...found, words: [{ ...word, signature }, ...found.words.slice(1)] }, "words"],
      [{ ...found, words: [{ ...word, text: word.text.replace('"number":1', '"number":2') }] }, "words"],
      [{ ...found, statement: foreign.statement }, "seal"],
      [{ ...found, seal: { ...found.seal, key: toBase64(new Uint8Array(32)) } }, "key"],
      [{ ...found, approvers: swapped }, "keys"],
      [{ ...found, approvers: found.approvers.slice(1) }, "keys"],
      [{ ...found, approvers: found.approvers.toReversed() }, "keys"],
    ];
    for (const [bent, expected] of failures) assert.equal(checkApprovals(bent).failure, expected);
    for (const bad of [null, [], {}, { ...given, more: 1 }, { ...given, words: "x" }, { ...given, seal: {} }])
      assert.equal(parseApprovals(bad), undefined);

    const path = joinPath(testFolder, "approvals.json");
    writeFileSync(path, JSON.stringify(found));
    const { code, stdout } = await sealbook(["verify-approvals", path]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /approved, try 1/);
    writeFileSync(path, JSON.stringify({ ...found, statement: foreign.statement }));
    assert.equal((await sealbook(["verify-approvals", path])).code, 1);
    writeFileSync(path, "{}");
    assert.equal((await sealbook(["verify-approvals", path])).code, 2);
    const stranger = await openIssuingPlace("Another");
    assert.equal(await readApprovals({ ...of, reach: whole(stranger.organisation.id) }), undefined);
  });
});
