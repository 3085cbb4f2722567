/** An organisation that asks for two factors: who lacks one reaches nothing in it, by no door, and everything of their own. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { TOTP } from "otpauth";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { beginTotp } from "#lib/features/accounts/factors/verbs/begin-totp.ts";
import { confirmTotp } from "#lib/features/accounts/factors/verbs/confirm-totp.ts";
import { removeTotp } from "#lib/features/accounts/factors/verbs/remove-factor.ts";
import { changeAccessRules } from "#lib/features/accounts/organisations/verbs/change-access-rules.ts";
import { updateProfile } from "#lib/features/accounts/people/verbs/update-profile.ts";
import { switchOrganisation } from "#lib/features/accounts/sessions/verbs/switch-organisation.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { admitMember } from "#lib/gate/admit.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { keyHeaders, makeOrganisation, sessionHeaders } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, join } from "#tests/support/members.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const TWO = { requireTwoFactors: true, requireSso: false };

async function addApp(actor: UserActor): Promise<void> {
  const { secret } = await beginTotp({ actor });
  await confirmTotp({ actor, code: new TOTP({ secret }).generate() });
}

async function strictOrganisation() {
  const made = await makeOrganisation();
  const { actor: member } = await join(made.owner, "operator");
  await addApp(made.owner);
  await changeAccessRules({ actor: made.owner, rules: TWO });
  return { ...made, member };
}

const now = async (actor: UserActor) => (await actorOf(actor.sessionId)) ?? assert.fail("signed in no more");
const admit = async (headers: Headers) =>
  await admitMember(
    { method: "GET", headers },
    { auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read },
  );

describe("an organisation that asks for two factors", () => {
  it("is made one by who has two, and may: nobody shuts themselves out", async () => {
    const { owner, id } = await makeOrganisation();
    const { actor: auditor } = await join(owner, "auditor");
    await assert.rejects(changeAccessRules({ actor: owner, rules: TWO }), {
      code: "own_factor_first",
      field: "requireTwoFactors",
    });
    await assert.rejects(changeAccessRules({ actor: auditor, rules: TWO }), { code: "forbidden" });
    await addApp(owner);
    assert.deepEqual(await changeAccessRules({ actor: owner, rules: TWO }), { changed: true });
    assert.deepEqual(await changeAccessRules({ actor: owner, rules: TWO }), { changed: false });
    assert.equal((await auditOf(id)).filter((action) => action === "organisation.update").length, 1);
  });

  it("lets a member with one reach nothing in it: neither what was begun before nor what begins now", async () => {
    const { member } = await strictOrganisation();
    const restricted = await now(member);
    assert.equal(restricted.restricted, "factor");
    await assert.rejects(admit(await sessionHeaders(member.sessionId)), { code: "two_factors_needed" });
    const key = { name: "k", scopes: ["evidence:read" as const] };
    await assert.rejects(createApiKey({ actor: { ...restricted, role: "owner" }, ...key }), {
      code: "two_factors_needed",
    });
    // Whose look at the gate came before the rule is stopped in the write itself.
    await assert.rejects(createApiKey({ actor: { ...member, role: "owner" }, ...key }), { code: "two_factors_needed" });
  });

  it("leaves them what is their own, among it the way to a second factor, with which all is as before", async () => {
    const { member } = await strictOrganisation();
    const restricted = await now(member);
    await updateProfile({ actor: restricted, profile: { name: "New", locale: null, timeZone: null } });
    await addApp(restricted);
    assert.equal((await now(member)).restricted, undefined);
    assert.ok(await admit(await sessionHeaders(member.sessionId)));
    await removeTotp({ actor: await now(member) });
    assert.equal((await now(member)).restricted, "factor", "and without it they are back where they were");
  });

  it("keeps its API keys going, and its members free in other organisations", async () => {
    const { apiKey, owner } = await strictOrganisation();
    assert.ok(await admit(keyHeaders(apiKey.secret)));
    const other = await makeOrganisation();
    const { actor: both } = await join(other.owner, "operator");
    await join(owner, "operator", await emailOf(both));
    await switchOrganisation({ actor: both, organisationId: owner.organisationId });
    assert.equal((await now(both)).restricted, "factor");
    await switchOrganisation({ actor: await now(both), organisationId: other.id });
    assert.equal((await now(both)).restricted, undefined);
    const actor = await authenticateRequest({ headers: await sessionHeaders(both.sessionId) });
    assert.ok(actor && "kind" in actor);
  });
});

async function emailOf({ userId }: UserActor): Promise<string> {
  const { prisma } = await import("#lib/infra/db/prisma.ts");
  return (await prisma().user.findUniqueOrThrow({ where: { id: userId } })).email;
}
