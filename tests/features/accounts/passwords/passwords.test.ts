import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { acceptInvitation } from "#lib/features/accounts/members/verbs/accept-invitation.ts";
import { findOpenReset } from "#lib/features/accounts/passwords/rows.ts";
import { issueResetLink } from "#lib/features/accounts/passwords/verbs/issue-reset-link.ts";
import { requestReset } from "#lib/features/accounts/passwords/verbs/request-reset.ts";
import { resetPassword } from "#lib/features/accounts/passwords/verbs/reset-password.ts";
import { checkPassword } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { isPasswordUnchanged } from "#lib/features/accounts/sessions/verbs/is-password-unchanged.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { findOpenLink } from "#lib/features/setup/rows.ts";
import { issueOwnerLink } from "#lib/features/setup/verbs/issue-owner-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, client, invite, linkOf, locale, operator, someone } from "#tests/support/members.ts";

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
    const [first = "", second = ""] = links.map((link) => tokenOf(link!.url));
    assert.deepEqual(await resetPassword({ token: first, password: "short", address: "" }), {
      failed: "passwordShort",
    });
    assert.deepEqual(await resetPassword({ token: first, password: fresh, address: "" }), { reset: true });
    for (const token of [first, second]) {
      assert.deepEqual(await resetPassword({ token, password: TEST_PASSWORD, address: "" }), {
        failed: "linkUnusable",
      });
    }
    assert.equal(await actorOf(owner.sessionId), undefined);
    assert.equal(await actorOf(joined.sessionId), undefined);
    assert.deepEqual(await signIn({ email: ownerEmail, password: TEST_PASSWORD, client }), {
      failed: "credentialsWrong",
    });
    assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: fresh, client })));
    for (const organisationId of [id, elsewhere.id]) {
      assert.ok((await auditOf(organisationId)).includes("password.reset"));
    }
  });

  it("of ten who use two links at once, one resets, and none waits for another in a circle", async () => {
    const { ownerEmail } = await makeOrganisation();
    const links = await Promise.all([1, 2].map(() => issueResetLink({ actor: operator, email: ownerEmail })));
    const tokens = links.map((link) => tokenOf(link!.url));
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        resetPassword({ token: tokens[n % 2]!, password: `${fresh} ${n}`, address: "" }),
      ),
    );
    assert.equal(results.filter((result) => "reset" in result).length, 1);
  });

  it("a sign-in with the old password that began before a reset does not outlive it", async () => {
    const { ownerEmail } = await makeOrganisation();
    const known = await checkPassword({ email: ownerEmail, password: TEST_PASSWORD, address: client.address });
    assert.ok("userId" in known);
    const link = await issueResetLink({ actor: operator, email: ownerEmail });
    assert.deepEqual(await resetPassword({ token: tokenOf(link!.url), password: fresh, address: "" }), { reset: true });
    assert.equal(await prisma().$transaction((tx) => isPasswordUnchanged(tx, known)), false);
  });

  it("the operator's link is good for an hour, and there is none for an e-mail that nobody has", async () => {
    const { ownerEmail } = await makeOrganisation();
    assert.equal(await issueResetLink({ actor: operator, email: "nobody@example.org" }), undefined);
    const link = await issueResetLink({ actor: operator, email: ownerEmail });
    const minutes = (link!.expiresAt.getTime() - Date.now()) / 60_000;
    assert.ok(minutes > 59 && minutes <= 60);
    assert.equal((await findOpenReset(tokenOf(link!.url)))?.email, ownerEmail);
    await prisma().oneTimeLink.updateMany({ where: { purpose: "reset" }, data: { expiresAt: new Date() } });
    assert.equal(await findOpenReset(tokenOf(link!.url)), undefined);
  });

  it("without a mail server nothing is asked for, and no reset is in any outbox", async () => {
    const { ownerEmail } = await makeOrganisation();
    assert.deepEqual(await requestReset({ email: ownerEmail, address: "192.0.2.1", locale }), { failed: "gone" });
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
