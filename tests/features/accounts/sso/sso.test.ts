/** Signing in through an organisation's own provider: a real one, on loopback. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { TOTP } from "otpauth";
import type { UserActor } from "#lib/gate/actor.ts";
import { type Person, startOpenIdProvider } from "#tests/support/openid-provider.ts";

const openId = await startOpenIdProvider();
process.env.SSO_INSIDE_HOSTS = openId.host;
// The configuration is read once, at import.
const { prisma } = await import("#lib/infra/db/prisma.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { makeOrganisation, TEST_PASSWORD, tokenOf } = await import("#tests/support/accounts.ts");
const { actorOf, auditOf, client, invite, join, operator } = await import("#tests/support/members.ts");
const { changeProvider, removeProvider } = await import("#lib/features/accounts/sso/verbs/change-provider.ts");
const { departToProvider } = await import("#lib/features/accounts/sso/verbs/depart-to-provider.ts");
const { arriveFromProvider } = await import("#lib/features/accounts/sso/verbs/arrive-from-provider.ts");
const { providerSchema } = await import("#lib/features/accounts/sso/schema.ts");
const { closeUnit } = await import("#lib/features/accounts/units/verbs/change-units.ts");
const { makeUnit } = await import("#tests/support/units.ts");
const { readShownProvider } = await import("#lib/features/accounts/sso/rows.ts");
const { changeAccessRules } = await import("#lib/features/accounts/organisations/verbs/change-access-rules.ts");
const { removeMember } = await import("#lib/features/accounts/members/verbs/remove-member.ts");
const { beginTotp } = await import("#lib/features/accounts/factors/verbs/begin-totp.ts");
const { confirmTotp } = await import("#lib/features/accounts/factors/verbs/confirm-totp.ts");
const { issueResetLink } = await import("#lib/features/accounts/passwords/verbs/issue-reset-link.ts");
const { resetPassword } = await import("#lib/features/accounts/passwords/verbs/reset-password.ts");
const { signIn } = await import("#lib/features/accounts/sessions/verbs/sign-in.ts");
const { renamePasskey } = await import("#lib/features/accounts/factors/verbs/rename-passkey.ts");
const { switchOrganisation } = await import("#lib/features/accounts/sessions/verbs/switch-organisation.ts");
const { updateProfile } = await import("#lib/features/accounts/people/verbs/update-profile.ts");

before(() => createTestDatabase());
after(async () => {
  await dropTestDatabase();
  await openId.stop();
});

const DOMAIN = "bank.example";
const { clientId, secret } = openId.client;
const provider = { issuer: openId.issuer, clientId, secret, domains: [DOMAIN], letsIn: false };
const someone = (): Required<Person> => {
  const sub = randomUUID();
  return { sub, email: `${sub}@${DOMAIN}`, email_verified: true, name: "Lin" };
};

async function organisationWithProvider(change: Partial<typeof provider> = {}) {
  const made = await makeOrganisation();
  await changeProvider({ actor: made.owner, provider: { ...provider, ...change } });
  const { slug } = (await readShownProvider(made.id)) ?? assert.fail();
  return { ...made, slug };
}

async function travel(slug: string, person: Person | undefined) {
  openId.seat(person);
  const { url, journey } = await departToProvider({ slug, next: "/evidence", address: client.address });
  return { journey, query: await openId.walk(url), client };
}

const enter = async (slug: string, person: Person) => await arriveFromProvider(await travel(slug, person));
const actorIn = async (slug: string, person: Person) =>
  (await actorOf((await enter(slug, person)).sessionId)) ?? assert.fail("signed in by nothing");

async function addApp(actor: UserActor): Promise<void> {
  const made = await beginTotp({ actor });
  await confirmTotp({ actor, code: new TOTP({ secret: made.secret }).generate() });
}

describe("whom a provider lets in by itself", () => {
  it("comes into the role and the unit that the owner chose; unless they did, as an auditor of the whole organisation", async () => {
    const everybody = await organisationWithProvider({ letsIn: true });
    const first = await actorIn(everybody.slug, someone());
    assert.deepEqual([first.role, first.units], ["auditor", null]);
    const { owner, slug, id } = await organisationWithProvider({ letsIn: true });
    const unit = await makeUnit(owner, "East");
    const placed = { ...provider, letsIn: true, letsInRole: "operator", unit } as const;
    await changeProvider({ actor: owner, provider: placed });
    const placedOne = await actorIn(slug, someone());
    assert.deepEqual([placedOne.role, placedOne.units], ["operator", [unit]]);
    const where = { organisationId: id, action: "member.add", subject: placedOne.userId };
    const { details } = await prisma().auditEvent.findFirstOrThrow({ where });
    assert.deepEqual(details, { role: "operator", unit });
    // Who was invited comes where they were invited to.
    const invited = someone();
    await join(owner, "admin", invited.email);
    assert.deepEqual((await actorIn(slug, invited)).role, "admin");
    // It invites for as long as it lets in: the unit stays open until then.
    const inUse = { actor: owner, id: await makeUnit(owner, "West") };
    await changeProvider({ actor: owner, provider: { ...placed, unit: inUse.id } });
    await assert.rejects(closeUnit(inUse), {
      code: "unit_in_use",
      details: { members: 0, invitations: 1, keys: 0, units: 0 },
    });
    await changeProvider({ actor: owner, provider: { ...placed, letsIn: false, unit: inUse.id } });
    await closeUnit(inUse);
    await assert.rejects(changeProvider({ actor: owner, provider: { ...placed, unit: inUse.id } }), {
      code: "unit_unknown",
    });
    const elsewhere = await makeUnit(everybody.owner, "Elsewhere");
    await assert.rejects(changeProvider({ actor: owner, provider: { ...placed, unit: elsewhere } }), {
      code: "unit_unknown",
    });
  });

  it("is nobody who decides about others", async () => {
    const { id } = await organisationWithProvider({ letsIn: true });
    const form = { issuer: openId.issuer, clientId, secret: "", domains: DOMAIN, letsIn: "on" };
    for (const letsInRole of ["admin", "owner"]) assert.ok(!providerSchema.safeParse({ ...form, letsInRole }).success);
    assert.equal(providerSchema.parse(form).letsInRole, "auditor");
    const write = pool().query("UPDATE sso_provider SET lets_in_role = 'admin' WHERE organisation_id = $1", [id]);
    await assert.rejects(write, /lets_in_role/);
  });
});

describe("the first sign-in through a provider", () => {
  it("binds who was invited by the address that it has verified; afterwards the subject alone counts", async () => {
    const { owner, slug, id } = await organisationWithProvider();
    const person = someone();
    await join(owner, "operator", person.email);
    const first = await actorIn(slug, person);
    assert.equal(first.role, "operator");
    assert.equal(first.vouched, true);
    const moved = { ...person, email: `other-${person.email}` };
    assert.equal((await actorIn(slug, moved)).userId, first.userId);
    assert.equal((await actorIn(slug, { ...person, email_verified: false })).userId, first.userId);
    await assert.rejects(
      enter(slug, { ...person, sub: randomUUID() }),
      { code: "sso_no_member" },
      "the address is another's by now",
    );
    const told = await auditOf(id);
    for (const action of ["sso.change", "sso.bind", "sso.refuse"]) assert.ok(told.includes(action), action);
  });

  it("accepts an open invitation, with its role, for who has no account yet", async () => {
    const { owner, slug } = await organisationWithProvider();
    const person = someone();
    await invite(owner, "admin", person.email);
    const actor = await actorIn(slug, person);
    assert.equal(actor.role, "admin");
    assert.equal((await prisma().invitation.findFirst({ where: { email: person.email } }))?.acceptedAt === null, false);
  });

  it("takes nobody by an address that is not verified, of another domain, or not invited", async () => {
    const { owner, slug } = await organisationWithProvider();
    const unverified = { ...someone(), email_verified: false };
    const foreign = { ...someone(), email: `${randomUUID()}@evil-${DOMAIN}` };
    const below = { ...someone(), email: `${randomUUID()}@mail.${DOMAIN}` };
    for (const { email } of [unverified, foreign, below]) await invite(owner, "operator", email);
    for (const person of [unverified, foreign, below, someone(), { sub: randomUUID() }]) {
      await assert.rejects(enter(slug, person), { code: "sso_no_member" });
    }
  });

  it("never opens an account that belongs elsewhere, nor an owner's who was not invited", async () => {
    const elsewhere = await makeOrganisation();
    const person = someone();
    await join(elsewhere.owner, "admin", person.email);
    const { slug, owner, ownerEmail } = await organisationWithProvider({
      letsIn: true,
      domains: [DOMAIN, "example.org"],
    });
    await assert.rejects(enter(slug, person), { code: "sso_no_member" });
    await invite(owner, "operator", person.email);
    await assert.rejects(enter(slug, person), { code: "sso_no_member" }, "its password accepts the invitation");
    await assert.rejects(enter(slug, { ...someone(), email: ownerEmail }), { code: "sso_no_member" });
  });

  it("lets everybody in where the organisation does, as an auditor, and makes one account of ten at once", async () => {
    const { slug, id } = await organisationWithProvider({ letsIn: true });
    const person = someone();
    const journeys = [];
    for (let n = 0; n < 10; n += 1) journeys.push(await travel(slug, person));
    const signedIn = await Promise.all(journeys.map((journey) => arriveFromProvider(journey)));
    const actors = await Promise.all(signedIn.map(({ sessionId }) => actorOf(sessionId)));
    assert.equal(new Set(actors.map((actor) => actor?.userId)).size, 1);
    assert.equal(actors[0]?.role, "auditor");
    assert.equal((await auditOf(id)).filter((action) => action === "member.add").length, 2, "the owner and this one");
  });

  it("leads nobody who has the mailbox into an organisation that made an account with their address", async () => {
    const { slug, id } = await organisationWithProvider({ letsIn: true });
    const person = someone();
    const { userId } = await actorIn(slug, person);
    const { url } = await issueResetLink({ actor: operator, email: person.email });
    await resetPassword({ token: tokenOf(url), password: TEST_PASSWORD, address: "" });
    const enterByPassword = () => signIn({ email: person.email, password: TEST_PASSWORD, client });
    assert.equal((await enterByPassword()).organisationId, id, "there is no other");
    const own = await makeOrganisation();
    assert.equal((await join(own.owner, "operator", person.email)).actor.userId, userId);
    assert.equal((await enterByPassword()).organisationId, own.id);
  });

  it("a member who was removed does not come back by it", async () => {
    const { owner, slug } = await organisationWithProvider({ letsIn: true });
    const person = someone();
    const { userId, sessionId } = await actorIn(slug, person);
    await removeMember({ actor: owner, userId });
    assert.equal(await actorOf(sessionId), undefined);
    await assert.rejects(enter(slug, person), { code: "sso_no_member" });
  });
});

describe("what comes back from a provider", () => {
  it("signs in once, in the browser that departed, at the provider that was asked", async () => {
    const { slug } = await organisationWithProvider({ letsIn: true });
    const once = await travel(slug, someone());
    assert.ok(await arriveFromProvider(once));
    const refused = { code: "sso_refused" };
    await assert.rejects(arriveFromProvider(once), refused, "a replay");
    const mine = await travel(slug, someone());
    const theirs = await travel(slug, someone());
    await assert.rejects(arriveFromProvider({ ...mine, query: theirs.query }), refused, "another's state");
    const { state } = mine.journey;
    const swapped = theirs.query.replace(/state=[^&]+/, `state=${state}`);
    await assert.rejects(arriveFromProvider({ ...mine, query: swapped }), refused, "another's code");
    for (const change of [{ nonce: "another" }, { verifier: "v".repeat(43) }]) {
      const trip = await travel(slug, someone());
      await assert.rejects(arriveFromProvider({ ...trip, journey: { ...trip.journey, ...change } }), refused);
    }
    const trip = await travel(slug, someone());
    const mixedUp = trip.query.replace(/iss=[^&]+/, `iss=${encodeURIComponent("https://other.example")}`);
    assert.notEqual(mixedUp, trip.query);
    await assert.rejects(arriveFromProvider({ ...trip, query: mixedUp }), refused, "another issuer's");
    for (const query of ["", "?code=x", "?error=access_denied&error_description=%3Cscript%3E"]) {
      await assert.rejects(arriveFromProvider({ ...(await travel(slug, someone())), query }), refused);
    }
    await assert.rejects(arriveFromProvider(await travel(slug, undefined)), refused, "cancelled there");
  });

  it("opens its organisation alone, and changes nothing of the account elsewhere without its password", async () => {
    const { owner, slug } = await organisationWithProvider();
    const person = someone();
    const { actor: member } = await join(owner, "operator", person.email);
    const other = await makeOrganisation();
    await join(other.owner, "operator", person.email);
    await addApp(member);
    const actor = await actorIn(slug, person);
    assert.equal(actor.userId, member.userId);
    await assert.rejects(switchOrganisation({ actor, organisationId: other.id }), { code: "forbidden" });
    await assert.rejects(
      pool().query("UPDATE session SET organisation_id = $2 WHERE id = $1", [actor.sessionId, other.id]),
      /check constraint/,
    );
    const profile = { name: "X", locale: null, timeZone: null };
    await assert.rejects(updateProfile({ actor, profile }), { code: "proof_needed" });
    await assert.rejects(beginTotp({ actor }), { code: "proof_needed" });
    await assert.rejects(renamePasskey({ actor, id: randomUUID(), name: "X" }), { code: "proof_needed" });
  });
});

describe("an organisation that asks for its provider", () => {
  it("leaves a member who came by password nothing but their own, and its owner a way in with two factors", async () => {
    const { owner, slug, id } = await organisationWithProvider();
    const person = someone();
    const { actor: member } = await join(owner, "operator", person.email);
    const rules = { requireTwoFactors: false, requireSso: true };
    await assert.rejects(changeAccessRules({ actor: owner, rules }), { code: "sso_untried", field: "requireSso" });
    await addApp(owner);
    await changeAccessRules({ actor: owner, rules });
    assert.equal((await actorOf(member.sessionId))?.restricted, "sso");
    assert.equal((await actorOf(owner.sessionId))?.restricted, undefined);
    assert.equal((await actorIn(slug, person)).restricted, undefined);
    await prisma().totpFactor.deleteMany({ where: { userId: owner.userId } });
    assert.equal((await actorOf(owner.sessionId))?.restricted, "factor", "the password alone is no way in");
    await addApp((await actorOf(owner.sessionId)) ?? assert.fail());
    await assert.rejects(removeProvider({ actor: owner }), { code: "sso_present" });
    await changeAccessRules({ actor: owner, rules: { ...rules, requireSso: false } });
    const { sessionId } = await enter(slug, person);
    await removeProvider({ actor: owner });
    assert.equal(await actorOf(sessionId), undefined, "what it vouched for ends with it");
    assert.equal((await auditOf(id)).includes("sso.remove"), true);
    await assert.rejects(enter(slug, person), { code: "gone" });
  });
});

describe("the provider of an organisation", () => {
  it("is named by who manages it, lately proven; its secret is sealed, and handed to no other issuer", async () => {
    const { owner, id } = await organisationWithProvider();
    const { actor: operator } = await join(owner, "operator");
    await assert.rejects(changeProvider({ actor: operator, provider }), { code: "forbidden" });
    const row = await prisma().ssoProvider.findUniqueOrThrow({ where: { organisationId: id } });
    assert.ok(!Buffer.from(row.secret).includes(secret));
    await changeProvider({ actor: owner, provider: { ...provider, secret: "" } });
    const elsewhere = { ...provider, issuer: "https://login.example", secret: "" };
    await assert.rejects(changeProvider({ actor: owner, provider: elsewhere }), {
      code: "value_missing",
      field: "secret",
    });
    await pool().query("UPDATE session SET proven_at = NULL WHERE id = $1", [owner.sessionId]);
    await assert.rejects(changeProvider({ actor: owner, provider }), { code: "proof_needed" });
  });

  it("is no way from admin to owner: none but owners name it, or take it away", async () => {
    const { owner, id } = await organisationWithProvider();
    const { actor: admin } = await join(owner, "admin");
    await assert.rejects(changeProvider({ actor: admin, provider }), { code: "forbidden" });
    await assert.rejects(removeProvider({ actor: admin }), { code: "forbidden" });
    const where = { organisationId_userId: { organisationId: id, userId: admin.userId } };
    await prisma().membership.update({ where, data: { role: "owner" } });
    const promoted = (await actorOf(admin.sessionId)) ?? assert.fail();
    await changeProvider({ actor: promoted, provider });
    await prisma().membership.update({ where, data: { role: "admin" } });
    await assert.rejects(changeProvider({ actor: promoted, provider }), { code: "forbidden" }, "an owner no more");
  });

  it("is asked nowhere inside, nor without TLS, unless the installation says so", async () => {
    const { owner } = await makeOrganisation();
    const { port } = new URL(openId.issuer);
    const inside = [
      ...[
        `http://localhost:${port}`,
        `https://127.0.0.1:${port}`,
        `http://127.1:1`,
        "https://[::1]/",
        "https://[::ffff:7f00:1]/",
      ],
      ...[
        "https://169.254.169.254/",
        "https://10.0.0.1/",
        "http://login.example/",
        "https://localhost/",
        "https://0x7f000001/",
      ],
    ];
    for (const issuer of inside) {
      const change = changeProvider({ actor: owner, provider: { ...provider, issuer } });
      await assert.rejects(change, { code: "sso_unreachable", field: "issuer" }, issuer);
    }
    const mistaken = { ...provider, issuer: `${openId.issuer}/elsewhere` };
    await assert.rejects(changeProvider({ actor: owner, provider: mistaken }), { code: "sso_unreachable" });
  });
});
