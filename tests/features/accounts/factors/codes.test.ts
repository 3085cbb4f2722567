/** Authenticator apps and recovery codes: what signs in, what does not, and what a change to them takes. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TOTP } from "otpauth";
import { readFactors } from "#lib/features/accounts/factors/rows.ts";
import { beginTotp } from "#lib/features/accounts/factors/verbs/begin-totp.ts";
import { confirmTotp } from "#lib/features/accounts/factors/verbs/confirm-totp.ts";
import { countGuess } from "#lib/features/accounts/factors/verbs/count-guess.ts";
import { finishWithCode } from "#lib/features/accounts/factors/verbs/finish-sign-in.ts";
import { makeCodes } from "#lib/features/accounts/factors/verbs/make-codes.ts";
import { removeTotp } from "#lib/features/accounts/factors/verbs/remove-factor.ts";
import { resetFactors } from "#lib/features/accounts/factors/verbs/reset-factors.ts";
import { acceptInvitation } from "#lib/features/accounts/members/verbs/accept-invitation.ts";
import { changePassword } from "#lib/features/accounts/passwords/verbs/change-password.ts";
import { issueResetLink } from "#lib/features/accounts/passwords/verbs/issue-reset-link.ts";
import { resetPassword } from "#lib/features/accounts/passwords/verbs/reset-password.ts";
import { proveAgain } from "#lib/features/accounts/sessions/verbs/prove-again.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { issueOwnerLink } from "#lib/features/setup/verbs/issue-owner-link.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, client, invite, linkOf, operator } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const STEP_MS = 30_000;
/** What the app shows some steps from now. */
const codeAt = (secret: string, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * STEP_MS });

/** Sets an app up with the code of the step before this one, so that this one's is still new. */
async function withApp(actor: UserActor): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await beginTotp({ actor });
  const { codes } = await confirmTotp({ actor, code: codeAt(secret, -1) });
  return { secret, codes: codes ?? [] };
}

async function ownerWithApp() {
  const made = await makeOrganisation();
  return { ...made, ...(await withApp(made.owner)) };
}

const enter = (email: string) => signIn({ email, password: TEST_PASSWORD, client });
const finish = async (sessionId: string, code: string) => await finishWithCode({ sessionId, code, client });
const age = (actor: UserActor, minutes: number) =>
  pool().query("UPDATE session SET proven_at = now() - $2 * interval '1 minute' WHERE id = $1", [
    actor.sessionId,
    minutes,
  ]);

