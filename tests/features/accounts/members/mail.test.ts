/** Mail as it leaves: a real server on loopback takes it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { refusalOf } from "#tests/support/refusal.ts";
import { startSmtpSink, textOf } from "#tests/support/smtp-sink.ts";

const sink = await startSmtpSink();
process.env.SMTP_URL = sink.url;
process.env.MAIL_FROM = "Sealbook 印证 <sealbook@example.com>";
// The configuration is read once, at import.
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { makeOrganisation, TEST_PASSWORD } = await import("#tests/support/accounts.ts");
const { inviteMember } = await import("#lib/features/accounts/members/verbs/invite-member.ts");
const { resendInvitation } = await import("#lib/features/accounts/members/verbs/resend-invitation.ts");
const { withdrawInvitation } = await import("#lib/features/accounts/members/verbs/withdraw-invitations.ts");
const { acceptInvitation } = await import("#lib/features/accounts/members/verbs/accept-invitation.ts");
const { letters } = await import("#lib/features/all.ts");
const { listOutbox } = await import("#lib/features/accounts/members/rows.ts");
const { ATTEMPTS_MAX, sendDueMail } = await import("#lib/features/outbox/verbs/send-due-mail.ts");
const { showLetter } = await import("#lib/features/accounts/members/verbs/show-letter.ts");
const { requestReset } = await import("#lib/features/accounts/passwords/verbs/request-reset.ts");
const { resetPassword } = await import("#lib/features/accounts/passwords/verbs/reset-password.ts");
const { parseEnv } = await import("#lib/env.ts");

const client = { address: "192.0.2.9", userAgent: "test" };
const tokenIn = (data: string) => /token=([0-9a-f]{64})/.exec(textOf(data))?.[1] ?? "";
const dueAgain = () =>
  prisma().outboxItem.updateMany({ where: { nextAttemptAt: { not: null } }, data: { nextAttemptAt: new Date() } });

describe("mail", () => {
  before(() => createTestDatabase());
  after(async () => {
    await dropTestDatabase();
    await sink.stop();
  });
  beforeEach(() => {
    sink.received.length = 0;
    sink.refuse = undefined;
  });

  it("an invitation goes out in the language chosen, and its link works", async () => {
    const { owner, id } = await makeOrganisation("蓝港银行");
    const email = `${randomUUID()}@example.org`;
    assert.ok("invitationId" in (await inviteMember({ actor: owner, email, role: "operator", locale: "zh-CN" })));
    const [waiting] = (await listOutbox({ organisationId: id })).rows;
    assert.equal(waiting?.state, "waiting");
    assert.equal((await sendDueMail(letters))?.outcome, "sent");
    assert.equal(await sendDueMail(letters), undefined);
    const [mail] = sink.received;
    assert.deepEqual([mail?.from, mail?.to], ["sealbook@example.com", [email]]);
    assert.match(mail!.data, /^Auto-Submitted: auto-generated\r$/m);
    assert.match(mail!.data, /Content-Type: text\/html/);
    assert.match(textOf(mail!.data), /Owner（[^）]+）邀请您在印证 Sealbook 上加入“蓝港银行”，担任操作员。/);
    const [sent] = (await listOutbox({ organisationId: id })).rows;
    assert.equal(sent?.state, "sent");
    const token = tokenIn(mail!.data);
    const joined = await acceptInvitation({ token, name: "New", password: TEST_PASSWORD, client });
    assert.ok("sessionId" in joined, JSON.stringify(joined));
  });

  it("where mail is sent, nobody but the mailbox gets the link", async () => {
    const { owner, id } = await makeOrganisation();
    await inviteMember({ actor: owner, email: `${randomUUID()}@example.org`, role: "auditor", locale: "en" });
    const [row] = (await listOutbox({ organisationId: id })).rows;
    await assert.rejects(showLetter({ actor: owner, mailId: row!.id }), { code: "forbidden" });
    await sendDueMail(letters);
  });

  it("names of an organisation write no header and no markup", async () => {
    const { owner } = await makeOrganisation('Bank <b>&"Bcc: x@example.org');
    await inviteMember({ actor: owner, email: `${randomUUID()}@example.org`, role: "auditor", locale: "en" });
    await sendDueMail(letters);
    const [mail] = sink.received;
    assert.equal(mail!.to.length, 1);
    assert.ok(!/^Bcc:/im.test(mail!.data));
    const html = textOf(mail!.data, "html");
    assert.ok(html.includes("Bank &lt;b&gt;&amp;&quot;Bcc") && !html.includes("<b>"), html);
  });

  it("what a server refuses for now is tried again, later and later, and given up in the end", async () => {
    const { owner, id } = await makeOrganisation();
    await inviteMember({ actor: owner, email: `${randomUUID()}@example.org`, role: "auditor", locale: "en" });
    sink.refuse = "451 later";
    const state = async () => (await listOutbox({ organisationId: id })).rows[0]?.state;
    let gap = 0;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      assert.equal((await sendDueMail(letters))?.outcome, "failed");
      assert.equal(await sendDueMail(letters), undefined, "not at once");
      const { nextAttemptAt, failure } = await prisma().outboxItem.findFirstOrThrow({ where: { organisationId: id } });
      assert.equal(failure, "refused");
      if (attempt === ATTEMPTS_MAX) break;
      assert.equal(await state(), "retrying");
      const next = nextAttemptAt!.getTime() - Date.now();
      assert.ok(next > gap * 0.9 && next <= 4 * 60 * 60_000);
      gap = next;
      await dueAgain();
    }
    assert.equal(await state(), "failed");
    await dueAgain();
    assert.equal(await sendDueMail(letters), undefined);
    sink.refuse = undefined;
    const { subject } = await prisma().outboxItem.findFirstOrThrow({ where: { organisationId: id } });
    assert.ok("expiresAt" in (await resendInvitation({ actor: owner, invitationId: subject! })));
    assert.equal((await sendDueMail(letters))?.outcome, "sent");
    assert.equal(await state(), "sent");
  });

  it("an address that takes no mail is not tried again, and a withdrawn invitation is not sent", async () => {
    const { owner, id } = await makeOrganisation();
    await inviteMember({ actor: owner, email: `${randomUUID()}@example.org`, role: "auditor", locale: "en" });
    sink.refuse = "550 no such user";
    assert.equal((await sendDueMail(letters))?.outcome, "failed");
    const [row] = (await listOutbox({ organisationId: id })).rows;
    assert.deepEqual([row?.state, row?.failure], ["failed", "rejected"]);
    sink.refuse = undefined;
    const made = await inviteMember({ actor: owner, email: "w@example.org", role: "auditor", locale: "en" });
    assert.ok("invitationId" in made);
    await withdrawInvitation({ actor: owner, invitationId: made.invitationId });
    assert.equal((await sendDueMail(letters))?.outcome, "dropped");
    assert.equal(sink.received.length, 0);
    assert.equal((await listOutbox({ organisationId: id })).rows[0]?.state, "withdrawn");
  });

  it("two workers do not send one mail twice", async () => {
    const { owner } = await makeOrganisation();
    for (let n = 0; n < 4; n += 1) {
      await inviteMember({ actor: owner, email: `${n}@workers.example.org`, role: "auditor", locale: "en" });
    }
    while ((await Promise.all([sendDueMail(letters), sendDueMail(letters), sendDueMail(letters)])).some(Boolean));
    assert.equal(sink.received.length, 4);
    assert.equal(new Set(sink.received.map(({ to }) => to[0])).size, 4);
  });

  it("a reset is answered and recorded alike for known and unknown e-mails; a known one gets a link that works", async () => {
    const { ownerEmail } = await makeOrganisation();
    const ask = (email: string) => requestReset({ email, address: "192.0.2.1", locale: "en" });
    const unknown = `${randomUUID()}@example.org`;
    await ask(ownerEmail);
    await ask(unknown);
    const rows = await prisma().outboxItem.findMany({ where: { kind: "reset" }, orderBy: { id: "asc" } });
    assert.deepEqual(
      rows.map((row) => [row.recipient, row.attempts, row.locale]),
      [
        [ownerEmail, 0, "en"],
        [unknown, 0, "en"],
      ],
    );
    assert.equal((await sendDueMail(letters))?.outcome, "sent");
    assert.equal((await sendDueMail(letters))?.outcome, "dropped");
    assert.deepEqual(
      sink.received.map(({ to }) => to),
      [[ownerEmail]],
    );
    assert.equal(await prisma().outboxItem.count({ where: { kind: "reset" } }), 0, "nothing tells who asked");
    const token = tokenIn(sink.received[0]!.data);
    await resetPassword({ token, password: "a fresh password of mail", address: "" });
  });

  it("asking for resets is limited by e-mail and by address, whether or not anybody has the e-mail", async () => {
    const { ownerEmail } = await makeOrganisation();
    const limits = {
      address: { name: "test reset address", requests: 9, windowSeconds: 600 },
      email: { name: "test reset email", requests: 2, windowSeconds: 600 },
    };
    const ask = (email: string) => refusalOf(requestReset({ email, address: "192.0.2.77", locale: "en" }, limits));
    for (const email of [ownerEmail, `${randomUUID()}@example.org`]) {
      const answers = [await ask(email), await ask(email), await ask(email)];
      assert.deepEqual(answers, [undefined, undefined, "too_many_attempts"]);
    }
    const more = await Promise.all(Array.from({ length: 5 }, () => ask(`${randomUUID()}@example.org`)));
    assert.equal(more.filter((code) => code === "too_many_attempts").length, 2);
    await prisma().outboxItem.deleteMany({ where: { kind: "reset" } });
  });

  it("SMTP_URL needs MAIL_FROM, and neither takes nonsense", () => {
    assert.throws(() => parseEnv({ SMTP_URL: "smtp://mail.example.org" }), /MAIL_FROM: has to be set/);
    assert.throws(() => parseEnv({ SMTP_URL: "http://mail.example.org", MAIL_FROM: "a@example.org" }), /SMTP_URL/);
    assert.throws(() => parseEnv({ SMTP_URL: "smtp://m", MAIL_FROM: "a\r\nBcc: b@example.org" }), /MAIL_FROM/);
    assert.ok(parseEnv({ SMTP_URL: "", MAIL_FROM: "" }));
  });
});
