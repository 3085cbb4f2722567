import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  findOpenInvitation,
  listMembers,
  listOutbox,
  listPendingInvitations,
} from "#lib/features/accounts/members/rows.ts";
import { acceptInvitation } from "#lib/features/accounts/members/verbs/accept-invitation.ts";
import { changeRole } from "#lib/features/accounts/members/verbs/change-role.ts";
import { inviteMember } from "#lib/features/accounts/members/verbs/invite-member.ts";
import { leaveOrganisation, removeMember } from "#lib/features/accounts/members/verbs/remove-member.ts";
import { resendInvitation } from "#lib/features/accounts/members/verbs/resend-invitation.ts";
import { showLetter } from "#lib/features/accounts/members/verbs/show-letter.ts";
import { withdrawInvitation } from "#lib/features/accounts/members/verbs/withdraw-invitations.ts";
import { findOpenReset } from "#lib/features/accounts/passwords/rows.ts";
import { issueResetLink } from "#lib/features/accounts/passwords/verbs/issue-reset-link.ts";
import { resetPassword } from "#lib/features/accounts/passwords/verbs/reset-password.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { findOpenLink } from "#lib/features/setup/rows.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { issueOwnerLink } from "#lib/features/setup/verbs/issue-owner-link.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, client, invite, join, linkOf, locale, operator, someone } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

