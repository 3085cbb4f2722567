import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { acceptInvitation } from "#lib/features/accounts/members/verbs/accept-invitation.ts";
import { findOpenReset } from "#lib/features/accounts/passwords/rows.ts";
import { changePassword } from "#lib/features/accounts/passwords/verbs/change-password.ts";
import { issueResetLink } from "#lib/features/accounts/passwords/verbs/issue-reset-link.ts";
import { requestReset } from "#lib/features/accounts/passwords/verbs/request-reset.ts";
import { resetPassword } from "#lib/features/accounts/passwords/verbs/reset-password.ts";
import { checkPassword } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { requirePasswordUnchanged } from "#lib/features/accounts/sessions/verbs/require-password-unchanged.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { findOpenLink } from "#lib/features/setup/rows.ts";
import { issueOwnerLink } from "#lib/features/setup/verbs/issue-owner-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, client, invite, linkOf, locale, operator, someone } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

describe("reset of a password", () => {
  const fresh = "a fresh password of the tests";

  it("sets the password once, ends every session, closes every other link, and tells each organisation", async () => {
    const { owner, ownerEmail, id } = await makeOrganisation();
    const elsewhere = await makeOrganisation();
    await invite(elsewhere.owner, "operator", ownerEmail);
    const joined = await acceptInvitation({
      token: await linkOf(elsewhere.owner, ownerEmail),
      name: "",
      password: TEST_PASSWORD,
      client,
    });
    assert.ok("sessionId" in joined);
    const links = await Promise.all([1, 2].map(() => issueResetLink({ actor: operator, email: ownerEmail })));
    const [first = "", second = ""] = links.map((link) => tokenOf(link.url));
    await assert.rejects(resetPassword({ token: first, password: "short", address: "" }), {
      code: "password_too_short",
    });
    await resetPassword({ token: first, password: fresh, address: "" });
    for (const token of [first, second]) {
      await assert.rejects(resetPassword({ token, password: TEST_PASSWORD, address: "" }), { code: "link_invalid" });
    }
    assert.equal(await actorOf(owner.sessionId), undefined);
    assert.equal(await actorOf(joined.sessionId), undefined);
    await assert.rejects(signIn({ email: ownerEmail, password: TEST_PASSWORD, client }), { code: "credentials_wrong" });
    assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: fresh, client })));
    for (const organisationId of [id, elsewhere.id]) {
      assert.ok((await auditOf(organisationId)).includes("password.reset"));
    }
  });

  it("of ten who use two links at once, one resets, and none waits for another in a circle", async () => {
    const { ownerEmail } = await makeOrganisation();
    const links = await Promise.all([1, 2].map(() => issueResetLink({ actor: operator, email: ownerEmail })));
    const tokens = links.map((link) => tokenOf(link.url));
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        refusalOf(resetPassword({ token: tokens[n % 2]!, password: `${fresh} ${n}`, address: "" })),
      ),
    );
    assert.equal(results.filter((code) => code === undefined).length, 1);
    assert.equal(results.filter((code) => code === "link_invalid").length, 9);
  });

  it("a sign-in with the old password that began before a reset does not outlive it", async () => {
    const { ownerEmail } = await makeOrganisation();
    const known = await checkPassword({ email: ownerEmail, password: TEST_PASSWORD, address: client.address });
    const link = await issueResetLink({ actor: operator, email: ownerEmail });
    await resetPassword({ token: tokenOf(link.url), password: fresh, address: "" });
    const late = prisma().$transaction((tx) => requirePasswordUnchanged(tx, known));
    await assert.rejects(late, { code: "credentials_wrong" });
  });

  it("the operator's link is good for an hour, and there is none for an e-mail that nobody has", async () => {
    const { ownerEmail } = await makeOrganisation();
    await assert.rejects(issueResetLink({ actor: operator, email: "nobody@example.org" }), { code: "user_absent" });
    const link = await issueResetLink({ actor: operator, email: ownerEmail });
    const minutes = (link.expiresAt.getTime() - Date.now()) / 60_000;
    assert.ok(minutes > 59 && minutes <= 60);
    assert.equal((await findOpenReset(tokenOf(link.url)))?.email, ownerEmail);
    await prisma().oneTimeLink.updateMany({ where: { purpose: "reset" }, data: { expiresAt: new Date() } });
    assert.equal(await findOpenReset(tokenOf(link.url)), undefined);
  });

  it("without a mail server nothing is asked for, and no reset is in any outbox", async () => {
    const { ownerEmail } = await makeOrganisation();
    await assert.rejects(requestReset({ email: ownerEmail, address: "192.0.2.1", locale }), { code: "gone" });
    assert.equal(await prisma().outboxItem.count({ where: { kind: "reset" } }), 0);
  });

  it("a new owner's link closes the one that was lost", async () => {
    const { id } = await makeOrganisation();
    const email = someone();
    const [lost, found] = [
      await issueOwnerLink({ actor: operator, organisationId: id, email }),
      await issueOwnerLink({ actor: operator, organisationId: id, email }),
    ];
    assert.equal(await findOpenLink(tokenOf(lost.url)), undefined);
    assert.ok(await findOpenLink(tokenOf(found.url)));
  });
});

describe("change of one's own password", () => {
  const fresh = "another quiet lantern on the quay";

  it("ends every other session, closes every reset's link, tells each organisation and the mailbox, and stays here", async () => {
    const { owner, ownerEmail, id } = await makeOrganisation();
    const other = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    const reset = await issueResetLink({ actor: operator, email: ownerEmail });
    const change = { actor: owner, current: TEST_PASSWORD, password: fresh, locale } as const;
    assert.deepEqual(await changePassword(change), { sessionsEnded: 1 });
    assert.equal(await actorOf(other.sessionId), undefined);
    assert.ok(await actorOf(owner.sessionId));
    assert.equal(await findOpenReset(tokenOf(reset.url)), undefined);
    await assert.rejects(signIn({ email: ownerEmail, password: TEST_PASSWORD, client }), { code: "credentials_wrong" });
    assert.ok(await signIn({ email: ownerEmail, password: fresh, client }));
    assert.ok((await auditOf(id)).includes("password.change"));
    const [letter] = await prisma().outboxItem.findMany({ where: { recipient: ownerEmail, kind: "password-changed" } });
    assert.equal(letter?.subject, owner.userId);
  });

  it("takes the one before, and one that is new and hard to guess; guesses are counted as at the sign-in", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    const change = (current: string, password: string) => changePassword({ actor: owner, current, password, locale });
    await assert.rejects(change("not the password", fresh), { code: "password_wrong", field: "current" });
    await assert.rejects(change(TEST_PASSWORD, TEST_PASSWORD), { code: "password_same", field: "password" });
    await assert.rejects(change(TEST_PASSWORD, `${ownerEmail}1`), { field: "password" });
    for (let n = 0; n < 9; n += 1) await refusalOf(change("not the password", fresh));
    await assert.rejects(change(TEST_PASSWORD, fresh), { code: "too_many_attempts" });
    assert.ok(await actorOf(owner.sessionId));
  });

  it("of two at once one wins, and the other is told that its old password is wrong", async () => {
    const { owner } = await makeOrganisation();
    const change = (password: string) => changePassword({ actor: owner, current: TEST_PASSWORD, password, locale });
    const results = await Promise.allSettled([change(fresh), change(`${fresh} again`)]);
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 1);
    assert.equal(refused[0]?.reason.code, "password_wrong");
  });
});
