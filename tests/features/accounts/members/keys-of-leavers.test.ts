/** Keys outlive who made them: whoever removes an administrator is told, and may revoke them with it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { countKeysMadeBy, countOrphanKeys, listApiKeys } from "#lib/features/accounts/api-keys/rows.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { changeRole } from "#lib/features/accounts/members/verbs/change-role.ts";
import { leaveOrganisation, removeMember } from "#lib/features/accounts/members/verbs/remove-member.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { whole } from "#lib/gate/reach.ts";
import { keyHeaders, makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { auditOf, join } from "#tests/support/members.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const make = (actor: UserActor, name: string) => createApiKey({ actor, name, scopes: ["evidence:read"] });

/** What a key opens. */
async function opens(secret: string): Promise<string> {
  const actor = await authenticateRequest({ headers: keyHeaders(secret) });
  return actor && "failed" in actor ? actor.failed : "opened";
}

/** An organisation with two administrators, each of whom made keys. */
async function place() {
  const { owner, id, apiKey } = await makeOrganisation();
  const { actor: leaver } = await join(owner, "admin");
  const { actor: stayer } = await join(owner, "admin");
  const theirs = [await make(leaver, "one"), await make(leaver, "two")];
  const gone = await make(leaver, "revoked before");
  await revokeApiKey({ actor: owner, apiKeyId: gone.key.id });
  const other = await make(stayer, "other");
  return { owner, id, leaver, stayer, theirs, other, apiKey };
}

describe("the keys of an administrator who was removed", () => {
  it("are counted before, go on working where that is wanted, and are pointed out", async () => {
    const { owner, id, leaver, stayer, theirs, other, apiKey } = await place();
    const made = await countKeysMadeBy(whole(id), [leaver.userId, stayer.userId, owner.userId]);
    assert.deepEqual([made.get(leaver.userId), made.get(stayer.userId), made.get(owner.userId)], [2, 1, undefined]);
    assert.equal(await countOrphanKeys(whole(id)), 0);

    await removeMember({ actor: owner, userId: leaver.userId });
    for (const { secret } of [...theirs, other, apiKey]) assert.equal(await opens(secret), "opened");
    assert.equal(await countOrphanKeys(whole(id)), 2);
    const { rows } = await listApiKeys({ reach: whole(id), orphans: true });
    assert.deepEqual(rows.map(({ name, madeBy }) => [name, madeBy]).sort(), [
      ["one", { name: "New", isManager: false }],
      ["two", { name: "New", isManager: false }],
    ]);
    const all = await listApiKeys({ reach: whole(id) });
    assert.deepEqual(
      all.rows.filter(({ madeBy }) => madeBy === undefined).map(({ id: key }) => key),
      [apiKey.id],
      "the command line's key is nobody's",
    );
    for (const { key } of theirs) await revokeApiKey({ actor: owner, apiKeyId: key.id });
    assert.equal(await countOrphanKeys(whole(id)), 0);
  });

  it("are revoked with the removal where that is chosen, each with its row; nobody else's is", async () => {
    const { owner, id, leaver, theirs, other, apiKey } = await place();
    const before = (await auditOf(id)).filter((action) => action === "key.revoke").length;
    await removeMember({ actor: owner, userId: leaver.userId, revokeKeys: true });
    assert.deepEqual(await Promise.all(theirs.map(({ secret }) => opens(secret))), ["key_revoked", "key_revoked"]);
    for (const { secret } of [other, apiKey]) assert.equal(await opens(secret), "opened");
    assert.equal((await auditOf(id)).filter((action) => action === "key.revoke").length, before + 2);
    assert.equal(await countOrphanKeys(whole(id)), 0);
  });

  it("are pointed out as well when their maker left by themselves, or may only read from now on", async () => {
    const { owner, id, leaver, stayer } = await place();
    await changeRole({ actor: owner, userId: stayer.userId, role: "auditor" });
    assert.equal(await countOrphanKeys(whole(id)), 1);
    await leaveOrganisation({ actor: leaver });
    assert.equal(await countOrphanKeys(whole(id)), 3);
  });

  it("are not revoked by a removal that is refused", async () => {
    const { owner, leaver, theirs } = await place();
    const refused = removeMember({ actor: leaver, userId: owner.userId, revokeKeys: true });
    await assert.rejects(refused, { code: "forbidden" });
    assert.equal(await opens(theirs[0]?.secret ?? ""), "opened");
  });
});
