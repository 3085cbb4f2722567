import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listSessions } from "#lib/features/accounts/sessions/rows.ts";
import { localPath } from "#lib/features/accounts/sessions/schema.ts";
import { checkPassword, type SignInLimits } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { endOtherSessions, endSession } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { switchOrganisation } from "#lib/features/accounts/sessions/verbs/switch-organisation.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { createOrganisationWithKey } from "#lib/features/setup/verbs/create-organisation-with-key.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { findKnownDevice, knownDevice, withDevice } from "#lib/gate/known-device.ts";
import { emailSchema, nameSchema } from "#lib/gate/parse-form.ts";
import { hashPassword, isPassword, passwordProblem } from "#lib/gate/password.ts";
import { SESSION_COOKIE_NAME, SESSION_IDLE_MS_MAX } from "#lib/gate/session-cookie.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { readWebMetrics } from "#lib/infra/telemetry/web-metrics.ts";
import type { SealbookError } from "#lib/words/errors.ts";
import { makeOrganisation, sessionHeaders, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const client = { address: "192.0.2.7", userAgent: "test browser" };

/** Limits under names of their own, so that one test's attempts are not counted in another. */
function limits(name: string, requests: number, windowSeconds = 600): SignInLimits {
  const wide = { requests: 1_000, windowSeconds: 600 };
  return {
    pair: { name: `${name} pair`, requests, windowSeconds },
    address: { name: `${name} address`, ...wide },
    email: { name: `${name} email`, ...wide },
    emailDay: { name: `${name} email day`, ...wide },
    device: { name: `${name} device`, requests, windowSeconds },
    begun: { name: `${name} begun`, ...wide },
  };
}

describe("accounts", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("signs in with the right password, whatever the letters' composition, and begins a session with an audit row", async () => {
    const { ownerEmail, owner } = await makeOrganisation();
    const result = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    assert.ok("sessionId" in result);
    const actor = await authenticateRequest({ headers: await sessionHeaders(result.sessionId) });
    assert.ok(actor && "kind" in actor && actor.kind === "user");
    assert.equal(actor.userId, owner.userId);
    assert.equal(actor.organisationId, owner.organisationId);
    const rows = await prisma().auditEvent.findMany({ where: { action: "session.begin", subject: result.sessionId } });
    assert.equal(rows.length, 1);
    const hash = await hashPassword("caf\u00e9 au lait, toujours");
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await isPassword("cafe\u0301 au lait, toujours", hash), true);
  });

  it("answers an unknown e-mail and a wrong password alike, after the same work", async () => {
    const { ownerEmail } = await makeOrganisation();
    const wide = limits("enumeration", 1_000);
    const attempt = async (email: string) => {
      const started = performance.now();
      const answer = await refusalOf(signIn({ email, password: "not the password at all", client }, wide));
      return { answer, milliseconds: performance.now() - started };
    };
    await attempt(ownerEmail);
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const a = await attempt(ownerEmail);
      const b = await attempt("nobody@example.org");
      assert.equal(a.answer, "credentials_wrong");
      assert.equal(b.answer, a.answer);
      known.push(a.milliseconds);
      unknown.push(b.milliseconds);
    }
    const median = (times: number[]) => times.sort((x, y) => x - y)[Math.floor(times.length / 2)]!;
    const ratio = median(unknown) / median(known);
    assert.ok(ratio > 0.5 && ratio < 2, `unknown takes ${ratio} times as long as known`);
  });

  it("throttles attempts at one e-mail from one address, the right password included, and recovers", async () => {
    const { ownerEmail } = await makeOrganisation();
    const few = limits("throttle", 3, 2);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const answer = signIn({ email: ownerEmail, password: "wrong wrong wrong", client }, few);
      await assert.rejects(answer, { code: "credentials_wrong" });
    }
    const refused = signIn({ email: ownerEmail, password: TEST_PASSWORD, client }, few);
    await assert.rejects(refused, ({ code, details }: SealbookError) => {
      const seconds = Number(details.retryAfterSeconds);
      return code === "too_many_attempts" && seconds >= 1 && seconds <= 2;
    });
    const elsewhere = { ...client, address: "198.51.100.9" };
    assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: TEST_PASSWORD, client: elsewhere }, few)));
    await sleep(2_200);
    assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: TEST_PASSWORD, client }, few)));
  });

  it("does not count attempts that succeed, and does not forgive those that failed", async () => {
    const { ownerEmail } = await makeOrganisation();
    const few = limits("success", 3);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: TEST_PASSWORD, client }, few)));
    }
    const wrong = { email: ownerEmail, password: "wrong wrong wrong", client };
    const codes = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      codes.push(await refusalOf(signIn(wrong, few)));
      if (attempt === 1) await signIn({ ...wrong, password: TEST_PASSWORD }, few);
    }
    const no = "credentials_wrong";
    assert.deepEqual(codes, [no, no, no, "too_many_attempts", "too_many_attempts"]);
  });

  it("throttles one address over many e-mails, and one e-mail from many addresses, also when all come at once", async () => {
    const password = "wrong wrong wrong";
    const byAddress = {
      ...limits("spray", 1_000),
      address: { name: "spray address", requests: 5, windowSeconds: 600 },
    };
    const sprayed = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        refusalOf(checkPassword({ email: `${n}@example.org`, password, ...client }, byAddress)),
      ),
    );
    assert.equal(sprayed.filter((code) => code === "credentials_wrong").length, 5);
    const byEmail = { ...limits("botnet", 1_000), email: { name: "botnet email", requests: 5, windowSeconds: 600 } };
    const guessed = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        refusalOf(checkPassword({ email: "victim@example.org", password, address: `203.0.113.${n}` }, byEmail)),
      ),
    );
    assert.equal(guessed.filter((code) => code === "credentials_wrong").length, 5);
  });

  it("one address alone cannot keep the owner of an e-mail out from everywhere", async () => {
    const { ownerEmail } = await makeOrganisation();
    const rules = { ...limits("lockout", 3), email: { name: "lockout email", requests: 5, windowSeconds: 600 } };
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await refusalOf(signIn({ email: ownerEmail, password: "wrong wrong wrong", client }, rules));
    }
    const elsewhere = { ...client, address: "198.51.100.77" };
    assert.ok("sessionId" in (await signIn({ email: ownerEmail, password: TEST_PASSWORD, client: elsewhere }, rules)));
  });

  it("a stranger behind the same address keeps nobody out who signed in there before, and guesses no more for it", async () => {
    const { ownerEmail } = await makeOrganisation();
    const few = limits("known", 3);
    const { passwordHash } = await prisma().user.findUniqueOrThrow({ where: { email: ownerEmail } });
    const cookie = withDevice(undefined, { email: ownerEmail, passwordHash });
    const device = await findKnownDevice(cookie, ownerEmail);
    assert.ok(device);
    const wrong = { email: ownerEmail, password: "wrong wrong wrong", client };
    for (let attempt = 0; attempt < 6; attempt += 1) await refusalOf(signIn(wrong, few));
    const right = { ...wrong, password: TEST_PASSWORD };
    assert.equal(await refusalOf(signIn(right, few)), "too_many_attempts");
    assert.ok("sessionId" in (await signIn({ ...right, device }, few)));
    const codes = [];
    for (let attempt = 0; attempt < 4; attempt += 1) codes.push(await refusalOf(signIn({ ...wrong, device }, few)));
    assert.deepEqual(
      codes,
      [...Array(3).fill("credentials_wrong"), "too_many_attempts"],
      "a stolen mark guesses as little",
    );
  });

  it("a mark of a device is made here, for one account, and kept beside those of the last few", () => {
    const accountOf = (email: string) => ({ email, passwordHash: "hash" });
    const cookie = withDevice(undefined, accountOf("ada@example.org"));
    assert.ok(knownDevice(cookie, accountOf("ada@example.org")));
    assert.equal(knownDevice(cookie, accountOf("bob@example.org")), undefined);
    const at = cookie.length - 3;
    const forged = cookie.slice(0, at) + (cookie[at] === "A" ? "B" : "A") + cookie.slice(at + 1);
    for (const other of [forged, "", "x", "~", cookie.replace(".", ""), undefined, "~".repeat(10_000)]) {
      assert.equal(knownDevice(other, accountOf("ada@example.org")), undefined);
    }
    assert.equal(withDevice(cookie, accountOf("ada@example.org")), cookie, "the same device stays the same");
    const both = withDevice(cookie, accountOf("bob@example.org"));
    assert.equal(knownDevice(both, accountOf("ada@example.org")), knownDevice(cookie, accountOf("ada@example.org")));
    let many = both;
    for (let n = 0; n < 5; n += 1) many = withDevice(many, accountOf(`${n}@example.org`));
    assert.equal(knownDevice(many, accountOf("ada@example.org")), undefined);
    assert.ok(many.length < 400);
  });

  it("marks end with the password: who gathered them with an earlier one guesses the next as a stranger does", async () => {
    const { ownerEmail: email } = await makeOrganisation();
    const { id, passwordHash } = await prisma().user.findUniqueOrThrow({ where: { email } });
    const before = withDevice(undefined, { email, passwordHash });
    assert.ok(await findKnownDevice(before, email));
    assert.equal(await findKnownDevice(before, "nobody@example.org"), undefined);
    const next = await hashPassword("another kettle, another ostrich");
    await prisma().user.update({ where: { id }, data: { passwordHash: next } });
    assert.equal(await findKnownDevice(before, email), undefined);
    const after = withDevice(before, { email, passwordHash: next });
    assert.ok(await findKnownDevice(after, email));
  });

  it("guessing from ever new addresses is bounded by the day as well, and so are sign-ins that succeed", async () => {
    const { ownerEmail } = await makeOrganisation();
    const byDay = { ...limits("slow", 1_000), emailDay: { name: "slow day", requests: 4, windowSeconds: 600 } };
    const wrong = { email: ownerEmail, password: "wrong wrong wrong" };
    const codes = [];
    for (let n = 0; n < 6; n += 1)
      codes.push(await refusalOf(checkPassword({ ...wrong, address: `203.0.113.${n}` }, byDay)));
    assert.deepEqual(codes, [...Array(4).fill("credentials_wrong"), ...Array(2).fill("too_many_attempts")]);
    const rarely = { ...limits("often", 1_000), begun: { name: "often begun", requests: 2, windowSeconds: 600 } };
    const right = { email: ownerEmail, password: TEST_PASSWORD, client };
    for (let n = 0; n < 2; n += 1) assert.ok("sessionId" in (await signIn(right, rarely)));
    assert.equal(await refusalOf(signIn(right, rarely)), "too_many_attempts");
  });

  it("what failed leaves a row each in the audit log of whom it was tried on, a block one, and a count", async () => {
    const { ownerEmail, owner, id } = await makeOrganisation();
    const few = limits("noted", 2);
    const counted = async (outcome: string) => {
      const text = await (await readWebMetrics()).metrics();
      return Number(new RegExp(`sealbook_sign_ins_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
    };
    const before = [await counted("refused"), await counted("blocked"), await counted("begun")];
    const wrong = { email: ownerEmail, password: "wrong wrong wrong", client };
    for (let attempt = 0; attempt < 6; attempt += 1) await refusalOf(signIn(wrong, few));
    await refusalOf(signIn({ ...wrong, email: "nobody-at-all@example.org" }, few));
    const elsewhere = { ...client, address: "198.51.100.3" };
    await signIn({ email: ownerEmail, password: TEST_PASSWORD, client: elsewhere }, few);
    const after = [await counted("refused"), await counted("blocked"), await counted("begun")];
    assert.deepEqual(
      after.map((value, at) => value - (before[at] ?? 0)),
      [3, 4, 1],
    );
    const read = () =>
      prisma().auditEvent.findMany({
        where: { organisationId: id, action: { in: ["session.refuse", "session.block"] } },
        orderBy: { action: "asc" },
      });
    // Nobody waits for the rows.
    for (let tries = 0; tries < 500 && (await read()).length < 3; tries += 1) await sleep(50);
    const rows = await read();
    assert.deepEqual(
      rows.map(({ action, actor, subject }) => [action, actor, subject]),
      ["session.block", "session.refuse", "session.refuse"].map((action) => [
        action,
        { kind: "stranger", address: client.address },
        owner.userId,
      ]),
    );
  });

  it("keeps no e-mail address in the counters", async () => {
    const wrong = { email: "private@example.org", password: "wrong wrong wrong", address: "192.0.2.200" };
    await assert.rejects(checkPassword(wrong), { code: "credentials_wrong" });
    const counters = await prisma().$queryRaw<{ key: string }[]>`SELECT key FROM rate_limit`;
    assert.ok(counters.length > 0);
    for (const { key } of counters) assert.ok(!key.includes("@"), key);
  });

  it("refuses an ended session at the next request", async () => {
    const { owner, ownerHeaders, ownerEmail } = await makeOrganisation();
    assert.ok(await authenticateRequest({ headers: ownerHeaders }));
    const other = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    assert.ok("sessionId" in other);
    assert.equal((await listSessions(owner)).length, 2);
    assert.deepEqual(await endOtherSessions({ actor: owner }), { ended: 1 });
    assert.equal(await authenticateRequest({ headers: await sessionHeaders(other.sessionId) }), undefined);
    await endSession({ actor: owner, sessionId: owner.sessionId });
    assert.equal(await authenticateRequest({ headers: ownerHeaders }), undefined);
    await assert.rejects(endSession({ actor: owner, sessionId: owner.sessionId }), { code: "gone" });
    assert.equal(
      await prisma().auditEvent.count({ where: { action: "session.end", organisationId: owner.organisationId } }),
      2,
    );
  });

  it("refuses a session that is too old, idle too long, or whose user belongs no more", async () => {
    const { owner, ownerHeaders } = await makeOrganisation();
    const seenAt = new Date(Date.now() - SESSION_IDLE_MS_MAX - 1_000);
    await prisma().session.update({ where: { id: owner.sessionId }, data: { seenAt } });
    assert.equal(await authenticateRequest({ headers: ownerHeaders }), undefined);
    assert.deepEqual(await listSessions(owner), []);
    await prisma().session.update({
      where: { id: owner.sessionId },
      data: { seenAt: new Date(), expiresAt: new Date() },
    });
    assert.equal(await authenticateRequest({ headers: ownerHeaders }), undefined);
    await prisma().session.update({
      where: { id: owner.sessionId },
      data: { expiresAt: new Date(Date.now() + 60_000) },
    });
    assert.ok(await authenticateRequest({ headers: ownerHeaders }));
    await prisma().membership.deleteMany({ where: { userId: owner.userId } });
    assert.equal(await authenticateRequest({ headers: ownerHeaders }), undefined);
  });

  it("takes no cookie that this installation did not seal", async () => {
    const { ownerHeaders } = await makeOrganisation();
    const cookie = ownerHeaders.get("cookie")!;
    const at = cookie.length - 5;
    const changed = cookie.slice(0, at) + (cookie[at] === "A" ? "B" : "A") + cookie.slice(at + 1);
    for (const forged of [
      changed,
      `${SESSION_COOKIE_NAME}=x.y.z`,
      `${SESSION_COOKIE_NAME}=`,
      `${SESSION_COOKIE_NAME}=${"x".repeat(20_000)}`,
    ]) {
      assert.equal(await authenticateRequest({ headers: new Headers({ cookie: forged }) }), undefined);
    }
    // Node's own headers are read as the web's are.
    assert.ok(await authenticateRequest({ headers: { cookie: `locale=en; ${cookie}; other=1` } }));
  });

  it("does not take the cookie from a script of another port or site", async () => {
    const { ownerHeaders } = await makeOrganisation();
    for (const site of ["cross-site", "same-site"]) {
      const headers = new Headers(ownerHeaders);
      headers.set("sec-fetch-site", site);
      headers.set("sec-fetch-mode", "cors");
      assert.equal(await authenticateRequest({ headers }), undefined);
      headers.set("sec-fetch-mode", "navigate");
      assert.ok(await authenticateRequest({ headers }), "a link from elsewhere leads in");
    }
  });

  it("another user's session cannot be ended, another organisation not switched to", async () => {
    const mine = await makeOrganisation();
    const theirs = await makeOrganisation();
    await assert.rejects(endSession({ actor: mine.owner, sessionId: theirs.owner.sessionId }), { code: "gone" });
    assert.ok(await authenticateRequest({ headers: theirs.ownerHeaders }));
    await assert.rejects(switchOrganisation({ actor: mine.owner, organisationId: theirs.id }), { code: "gone" });
  });

  it("an owner link never sets the password of an account that exists; with it, the user has two organisations", async () => {
    const first = await makeOrganisation();
    const made = await createOrganisationWithKey({
      actor: { kind: "operator" },
      name: "Second",
      ownerEmail: first.ownerEmail,
    });
    const token = tokenOf(made.ownerLink.url);
    const wrong = acceptOwnerLink({ token, name: "Mallory", password: "a password of Mallory's", client });
    await assert.rejects(wrong, { code: "password_wrong", field: "password" });
    const right = await acceptOwnerLink({ token, name: "", password: TEST_PASSWORD, client });
    assert.ok("sessionId" in right && right.organisationId === made.organisation.id);
    assert.ok("sessionId" in (await signIn({ email: first.ownerEmail, password: TEST_PASSWORD, client })));
    const switched = await switchOrganisation({ actor: first.owner, organisationId: made.organisation.id });
    assert.deepEqual(switched, { organisationId: made.organisation.id });
    const actor = await authenticateRequest({ headers: first.ownerHeaders });
    assert.ok(actor && "kind" in actor && actor.kind === "user" && actor.organisationId === made.organisation.id);
  });

  it("refuses passwords that are short, long, simple, or the owner's own name", () => {
    assert.equal(passwordProblem("eleven char", []), "password_too_short");
    assert.equal(passwordProblem("mxpqrtzuvwka", []), undefined);
    assert.equal(passwordProblem("印证存证账本区块见证摘要签名", []), undefined);
    assert.equal(passwordProblem("xy".repeat(128), []), "password_too_simple");
    assert.equal(passwordProblem(`${"abcdef ".repeat(37)}`, []), "password_too_long");
    assert.equal(passwordProblem("Owner@Example.org", ["owner@example.org"]), "password_too_simple");
  });

  it("refuses names that hide something and addresses that are none", () => {
    for (const name of ["", "   ", "a\u0000b", "line\nbreak", "a\u202eb", "\ud800", "a\u200bb", "x".repeat(201)]) {
      assert.equal(nameSchema.safeParse(name).success, false, JSON.stringify(name));
    }
    assert.equal(nameSchema.parse("  Cafe\u0301 银行  "), "Café 银行");
    assert.equal(emailSchema.parse(" Ada@Example.ORG "), "ada@example.org");
    for (const email of ["", "ada", "ada@", "a b@example.org", `${"x".repeat(250)}@example.org`]) {
      assert.equal(emailSchema.safeParse(email).success, false, email);
    }
  });

  it("leads nowhere but to its own pages after sign-in", () => {
    assert.equal(localPath("/settings/keys?q=a#b"), "/settings/keys?q=a#b");
    const elsewhere = [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "\\\\evil.example",
      "javascript:alert(1)",
      "/.//evil.example",
      "/%2e//evil.example",
      "",
      undefined,
      `/${"x".repeat(3_000)}`,
    ];
    for (const next of elsewhere) assert.equal(localPath(next), "/overview", String(next));
  });
});
