import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { listOrganisationEvents } from "#lib/features/accounts/organisations/rows.ts";
import {
  activateOrganisation,
  retireOrganisation,
  suspendOrganisation,
} from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { switchOrganisation } from "#lib/features/accounts/sessions/verbs/switch-organisation.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { findListedOrganisation, listOrganisations } from "#lib/features/operations/installation/rows/organisations.ts";
import { createOrganisation } from "#lib/features/operations/installation/verbs/create-organisation.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { issueOwnerLink } from "#lib/features/setup/verbs/issue-owner-link.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import {
  inRole,
  keyHeaders,
  makeOrganisation,
  TEST_PASSWORD,
  type TestOrganisation,
  tokenOf,
} from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const CLIENT = { address: "192.0.2.7", userAgent: "test" };

/** An organisation whose owner steers the installation. */
async function makeOperating(): Promise<TestOrganisation> {
  const made = await makeOrganisation();
  await prisma().organisation.update({ where: { id: made.id }, data: { operates: true } });
  return made;
}
const record = async (actor: UserActor, text: string) => {
  const digest = new Uint8Array(createHash("sha256").update(text).digest());
  return (await recordEvidence({ actor, submission: { type: "digest", sha256: digest, name: text } })).evidence;
};
const auditOf = async (organisationId: string, action: string) =>
  await prisma().auditEvent.findMany({ where: { organisationId, action } });