describe("an authenticator app", () => {
  it("is none before a code of it was given; then the password alone begins a session that opens nothing", async () => {
    const { owner, ownerEmail, id } = await makeOrganisation();
    const { secret, qr } = await beginTotp({ actor: owner });
    assert.ok(qr.path.startsWith("M"));
    assert.equal((await enter(ownerEmail)).awaits, undefined);
    await assert.rejects(confirmTotp({ actor: owner, code: "000000" }), { code: "code_wrong", field: "code" });
    const { codes } = await confirmTotp({ actor: owner, code: codeAt(secret, -1) });
    assert.equal(codes?.length, 10);
    const half = await enter(ownerEmail);
    assert.equal(half.awaits, "factor");
    assert.equal(await actorOf(half.sessionId), undefined, "half a sign-in opens nothing");
    const whole = await finish(half.sessionId, codeAt(secret));
    assert.notEqual(whole.sessionId, half.sessionId, "nobody who knew the id before is signed in by it");
    assert.equal((await actorOf(whole.sessionId))?.userId, owner.userId);
    assert.equal(await actorOf(half.sessionId), undefined);
    await assert.rejects(finish(half.sessionId, codeAt(secret, 1)), { code: "session_ended" });
    const told = await auditOf(id);
    for (const action of ["totp.add", "session.await", "session.begin"]) assert.ok(told.includes(action), action);
    const letter = await prisma().outboxItem.findFirst({ where: { recipient: ownerEmail, kind: "factor-changed" } });
    assert.equal(letter?.subject, "totpAdded");
  });

  it("takes the code of a step once, whoever has it, and none before one that was taken; clocks may be one step off", async () => {
    const { ownerEmail, secret } = await ownerWithApp();
    const code = codeAt(secret);
    const halves = await Promise.all([enter(ownerEmail), enter(ownerEmail), enter(ownerEmail)]);
    const answers = await Promise.allSettled(halves.map(({ sessionId }) => finish(sessionId, code)));
    assert.equal(
      answers.filter(({ status }) => status === "fulfilled").length,
      1,
      "of three at once with one code one enters",
    );
    const next = await enter(ownerEmail);
    await assert.rejects(finish(next.sessionId, code), { code: "code_wrong" });
    await assert.rejects(finish(next.sessionId, codeAt(secret, -1)), { code: "code_wrong" });
    await assert.rejects(finish(next.sessionId, codeAt(secret, 3)), { code: "code_wrong" });
    assert.ok(await finish(next.sessionId, codeAt(secret, 1)));
  });

  it("is guessed no faster than a password; what failed is in the log, and a right code does not help who is blocked", async () => {
    const { ownerEmail, secret, id } = await ownerWithApp();
    const { sessionId } = await enter(ownerEmail);
    for (let n = 0; n < 9; n += 1) await assert.rejects(finish(sessionId, `00000${n}`), { code: "code_wrong" });
    // The one that set the app up was counted, too.
    await assert.rejects(finishWithCode({ sessionId, code: "000009", client: { ...client, address: "192.0.2.77" } }), {
      code: "code_wrong",
    });
    for (let n = 0; n < 3; n += 1) await refusalOf(finish(sessionId, "000000"));
    await assert.rejects(finish(sessionId, codeAt(secret)), { code: "too_many_attempts" });
    const told = await auditOf(id);
    assert.ok(told.filter((action) => action === "factor.refuse").length >= 9);
    assert.equal(told.filter((action) => action === "factor.block").length, 1, "who goes on fills no log");
    const device = { sessionId, code: codeAt(secret), client, device: "the owner's own browser" };
    assert.ok(await finishWithCode(device), "a stranger keeps nobody out who signed in there before");
  });

  it("is guessed no faster by who makes new passwords by mail, and with each another browser that is known", async () => {
    const { ownerEmail, owner, secret } = await ownerWithApp();
    const { sessionId } = await enter(ownerEmail);
    const { userId } = owner;
    const guess = (n: number) =>
      countGuess({ userId, address: client.address, device: `browser ${Math.floor(n / 10)}` });
    for (let n = 0; n < 100; n += 1) await guess(n);
    const fresh = { sessionId, code: codeAt(secret), client, device: "yet another browser" };
    await assert.rejects(finishWithCode(fresh), { code: "too_many_attempts" });
  });

  it("is asked for whichever way the password was given: invitation, owner's link, after a reset", async () => {
    const { ownerEmail, secret } = await ownerWithApp();
    const other = await makeOrganisation();
    await invite(other.owner, "operator", ownerEmail);
    const token = await linkOf(other.owner, ownerEmail);
    const joined = await acceptInvitation({ token, name: "", password: TEST_PASSWORD, client });
    assert.equal(joined.awaits, "factor");
    assert.equal(await actorOf(joined.sessionId), undefined);
    const link = await issueOwnerLink({ actor: operator, organisationId: other.id, email: ownerEmail });
    const owned = await acceptOwnerLink({ token: tokenOf(link.url), name: "", password: TEST_PASSWORD, client });
    assert.equal(owned.awaits, "factor");
    const inside = await finish(owned.sessionId, codeAt(secret));
    assert.equal(inside.organisationId, other.id, "one goes on where one wanted to go");
    const reset = await issueResetLink({ actor: operator, email: ownerEmail });
    await resetPassword({ token: tokenOf(reset.url), password: "wandering violet umbrellas", address: "" });
    await assert.rejects(finish(joined.sessionId, codeAt(secret, 1)), { code: "session_ended" });
    const again = await signIn({ email: ownerEmail, password: "wandering violet umbrellas", client });
    assert.equal(again.awaits, "factor");
  });

  it("ends every other session when it is the first factor; a change of the password ends half a sign-in", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    const elsewhere = await enter(ownerEmail);
    await withApp(owner);
    assert.equal(await actorOf(elsewhere.sessionId), undefined);
    assert.ok(await actorOf(owner.sessionId));
    const half = await enter(ownerEmail);
    await changePassword({ actor: owner, current: TEST_PASSWORD, password: "seven copper kettles", locale: "en" });
    await assert.rejects(finish(half.sessionId, "000000"), { code: "session_ended" });
  });

  it("is kept sealed, and opens for its owner alone", async () => {
    const { owner, secret } = await ownerWithApp();
    const mine = await prisma().totpFactor.findUniqueOrThrow({ where: { userId: owner.userId } });
    assert.ok(!Buffer.from(mine.secret).toString("latin1").includes(secret));
    const other = await ownerWithApp();
    await prisma().totpFactor.update({
      where: { userId: other.owner.userId },
      data: { secret: mine.secret, lastStep: 0n },
    });
    const half = await enter(other.ownerEmail);
    await assert.rejects(finish(half.sessionId, codeAt(secret)), /does not open/);
  });
});

