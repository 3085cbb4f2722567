/** Every write of a member proves its actor in its own transaction: what ended between the gate's look and the commit refuses it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { changeApiKey } from "#lib/features/accounts/api-keys/verbs/change-api-key.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { endOldSecret, rotateKey } from "#lib/features/accounts/api-keys/verbs/rotate-key.ts";
import { setLogo } from "#lib/features/accounts/logos/verbs/set-logo.ts";
import { listOutbox } from "#lib/features/accounts/members/rows.ts";
import { changeRole } from "#lib/features/accounts/members/verbs/change-role.ts";
import { inviteMember } from "#lib/features/accounts/members/verbs/invite-member.ts";
import { leaveOrganisation, removeMember } from "#lib/features/accounts/members/verbs/remove-member.ts";
import { resendInvitation } from "#lib/features/accounts/members/verbs/resend-invitation.ts";
import { showLetter } from "#lib/features/accounts/members/verbs/show-letter.ts";
import { withdrawInvitation } from "#lib/features/accounts/members/verbs/withdraw-invitations.ts";
import {
  activateOrganisation,
  suspendOrganisation,
} from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { updateOrganisation } from "#lib/features/accounts/organisations/verbs/update-organisation.ts";
import { endSession } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { switchOrganisation } from "#lib/features/accounts/sessions/verbs/switch-organisation.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { changeNode } from "#lib/features/ledger/nodes/verbs/change-node.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { activateNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { openLedger } from "#lib/features/ledger/sealing/verbs/open-ledger.ts";
import { createOrganisation } from "#lib/features/operations/installation/verbs/create-organisation.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { png } from "#tests/infra/pictures/pictures.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { invite, join, operator, someone } from "#tests/support/members.ts";

type Write = (actor: UserActor) => Promise<unknown>;

let first: TestOrganisation;
let theirs: TestOrganisation;
let other: TestOrganisation;
let evidenceId: string;
let linkId: string;
let invitationId: string;
let mailId: string;
let memberId: string;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  first = await makeOrganisation();
  theirs = await makeOrganisation();
  other = await makeOrganisation();
  const [made] = await makeEvidence({ organisation: { ...theirs, ledger: "main" }, count: 1 });
  evidenceId = made?.id ?? "";
  ({ id: linkId } = await createShareLink({ actor: theirs.owner, evidenceId, label: "", days: 1 }));
  ({ invitationId } = await invite(theirs.owner, "operator"));
  mailId = (await listOutbox({ organisationId: theirs.id })).rows[0]?.id ?? "";
  memberId = (await join(theirs.owner, "auditor")).actor.userId;
  await rotateKey({ actor: theirs.owner, apiKeyId: theirs.apiKey.id });
});
after(() => dropTestDatabase());

const SETTINGS = { name: "Renamed", keepContent: false, publicLookup: false, publishRecords: false, alsoSm3: false };

/** What gives somebody access, or shows somebody more. */
const GIVING: Record<string, Write> = {
  createApiKey: (actor) => createApiKey({ actor, name: "k", scopes: ["evidence:read"] }),
  changeApiKey: (actor) => changeApiKey({ actor, apiKeyId: theirs.apiKey.id, change: { addressRanges: [] } }),
  rotateKey: (actor) => rotateKey({ actor, apiKeyId: theirs.apiKey.id }),
  inviteMember: (actor) => inviteMember({ actor, email: someone(), role: "auditor", locale: "en" }),
  resendInvitation: (actor) => resendInvitation({ actor, invitationId }),
  showLetter: (actor) => showLetter({ actor, mailId }),
  createShareLink: (actor) => createShareLink({ actor, evidenceId, label: "", days: 1 }),
  publish: (actor) => setPublicPage({ actor, evidenceId, on: true }),
};
/** What takes it away, or changes how the organisation is run. */
const OTHERS: Record<string, Write> = {
  withdraw: (actor) => setPublicPage({ actor, evidenceId, on: false }),
  endOldSecret: (actor) => endOldSecret({ actor, apiKeyId: theirs.apiKey.id }),
  revokeApiKey: (actor) => revokeApiKey({ actor, apiKeyId: theirs.apiKey.id }),
  revokeShareLink: (actor) => revokeShareLink({ actor, linkId }),
  withdrawInvitation: (actor) => withdrawInvitation({ actor, invitationId }),
  changeRole: (actor) => changeRole({ actor, userId: memberId, role: "operator" }),
  removeMember: (actor) => removeMember({ actor, userId: memberId }),
  updateOrganisation: (actor) => updateOrganisation({ actor, settings: SETTINGS }),
  setLogo: async (actor) => setLogo({ actor, file: await png() }),
};
const OWN: Record<string, Write> = {
  leaveOrganisation: (actor) => leaveOrganisation({ actor }),
  switchOrganisation: (actor) => switchOrganisation({ actor, organisationId: actor.organisationId }),
};
const WRITES = { ...GIVING, ...OTHERS };
const OPERATING: Record<string, Write> = {
  openLedger: (actor) => openLedger({ actor, name: "another" }),
  createOrganisation: (actor) => createOrganisation({ actor, name: "New", ownerEmail: someone(), ledger: "main" }),
  suspendOrganisation: (actor) => suspendOrganisation({ actor, organisationId: other.id }),
  inviteNode: (actor) =>
    inviteNode({ actor, ledger: "main", node: { kind: "mirror", name: "m", url: "https://m.example/" } }),
  activateNode: (actor) => activateNode({ actor, nodeId: evidenceId }),
  changeNode: (actor) => changeNode({ actor, nodeId: evidenceId, change: { operator: "x" } }),
  setQuorum: (actor) => setQuorum({ actor, ledger: "main", needed: 0 }),
};