describe("organisations of an installation", () => {
  let operating: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    operating = await makeOperating();
  });
  after(() => dropTestDatabase());

  it("suspended, it reads and records nothing, by page and key alike; active again, it records", async () => {
    const bank = await makeOrganisation();
    const kept = await record(bank.owner, "before");
    const note = "fees";
    assert.deepEqual(await suspendOrganisation({ actor: operating.owner, organisationId: bank.id, note }), {
      state: "suspended",
    });
    await assert.rejects(record(bank.owner, "during"), { code: "organisation_suspended" });
    const key = await authenticateRequest({ headers: keyHeaders(bank.apiKey.secret) });
    assert.ok(key && "kind" in key, "its key still opens what can be read");
    assert.ok(await prisma().evidence.findUnique({ where: { id: kept.id } }));
    assert.deepEqual(await activateOrganisation({ actor: operating.owner, organisationId: bank.id }), {
      state: "active",
    });
    await record(bank.owner, "after");
    const life = (await listOrganisationEvents(bank.id)).map(({ event, note, user }) => [event, note, user?.id]);
    assert.deepEqual(life, [
      ["active", "", operating.owner.userId],
      ["suspended", "fees", operating.owner.userId],
    ]);
    for (const log of [bank.id, operating.id]) {
      assert.equal((await auditOf(log, "organisation.suspend"))[0]?.subject, bank.id, "told to both");
    }
  });

  it("retired, nobody signs in to it and its keys and links open nothing; its records stay; it never comes back", async () => {
    const bank = await makeOrganisation();
    const other = await makeOrganisation();
    const kept = await record(bank.owner, "kept");
    const link = await issueOwnerLink({
      actor: { kind: "operator" },
      organisationId: bank.id,
      email: "late@example.org",
    });
    assert.ok("state" in (await retireOrganisation({ actor: operating.owner, organisationId: bank.id })));
    assert.equal(await authenticateRequest({ headers: bank.ownerHeaders }), undefined);
    assert.deepEqual(await authenticateRequest({ headers: keyHeaders(bank.apiKey.secret) }), {
      failed: "organisation_retired",
    });
    await assert.rejects(signIn({ email: bank.ownerEmail, password: TEST_PASSWORD, client: CLIENT }), {
      code: "credentials_wrong",
    });
    const opened = acceptOwnerLink({
      token: tokenOf(link.url),
      name: "Late",
      password: TEST_PASSWORD,
      client: CLIENT,
    });
    await assert.rejects(opened, { code: "link_invalid" });
    assert.ok(await prisma().evidence.findUnique({ where: { id: kept.id } }));
    const back = activateOrganisation({ actor: operating.owner, organisationId: bank.id });
    await assert.rejects(back, { code: "organisation_retired" });
    // Whoever belongs to another one goes on there, and does not come back through the list of their own.
    await prisma().membership.create({
      data: { organisationId: bank.id, userId: other.owner.userId, role: "owner" },
    });
    await assert.rejects(switchOrganisation({ actor: other.owner, organisationId: bank.id }), { code: "gone" });
  });

  it("the organisation that runs the installation is neither suspended nor retired", async () => {
    for (const verb of [suspendOrganisation, retireOrganisation]) {
      await assert.rejects(verb({ actor: operating.owner, organisationId: operating.id }), {
        code: "organisation_operates",
      });
    }
  });

  it("nobody but its owners and admins, and the command line, does any of it", async () => {
    const bank = await makeOrganisation();
    const strangers: UserActor[] = [bank.owner];
    const admin = await inRole(operating.owner, "admin");
    assert.ok("state" in (await suspendOrganisation({ actor: admin, organisationId: bank.id })));
    assert.ok("state" in (await activateOrganisation({ actor: { kind: "operator" }, organisationId: bank.id })));
    strangers.push(await inRole(operating.owner, "operator"));
    for (const actor of strangers) {
      await assert.rejects(suspendOrganisation({ actor, organisationId: bank.id }), { code: "operators_only" });
      const made = createOrganisation({ actor, name: "New", ownerEmail: "new@example.org", ledger: "main" });
      await assert.rejects(made, { code: "operators_only" });
    }
    operating.owner = await inRole(operating.owner, "owner");
  });

  it("several who suspend at once do it once", async () => {
    const bank = await makeOrganisation();
    const suspend = () => refusalOf(suspendOrganisation({ actor: operating.owner, organisationId: bank.id }));
    const results = await Promise.all([suspend(), suspend(), suspend()]);
    assert.deepEqual(results.toSorted(), ["already_in_state", "already_in_state", undefined]);
    assert.equal((await listOrganisationEvents(bank.id)).length, 1);
  });

  it("a new one comes with a link for its owner, and records into the ledger that was chosen", async () => {
    const made = await createOrganisation({
      actor: operating.owner,
      name: "New Bank",
      ownerEmail: "owner@new.example",
      ledger: "main",
    });
    assert.ok("ownerLink" in made);
    const owner = await acceptOwnerLink({
      token: tokenOf(made.ownerLink.url),
      name: "Owner",
      password: TEST_PASSWORD,
      client: CLIENT,
    });
    assert.ok("sessionId" in owner);
    const found = await findListedOrganisation(made.organisation.id);
    assert.deepEqual([found?.members, found?.ledger, found?.state, found?.operates], [1, "main", "active", false]);
    const nowhere = { actor: operating.owner, name: "X", ownerEmail: "x@example.org", ledger: "nowhere" };
    await assert.rejects(createOrganisation(nowhere), { code: "ledger_absent" });
  });

  it("the list finds by a part of the name, as it is typed, by state, and goes on page by page", async () => {
    for (let index = 0; index < 30; index += 1) {
      const name = `Paged 100%_${index}`;
      await createOrganisation({ actor: operating.owner, name, ownerEmail: "p@example.org", ledger: "main" });
    }
    const first = await listOrganisations({ q: "paged 100%_" });
    assert.equal(first.rows.length, 25);
    const second = await listOrganisations({ q: "paged 100%_" }, { older: first.older ?? "" });
    assert.deepEqual([second.rows.length, second.older], [5, undefined]);
    const back = await listOrganisations({ q: "paged 100%_" }, { newer: second.newer ?? "" });
    assert.deepEqual(
      back.rows.map(({ id }) => id),
      first.rows.map(({ id }) => id),
    );
    assert.equal((await listOrganisations({ q: "100_%" })).rows.length, 0, "a wildcard is a character like others");
    assert.ok((await listOrganisations({ state: "retired" })).rows.every(({ state }) => state === "retired"));
  });
});