describe("what changes how one signs in", () => {
  it("takes a proof of who one is that is minutes old, the password for instance", async () => {
    const { owner } = await ownerWithApp();
    await age(owner, 16);
    await assert.rejects(removeTotp({ actor: owner }), { code: "proof_needed" });
    await assert.rejects(makeCodes({ actor: owner }), { code: "proof_needed" });
    await assert.rejects(beginTotp({ actor: owner }), { code: "proof_needed" });
    assert.ok((await readFactors(owner)).totpSince);
    await assert.rejects(proveAgain({ actor: owner, password: "a guess of somebody" }), { code: "password_wrong" });
    await proveAgain({ actor: owner, password: TEST_PASSWORD });
    await removeTotp({ actor: owner });
    assert.deepEqual(await readFactors(owner), { totpSince: undefined, passkeys: [], codesLeft: 0 });
  });

  it("a second app is not set up over one that is there", async () => {
    const { owner } = await ownerWithApp();
    await assert.rejects(beginTotp({ actor: owner }), { code: "totp_present" });
  });
});

describe("recovery codes", () => {
  it("each signs in once, however it is typed, and its owner is told", async () => {
    const { owner, ownerEmail, codes, id } = await ownerWithApp();
    const [first = "", second = ""] = codes;
    const halves = await Promise.all([enter(ownerEmail), enter(ownerEmail)]);
    const answers = await Promise.allSettled(halves.map(({ sessionId }) => finish(sessionId, first)));
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    const again = await enter(ownerEmail);
    await assert.rejects(finish(again.sessionId, first), { code: "code_wrong" });
    assert.ok(await finish(again.sessionId, ` ${second.replaceAll("-", " ").toUpperCase()} `));
    assert.equal((await readFactors(owner)).codesLeft, 8);
    assert.equal((await auditOf(id)).filter((action) => action === "recovery_code.use").length, 2);
    const told = { recipient: ownerEmail, kind: "factor-changed", subject: "codeUsed" };
    assert.equal(await prisma().outboxItem.count({ where: told }), 2);
  });

  it("are kept as hashes, open nobody else's account, and nothing once others were made", async () => {
    const { owner, ownerEmail, codes } = await ownerWithApp();
    const other = await ownerWithApp();
    const rows = await prisma().recoveryCode.findMany({ where: { userId: owner.userId } });
    assert.ok(!JSON.stringify(rows).includes(codes[0]?.replaceAll("-", "").toUpperCase() ?? "?"));
    const theirs = await enter(other.ownerEmail);
    await assert.rejects(finish(theirs.sessionId, codes[0] ?? ""), { code: "code_wrong" });
    const fresh = await makeCodes({ actor: owner });
    const half = await enter(ownerEmail);
    await assert.rejects(finish(half.sessionId, codes[0] ?? ""), { code: "code_wrong" });
    assert.ok(await finish(half.sessionId, fresh.codes[0] ?? ""));
  });

  it("who has lost everything is let in by the operator, who leaves a row and a letter", async () => {
    const { owner, ownerEmail, id } = await ownerWithApp();
    const reset = await resetFactors({ actor: operator, email: ownerEmail });
    assert.deepEqual(
      { ...reset, sessionsEnded: reset.sessionsEnded > 0 },
      { totp: 1, passkeys: 0, sessionsEnded: true },
    );
    assert.equal(await actorOf(owner.sessionId), undefined);
    assert.equal((await enter(ownerEmail)).awaits, undefined);
    assert.ok((await auditOf(id)).includes("factors.reset"));
    const told = { recipient: ownerEmail, kind: "factor-changed", subject: "reset" };
    assert.equal(await prisma().outboxItem.count({ where: told }), 1);
    await assert.rejects(resetFactors({ actor: operator, email: "nobody@example.org" }), { code: "user_absent" });
    // @ts-expect-error the types forbid it, too
    await assert.rejects(resetFactors({ actor: owner, email: ownerEmail }), { code: "forbidden" });
  });
});
