/** Letters about passwords and invitations: what has become void while it waited is not sent, and every reset is told. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSmtpSink, textOf } from "#tests/support/smtp-sink.ts";

const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook 印证 <sealbook@example.com>";
// The configuration is read once, at import.
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { makeOrganisation, tokenOf } = await import("#tests/support/accounts.ts");
const { invite, operator, someone } = await import("#tests/support/members.ts");
const { resendInvitation } = await import("#lib/features/accounts/members/verbs/resend-invitation.ts");
const { activateOrganisation, retireOrganisation, suspendOrganisation } = await import(
  "#lib/features/accounts/organisations/verbs/move-organisation.ts"
);
const { issueOwnerLink } = await import("#lib/features/setup/verbs/issue-owner-link.ts");
const { findOpenInvitation } = await import("#lib/features/accounts/members/rows.ts");
const { issueResetLink } = await import("#lib/features/accounts/passwords/verbs/issue-reset-link.ts");
const { requestReset } = await import("#lib/features/accounts/passwords/verbs/request-reset.ts");
const { resetPassword } = await import("#lib/features/accounts/passwords/verbs/reset-password.ts");
const { letters } = await import("#lib/features/all.ts");
const { sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");

const FRESH = "an unrelated harbour of paper boats";
const address = "192.0.2.9";
const tokenIn = (data: string) => /token=([0-9a-f]{64})/.exec(textOf(data))?.[1] ?? "";

/** Sends whatever is due. @returns what became of each */
async function sendAll(): Promise<string[]> {
  const outcomes: string[] = [];
  for (let sent = await sendDueMail(letters); sent; sent = await sendDueMail(letters)) outcomes.push(sent.outcome);
  return outcomes;
}

before(async () => {
  await createTestDatabase();
  // The first organisation runs the installation, and is never suspended.
  await makeOrganisation();
});
after(async () => {
  await dropTestDatabase();
  await sink.stop();
});
beforeEach(() => {
  sink.received.length = 0;
});

describe("a letter about a password", () => {
  it("tells of every reset, in the language of who made it, without a link that opens anything", async () => {
    for (const [locale, expected] of [
      ["en", /The password of your account was changed on .*Every session was ended/s],
      ["zh-CN", /您的账户密码已于.*更改，所有登录均已失效/s],
    ] as const) {
      const { ownerEmail } = await makeOrganisation();
      const { url } = await issueResetLink({ actor: operator, email: ownerEmail });
      await resetPassword({ token: tokenOf(url), password: FRESH, address, locale });
      assert.deepEqual(await sendAll(), ["sent"]);
      const [mail] = sink.received.splice(0);
      assert.deepEqual(mail?.to, [ownerEmail]);
      assert.match(textOf(mail?.data ?? ""), expected);
      assert.equal(tokenIn(mail?.data ?? ""), "");
    }
  });

  it("is not sent when the reset has happened that it asks for; one that is asked for later is", async () => {
    const { ownerEmail } = await makeOrganisation();
    await requestReset({ email: ownerEmail, address, locale: "en" });
    const { url } = await issueResetLink({ actor: operator, email: ownerEmail });
    await resetPassword({ token: tokenOf(url), password: FRESH, address });
    assert.deepEqual((await sendAll()).sort(), ["dropped", "sent"]);
    assert.equal(sink.received.length, 1);
    assert.equal(tokenIn(sink.received[0]?.data ?? ""), "", "the letter that tells of the reset, and no other");
    const open = { userId: { not: null }, purpose: "reset", usedAt: null, expiresAt: { gt: new Date() } };
    assert.equal(await prisma().oneTimeLink.count({ where: { ...open, email: ownerEmail } }), 0);
    await requestReset({ email: ownerEmail, address, locale: "en" });
    assert.deepEqual(await sendAll(), ["sent"]);
    assert.notEqual(tokenIn(sink.received[1]?.data ?? ""), "");
  });

  it("names the organisation and the address among what a password must not be made of", async () => {
    const { ownerEmail, name } = await makeOrganisation("Nordlicht Verwahrstelle");
    const { url } = await issueResetLink({ actor: operator, email: ownerEmail });
    const weak = resetPassword({ token: tokenOf(url), password: "Verwahrstelle2026", address });
    await assert.rejects(weak, { code: "password_too_simple", field: "password" }, name);
  });
});

describe("a letter with an invitation", () => {
  it("that waited while its organisation retired is not sent, nor opens one that was sent before", async () => {
    const { owner, id } = await makeOrganisation();
    await invite(owner, "operator");
    assert.deepEqual(await sendAll(), ["sent"]);
    const before = tokenIn(sink.received[0]?.data ?? "");
    assert.ok(await findOpenInvitation(before));
    await invite(owner, "operator");
    await retireOrganisation({ actor: operator, organisationId: id });
    assert.deepEqual(await sendAll(), ["dropped"]);
    assert.equal(await findOpenInvitation(before), undefined);
    const late = issueOwnerLink({ actor: operator, organisationId: id, email: someone() });
    await assert.rejects(late, { code: "organisation_retired" });
  });

  it("that waited while its organisation was suspended is not sent; sent again later, it is", async () => {
    const { owner, id } = await makeOrganisation();
    const { invitationId } = await invite(owner, "operator");
    await suspendOrganisation({ actor: operator, organisationId: id });
    assert.deepEqual(await sendAll(), ["dropped"]);
    await activateOrganisation({ actor: operator, organisationId: id });
    await resendInvitation({ actor: owner, invitationId });
    assert.deepEqual(await sendAll(), ["sent"]);
  });
});