/** Everything that a write of these could leave behind. */
async function traces(): Promise<unknown> {
  const { rows } = await pool().query(
    `SELECT (SELECT count(*) FROM audit_event WHERE action NOT LIKE 'session.%' AND action NOT LIKE 'member.%') AS audit,
       (SELECT count(*) FROM api_key WHERE revoked_at IS NULL) AS keys, (SELECT count(*) FROM evidence_link WHERE revoked_at IS NULL) AS links,
       (SELECT count(*) FROM evidence_publication) AS pages, (SELECT count(*) FROM outbox_item) AS letters,
       (SELECT count(*) FROM one_time_link) AS one_time, (SELECT count(*) FROM organisation) AS organisations,
       (SELECT count(*) FROM ledger) AS ledgers, (SELECT count(*) FROM node) AS nodes,
       (SELECT array_agg(name ORDER BY id) FROM organisation) AS names`,
  );
  return rows[0];
}

async function assertRefused(actor: UserActor, writes: Record<string, Write>, code: string): Promise<void> {
  const before = await traces();
  for (const [name, write] of Object.entries(writes)) {
    await assert.rejects(write(actor), { code }, `${name} of ${actor.role}`);
  }
  assert.deepEqual(await traces(), before, "something was written");
}

describe("a write whose actor the gate had let in", () => {
  it("is refused once the session has ended", async () => {
    const { actor } = await join(theirs.owner, "admin");
    await endSession({ actor, sessionId: actor.sessionId });
    await assertRefused(actor, { ...WRITES, ...OWN }, "session_ended");
  });

  it("is refused once the member was removed", async () => {
    const { actor } = await join(theirs.owner, "admin");
    await removeMember({ actor: theirs.owner, userId: actor.userId });
    await assertRefused(actor, { ...WRITES, ...OWN }, "forbidden");
  });

  it("is refused once the role does not allow it any more", async () => {
    const { actor } = await join(theirs.owner, "admin");
    await changeRole({ actor: theirs.owner, userId: actor.userId, role: "auditor" });
    await assertRefused(actor, WRITES, "forbidden");
  });

  it("is refused once the session acts elsewhere", async () => {
    const { actor } = await join(theirs.owner, "admin");
    await pool().query("UPDATE session SET organisation_id = $2 WHERE id = $1", [actor.sessionId, other.id]);
    await assertRefused(actor, { ...WRITES, ...OWN }, "session_ended");
  });

  it("of who steers the installation likewise", async () => {
    const { actor } = await join(first.owner, "admin");
    await endSession({ actor, sessionId: actor.sessionId });
    await assertRefused(actor, OPERATING, "session_ended");
  });

  it("lets nobody in and shows nobody more in a suspended organisation; what takes away stays possible", async () => {
    const { actor } = await join(theirs.owner, "admin");
    await suspendOrganisation({ actor: operator, organisationId: theirs.id });
    await assertRefused(actor, GIVING, "organisation_suspended");
    for (const write of Object.values(OTHERS)) await write(actor);
    await activateOrganisation({ actor: operator, organisationId: theirs.id });
    await createApiKey({ actor, name: "k", scopes: ["evidence:read"] });
  });

  it("that waited for a lock meanwhile is proven behind it", { timeout: 60_000 }, async () => {
    const { actor } = await join(theirs.owner, "admin");
    const before = await traces();
    const holder = await pool().connect();
    const underWay: Promise<unknown>[] = [];
    try {
      await holder.query("BEGIN");
      await holder.query("SELECT FROM organisation WHERE id = $1 FOR NO KEY UPDATE", [theirs.id]);
      const writes = [
        inviteMember({ actor, email: someone(), role: "auditor", locale: "en" }),
        updateOrganisation({ actor, settings: { ...SETTINGS, name: "Too late" } }),
      ];
      underWay.push(...writes.map((write) => assert.rejects(write, { code: "session_ended" })));
      await sleep(300);
      // It ends at once: a revocation never waits for what is done under it.
      await endSession({ actor, sessionId: actor.sessionId });
      await holder.query("COMMIT");
    } finally {
      holder.release();
    }
    await Promise.all(underWay);
    assert.deepEqual(await traces(), before);
  });
});
