import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { listMembers } from "#lib/features/accounts/members/rows.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { findOpenLink } from "#lib/features/setup/rows.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { createFirstOrganisation } from "#lib/features/setup/verbs/create-first-organisation.ts";
import { createOrganisationWithKey } from "#lib/features/setup/verbs/create-organisation-with-key.ts";
import { issueSetupLink } from "#lib/features/setup/verbs/issue-setup-link.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { keyHeaders, sessionHeaders, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const operator = { kind: "operator" } as const;
const client = { address: "192.0.2.8", userAgent: "test" };
const settings = { name: "First Bank", keepContent: false, publicLookup: true, publishRecords: false, alsoSm3: false };
const owner = { name: "Ada", email: "ada@example.org", password: TEST_PASSWORD };
const expireLinks = () => prisma().oneTimeLink.updateMany({ data: { expiresAt: new Date() } });

// In order: the first run happens once in the life of a database.
describe("first run", () => {
  let tokens: string[] = [];
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("a new setup link closes the earlier ones, and an expired one opens nothing", async () => {
    const first = await issueSetupLink({ actor: operator });
    const second = await issueSetupLink({ actor: operator });
    assert.ok(first && second);
    assert.equal(await findOpenLink(tokenOf(first.url)), undefined);
    assert.deepEqual(await findOpenLink(tokenOf(second.url)), { purpose: "setup" });
    await expireLinks();
    const token = tokenOf(second.url);
    await assert.rejects(createFirstOrganisation({ token, settings, owner, client }), { code: "link_invalid" });
    for (const nonsense of ["", "x", "a".repeat(64), "../../etc/passwd"]) {
      assert.equal(await findOpenLink(nonsense), undefined);
    }
  });

  it("a weak password leaves the link usable", async () => {
    const link = await issueSetupLink({ actor: operator });
    const token = tokenOf(link!.url);
    const weak = { ...owner, password: "short" };
    await assert.rejects(createFirstOrganisation({ token, settings, owner: weak, client }), {
      code: "password_too_short",
    });
    assert.deepEqual(await findOpenLink(token), { purpose: "setup" });
  });

  it("of ten who use links at once, one creates the first organisation; all of it or nothing", async () => {
    const links = [await issueSetupLink({ actor: operator }), await issueSetupLink({ actor: operator })];
    tokens = links.map((link) => tokenOf(link!.url));
    // Two links are open at the same time, as two starts at once could make them.
    const soon = new Date(Date.now() + 60_000);
    await prisma().oneTimeLink.updateMany({ where: { usedAt: null }, data: { expiresAt: soon } });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => {
        const token = tokens[n % 2]!;
        return createFirstOrganisation({ token, settings, owner: { ...owner, email: `ada${n}@example.org` }, client });
      }),
    );
    const winners = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(winners.length, 1);
    const refused = results.filter((result) => result.status === "rejected" && result.reason.code === "link_invalid");
    assert.equal(refused.length, 9);
    assert.equal(await prisma().organisation.count(), 1);
    assert.equal(await prisma().user.count(), 1);
    assert.equal(await prisma().session.count(), 1);
    const { sessionId, organisationId } = winners[0]!;
    const actor = await authenticateRequest({ headers: await sessionHeaders(sessionId) });
    assert.ok(actor && "kind" in actor && actor.kind === "user" && actor.role === "owner");
    const organisation = await readOrganisation(organisationId);
    assert.deepEqual([organisation.name, organisation.keepContent, organisation.ledger], ["First Bank", false, "main"]);
    const actions = await prisma().auditEvent.findMany({ where: { organisationId }, orderBy: { id: "asc" } });
    assert.deepEqual(
      actions.map((row) => row.action),
      ["organisation.create", "member.add", "session.begin"],
    );
  });

  it("afterwards there is no setup link, and none given out before opens", async () => {
    assert.equal(await issueSetupLink({ actor: operator }), undefined);
    for (const token of tokens) {
      assert.equal(await findOpenLink(token), undefined);
      await assert.rejects(createFirstOrganisation({ token, settings, owner, client }), { code: "link_invalid" });
    }
  });

  it("an owner's link makes one owner of its organisation, once, also when ten use it at once", async () => {
    const made = await createOrganisationWithKey({
      actor: operator,
      name: "Second Bank",
      ownerEmail: "bob@example.org",
    });
    const token = tokenOf(made.ownerLink.url);
    assert.deepEqual(await findOpenLink(token), {
      purpose: "owner",
      organisationName: "Second Bank",
      email: "bob@example.org",
    });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => acceptOwnerLink({ token, name: "Bob", password: TEST_PASSWORD, client })),
    );
    const answers = results.map((result) => (result.status === "fulfilled" ? result.value : result.reason));
    assert.equal(answers.filter((answer) => "sessionId" in answer).length, 1, String(answers));
    assert.equal(answers.filter((answer) => answer.code === "link_invalid").length, 9, String(answers));
    const { rows: members } = await listMembers({ reach: whole(made.organisation.id) });
    assert.deepEqual(
      members.map(({ email, role }) => [email, role]),
      [["bob@example.org", "owner"]],
    );
    const key = await authenticateRequest({ headers: keyHeaders(made.apiKey.secret) });
    assert.ok(key && "kind" in key && key.kind === "api-key" && key.organisationId === made.organisation.id);
  });

  it("a link of one purpose opens no other door", async () => {
    const made = await createOrganisationWithKey({
      actor: operator,
      name: "Third Bank",
      ownerEmail: "eve@example.org",
    });
    const token = tokenOf(made.ownerLink.url);
    await assert.rejects(createFirstOrganisation({ token, settings, owner, client }), { code: "link_invalid" });
    await expireLinks();
    const late = acceptOwnerLink({ token, name: "Eve", password: TEST_PASSWORD, client });
    await assert.rejects(late, { code: "link_invalid" });
  });

  it("stores no token", async () => {
    const rows = await prisma().$queryRaw<
      { row: string }[]
    >`SELECT l::text AS row FROM one_time_link l UNION ALL SELECT e::text FROM audit_event e`;
    const made = await createOrganisationWithKey({
      actor: operator,
      name: "Fourth Bank",
      ownerEmail: "kim@example.org",
    });
    const token = tokenOf(made.ownerLink.url);
    const after = await prisma().$queryRaw<
      { row: string }[]
    >`SELECT l::text AS row FROM one_time_link l UNION ALL SELECT e::text FROM audit_event e`;
    assert.ok(after.length > rows.length);
    for (const { row } of after) assert.ok(!row.includes(token));
  });
});