describe("members", () => {
  it("an invitation makes a member with its role, once, and leaves its rows in the audit log", async () => {
    const { owner, id } = await makeOrganisation();
    const { actor, email, token } = await join(owner, "auditor");
    assert.equal(actor.role, "auditor");
    assert.equal(actor.organisationId, id);
    assert.equal(await findOpenInvitation(token), undefined);
    const again = acceptInvitation({ token, name: "New", password: TEST_PASSWORD, client });
    await assert.rejects(again, { code: "link_invalid" });
    const { rows } = await listMembers({ reach: whole(id), q: email.slice(0, 12).toUpperCase() });
    assert.deepEqual(
      rows.map((row) => [row.email, row.role]),
      [[email, "auditor"]],
    );
    assert.deepEqual((await auditOf(id)).slice(-6), [
      "invitation.create",
      "link.create",
      "invitation.show",
      "link.use",
      "member.add",
      "session.begin",
    ]);
  });

  it("of ten who use two links of one invitation at once, one joins", async () => {
    const { owner, id } = await makeOrganisation();
    const { email } = await invite(owner, "operator");
    const tokens = [await linkOf(owner, email), await linkOf(owner, email)];
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        acceptInvitation({ token: tokens[n % 2]!, name: "New", password: TEST_PASSWORD, client }),
      ),
    );
    const answers = results.map((result) => (result.status === "fulfilled" ? result.value : result.reason));
    assert.equal(answers.filter((answer) => "sessionId" in answer).length, 1, String(answers));
    const refusals = new Set(answers.flatMap((answer) => ("code" in answer ? [answer.code] : [])));
    assert.deepEqual([...refusals], ["link_invalid"], "nobody is told that a password is wrong");
    assert.equal((await listMembers({ reach: whole(id) })).rows.length, 2);
  });

  it("invitations of two organisations to one new address, accepted in the same moment, make one account and two memberships", async () => {
    const [one, two] = [await makeOrganisation(), await makeOrganisation()];
    for (let round = 0; round < 5; round += 1) {
      const { email } = await invite(one.owner, "operator");
      await invite(two.owner, "auditor", email);
      const tokens = [await linkOf(one.owner, email), await linkOf(two.owner, email)];
      const accept = (token: string) => acceptInvitation({ token, name: "New", password: TEST_PASSWORD, client });
      const joined = await Promise.all(tokens.map(accept));
      const actors = await Promise.all(joined.map(({ sessionId }) => actorOf(sessionId)));
      assert.equal(new Set(actors.map((actor) => actor?.userId)).size, 1);
      assert.deepEqual(actors.map((actor) => actor?.role).toSorted(), ["auditor", "operator"]);
    }
  });

  it("what a link shows and refuses is the same whether or not its address has an account", async () => {
    const { owner } = await makeOrganisation();
    const known = (await makeOrganisation()).ownerEmail;
    const unknown = someone();
    const asked = async (email: string) => {
      await invite(owner, "operator", email);
      const token = await linkOf(owner, email);
      const { email: _, ...shown } = (await findOpenInvitation(token)) ?? assert.fail();
      const refused = async (name: string, password: string) =>
        await refusalOf(acceptInvitation({ token, name, password, client }));
      const answers = [
        await refused("", "a first or last guess"),
        await refused("X", "short"),
        await refused("X", "password1234"),
      ];
      return { shown, answers };
    };
    assert.deepEqual(await asked(known), await asked(unknown));
  });

  it("an account that exists confirms with its own password; the link alone sets none", async () => {
    const { owner } = await makeOrganisation();
    const other = await makeOrganisation();
    await invite(owner, "operator", other.ownerEmail);
    const token = await linkOf(owner, other.ownerEmail);
    const guess = acceptInvitation({ token, name: "X", password: "another long password", client });
    await assert.rejects(guess, { code: "password_wrong", field: "password" });
    assert.ok(await findOpenInvitation(token));
    const joined = await acceptInvitation({ token, name: "X", password: TEST_PASSWORD, client });
    assert.ok("sessionId" in joined);
    assert.equal((await actorOf(joined.sessionId))?.userId, other.owner.userId);
    const user = await prisma().user.findUniqueOrThrow({ where: { id: other.owner.userId } });
    assert.equal(user.name, "Owner");
  });

  it("an invitation never takes a role away from who is a member by then", async () => {
    const { owner, id } = await makeOrganisation();
    const { email } = await invite(owner, "auditor");
    const token = await linkOf(owner, email);
    const ownerLink = await issueOwnerLink({ actor: operator, organisationId: id, email });
    const made = await acceptOwnerLink({ token: tokenOf(ownerLink.url), name: "B", password: TEST_PASSWORD, client });
    assert.ok("sessionId" in made);
    const joined = await acceptInvitation({ token, name: "B", password: TEST_PASSWORD, client });
    assert.ok("sessionId" in joined);
    assert.equal((await actorOf(joined.sessionId))?.role, "owner");
  });

  it("links of an invitation and of a reset open no other door, and a withdrawn or expired one opens nothing", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    const first = await invite(owner, "admin");
    const token = await linkOf(owner, first.email);
    assert.equal(await findOpenLink(token), undefined);
    assert.equal(await findOpenReset(token), undefined);
    const taken = acceptOwnerLink({ token, name: "X", password: TEST_PASSWORD, client });
    await assert.rejects(taken, { code: "link_invalid" });
    await assert.rejects(resetPassword({ token, password: "another long password", address: "" }), {
      code: "link_invalid",
    });
    const reset = tokenOf((await issueResetLink({ actor: operator, email: ownerEmail })).url);
    assert.equal(await findOpenInvitation(reset), undefined);
    assert.equal(await findOpenLink(reset), undefined);
    await withdrawInvitation({ actor: owner, invitationId: first.invitationId });
    assert.equal(await findOpenInvitation(token), undefined);
    await assert.rejects(acceptInvitation({ token, name: "X", password: TEST_PASSWORD, client }), {
      code: "link_invalid",
    });
    const second = await invite(owner, "admin", first.email);
    const late = await linkOf(owner, second.email);
    const past = { expiresAt: new Date(Date.now() - 1_000) };
    await prisma().invitation.update({ where: { id: second.invitationId }, data: past });
    assert.equal(await findOpenInvitation(late), undefined);
    const [pending] = await listPendingInvitations(whole(owner.organisationId));
    assert.equal(pending?.expired, true);
    assert.ok("expiresAt" in (await resendInvitation({ actor: owner, invitationId: second.invitationId })));
    assert.ok(await findOpenInvitation(await linkOf(owner, second.email)));
  });

  it("refuses members and those invited already, also when two invite at once", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    await assert.rejects(inviteMember({ actor: owner, email: ownerEmail, role: "operator", locale }), {
      code: "already_member",
    });
    const email = someone();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => refusalOf(inviteMember({ actor: owner, email, role: "operator", locale }))),
    );
    assert.equal(results.filter((code) => code === undefined).length, 1);
    assert.equal(results.filter((code) => code === "already_invited").length, 4);
  });

  it("admins neither make, change, remove nor hand over an owner; operators and auditors manage nobody", async () => {
    const { owner, id } = await makeOrganisation();
    const { actor: admin } = await join(owner, "admin");
    const { actor: operatorMember } = await join(owner, "operator");
    const forbidden = { code: "forbidden" };
    await assert.rejects(inviteMember({ actor: admin, email: someone(), role: "owner", locale }), forbidden);
    await assert.rejects(changeRole({ actor: admin, userId: operatorMember.userId, role: "owner" }), forbidden);
    await assert.rejects(changeRole({ actor: admin, userId: admin.userId, role: "owner" }), forbidden);
    await assert.rejects(changeRole({ actor: admin, userId: owner.userId, role: "auditor" }), forbidden);
    await assert.rejects(removeMember({ actor: admin, userId: owner.userId }), forbidden);
    const coming = await invite(owner, "owner");
    const mail = await prisma().outboxItem.findFirstOrThrow({ where: { subject: coming.invitationId } });
    await assert.rejects(showLetter({ actor: admin, mailId: mail.id }), forbidden);
    await assert.rejects(resendInvitation({ actor: admin, invitationId: coming.invitationId }), { code: "gone" });
    await assert.rejects(withdrawInvitation({ actor: admin, invitationId: coming.invitationId }), { code: "gone" });
    for (const role of ["operator", "auditor"] as const) {
      const actor = await inRole(operatorMember, role);
      await assert.rejects(inviteMember({ actor, email: someone(), role: "auditor", locale }), forbidden);
      await assert.rejects(changeRole({ actor, userId: actor.userId, role: "admin" }), forbidden);
      await assert.rejects(removeMember({ actor, userId: admin.userId }), forbidden);
      await assert.rejects(showLetter({ actor, mailId: mail.id }), forbidden);
    }
    assert.equal((await listMembers({ reach: whole(id) })).rows.length, 3);
  });

  it("nobody reaches the members, invitations or outbox of another organisation", async () => {
    const here = await makeOrganisation();
    const there = await makeOrganisation();
    const { actor: member } = await join(here.owner, "operator");
    const { invitationId, email } = await invite(here.owner, "operator");
    const mail = await prisma().outboxItem.findFirstOrThrow({ where: { subject: invitationId } });
    const actor = there.owner;
    const gone = { code: "gone" };
    await assert.rejects(removeMember({ actor, userId: member.userId }), gone);
    await assert.rejects(changeRole({ actor, userId: member.userId, role: "auditor" }), gone);
    await assert.rejects(withdrawInvitation({ actor, invitationId }), gone);
    await assert.rejects(resendInvitation({ actor, invitationId }), gone);
    await assert.rejects(showLetter({ actor, mailId: mail.id }), gone);
    const { rows } = await listOutbox({ organisationId: there.id });
    assert.ok(!rows.some((row) => row.recipient === email));
  });

  it("a role that was taken away is gone in the next request of an open session, and in a request under way", async () => {
    const { owner } = await makeOrganisation();
    const { actor: admin } = await join(owner, "admin");
    const { email, invitationId } = await invite(admin, "admin");
    const token = await linkOf(owner, email);
    assert.deepEqual(await changeRole({ actor: owner, userId: admin.userId, role: "operator" }), { changed: true });
    assert.equal((await actorOf(admin.sessionId))?.role, "operator");
    // The actor as the gate proved it before the change.
    await assert.rejects(inviteMember({ actor: admin, email: someone(), role: "auditor", locale }), {
      code: "forbidden",
    });
    assert.equal(await findOpenInvitation(token), undefined, "what they had offered is withdrawn");
    const { withdrawnAt } = await prisma().invitation.findUniqueOrThrow({ where: { id: invitationId } });
    assert.ok(withdrawnAt);
  });

  it("who is removed is signed out at once, and does not come back by an invitation of their own", async () => {
    const { owner, id } = await makeOrganisation();
    const { actor: admin, email } = await join(owner, "admin");
    const ownInvitation = await invite(admin, "admin");
    const token = await linkOf(owner, ownInvitation.email);
    await removeMember({ actor: owner, userId: admin.userId });
    assert.equal(await actorOf(admin.sessionId), undefined);
    const session = await prisma().session.findUniqueOrThrow({ where: { id: admin.sessionId } });
    assert.ok(session.endedAt);
    assert.equal(await findOpenInvitation(token), undefined);
    await assert.rejects(signIn({ email, password: TEST_PASSWORD, client }), { code: "credentials_wrong" });
    assert.deepEqual((await auditOf(id)).slice(-2), ["invitation.withdraw", "member.remove"]);
    await assert.rejects(removeMember({ actor: owner, userId: admin.userId }), { code: "gone" });
  });

  it("a member leaves whatever their role; the last owner neither leaves nor is removed nor demoted", async () => {
    const { owner, id } = await makeOrganisation();
    const { actor: auditor } = await join(owner, "auditor");
    await leaveOrganisation({ actor: auditor });
    assert.equal(await actorOf(auditor.sessionId), undefined);
    assert.equal((await auditOf(id)).at(-1), "member.leave");
    const lastOwner = { code: "last_owner" };
    await assert.rejects(leaveOrganisation({ actor: owner }), lastOwner);
    await assert.rejects(removeMember({ actor: owner, userId: owner.userId }), lastOwner);
    await assert.rejects(changeRole({ actor: owner, userId: owner.userId, role: "admin" }), lastOwner);
    assert.equal((await actorOf(owner.sessionId))?.role, "owner");
  });

  it("of three owners who leave, demote and remove each other at once, at least one stays, every time", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { owner, id } = await makeOrganisation();
      const { actor: second } = await join(owner, "owner");
      const { actor: third } = await join(owner, "owner");
      // Each is done or refused; nothing else is thrown.
      const results = await Promise.all([
        refusalOf(leaveOrganisation({ actor: owner })),
        refusalOf(changeRole({ actor: second, userId: second.userId, role: "auditor" })),
        refusalOf(removeMember({ actor: third, userId: second.userId })),
        refusalOf(removeMember({ actor: second, userId: third.userId })),
        refusalOf(leaveOrganisation({ actor: third })),
        refusalOf(changeRole({ actor: owner, userId: third.userId, role: "operator" })),
      ]);
      const { rows } = await listMembers({ reach: whole(id) });
      assert.ok(rows.filter((row) => row.role === "owner").length >= 1, JSON.stringify(results));
    }
  });

  it("lists members page by page", async () => {
    const { owner, id } = await makeOrganisation();
    const ids = Array.from({ length: 60 }, (_, n) =>
      `0000000${n < 10 ? "0" : ""}${n}-0000-7000-8000-000000000000`.slice(-36),
    );
    await prisma().user.createMany({
      data: ids.map((userId, n) => ({
        id: userId,
        name: `Member ${n}`,
        email: `${n}.${id}@example.org`,
        passwordHash: "x",
      })),
    });
    await prisma().membership.createMany({
      data: ids.map((userId) => ({ organisationId: id, userId, role: "auditor" })),
    });
    const first = await listMembers({ reach: whole(id) });
    assert.equal(first.rows.length, 50);
    const second = await listMembers({ reach: whole(id), older: first.older! });
    assert.equal(second.rows.length, 11);
    assert.equal(second.older, undefined);
    const seen = new Set([...first.rows, ...second.rows].map((row) => row.id));
    assert.equal(seen.size, 61);
    assert.ok(seen.has(owner.userId));
  });

  it("stores no token of an invitation or reset", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    const { email } = await invite(owner, "operator");
    const tokens = [
      await linkOf(owner, email),
      tokenOf((await issueResetLink({ actor: operator, email: ownerEmail })).url),
    ];
    const rows = await prisma().$queryRaw<{ row: string }[]>`
      SELECT l::text AS row FROM one_time_link l UNION ALL SELECT m::text FROM outbox_item m
      UNION ALL SELECT i::text FROM invitation i UNION ALL SELECT e::text FROM audit_event e`;
    for (const { row } of rows) for (const token of tokens) assert.ok(!row.includes(token));
  });
});
