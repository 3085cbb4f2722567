import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { updateOrganisation } from "#lib/features/accounts/organisations/verbs/update-organisation.ts";
import { listAuditActors } from "#lib/features/audit-log/rows/actors.ts";
import { listAuditEvents } from "#lib/features/audit-log/rows/events.ts";
import { auditQuerySchema } from "#lib/features/audit-log/schema.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

describe("audit log", () => {
  let mine: TestOrganisation;
  let theirs: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    [mine, theirs] = [await makeOrganisation("Mine"), await makeOrganisation("Theirs")];
  });
  after(() => dropTestDatabase());

  const list = async (query: object = {}, limit = 50) =>
    await listAuditEvents({ organisationId: mine.id, query: auditQuerySchema.parse(query), zone: "UTC", limit });

  it("tells what was done, by whom and from where, newest first, and nothing of another organisation", async () => {
    const { rows: events } = await list();
    assert.deepEqual(events.map((event) => event.action).sort(), [
      "key.create",
      "link.create",
      "link.use",
      "member.add",
      "organisation.create",
      "session.begin",
    ]);
    assert.deepEqual(
      events.map((event) => event.id),
      events
        .map((event) => event.id)
        .sort()
        .reverse(),
    );
    const [begin] = events;
    assert.equal(begin?.action, "session.begin");
    assert.deepEqual(begin.actor, { kind: "user", id: mine.owner.userId, address: "192.0.2.1" });
    assert.equal(begin.actorName, "Owner");
    assert.ok(!JSON.stringify(events).includes(theirs.id));
    assert.deepEqual(
      (await listAuditActors(whole(mine.id))).map((actor) => actor.id).sort(),
      [mine.owner.userId, mine.apiKey.id].sort(),
    );
  });

  it("is filtered by action, actor and day, and read in pages without a gap", async () => {
    for (let n = 0; n < 7; n += 1) await createApiKey({ actor: mine.owner, name: `${n}`, scopes: ["evidence:read"] });
    assert.equal((await list({ action: "key.create" })).rows.length, 8);
    assert.equal((await list({ actor: mine.owner.userId })).rows.length, 8);
    const today = new Date().toISOString().slice(0, 10);
    assert.equal((await list({ from: today, to: today })).rows.length, 13);
    assert.equal((await list({ to: "2020-01-01" })).rows.length, 0);
    assert.equal((await list({ from: "2999-01-01" })).rows.length, 0);
    const seen: string[] = [];
    for (let older: string | undefined, page = 0; page < 10; page += 1) {
      const found = await list({ older }, 4);
      seen.push(...found.rows.map((event) => event.id));
      assert.equal(found.newer !== undefined, page > 0);
      if (!found.older) break;
      older = found.older;
    }
    assert.deepEqual(
      seen,
      (await list()).rows.map((event) => event.id),
    );
    const back = await list({ newer: seen.at(-1) }, 4);
    assert.deepEqual(
      back.rows.map((event) => event.id),
      seen.slice(-5, -1),
    );
    assert.ok(back.newer && back.older);
    assert.equal((await list({ newer: seen[2] }, 4)).newer, undefined);
  });

  it("ignores nonsense in its address", async () => {
    const nonsense = {
      action: "drop table",
      actor: "x",
      from: "0000-01-01",
      to: "2026-13-77",
      older: "' OR 1=1",
      newer: "x",
    };
    assert.equal((await list(nonsense)).rows.length, (await list()).rows.length);
  });

  it("takes no change back: the application cannot update, delete or truncate it", async () => {
    await assert.rejects(prisma().$executeRaw`UPDATE audit_event SET action = 'x'`, /permission denied/);
    await assert.rejects(prisma().$executeRaw`DELETE FROM audit_event`, /permission denied/);
    await assert.rejects(prisma().$executeRaw`TRUNCATE audit_event`, /permission denied/);
  });

  it("a row goes with its transaction: rolled back together", async () => {
    const before = (await list()).rows.length;
    await assert.rejects(
      prisma().$transaction(async (tx) => {
        await writeAuditEvent(tx, {
          actor: mine.owner,
          organisationId: mine.id,
          action: "organisation.update",
          subject: mine.id,
          details: {},
        });
        throw new Error("later failure");
      }),
      /later failure/,
    );
    assert.equal((await list()).rows.length, before);
  });

  it("settings change with what they were before; no change leaves no row; operators and auditors may not", async () => {
    const settings = {
      name: "Mine, renamed",
      keepContent: true,
      publicLookup: false,
      publishRecords: true,
      alsoSm3: false,
    };
    assert.deepEqual(await updateOrganisation({ actor: mine.owner, settings }), { changed: true });
    assert.deepEqual(await updateOrganisation({ actor: mine.owner, settings }), { changed: false });
    const { rows: events } = await list({ action: "organisation.update" });
    assert.deepEqual(
      events.map((event) => event.details),
      [{ nameBefore: "Mine", name: "Mine, renamed", publicLookupBefore: true, publicLookup: false }],
    );
    for (const role of ["operator", "auditor"] as const) {
      const actor = await inRole(mine.owner, role);
      await assert.rejects(updateOrganisation({ actor, settings: { ...settings, name: "No" } }), { code: "forbidden" });
    }
    assert.equal((await readOrganisation(mine.id)).name, "Mine, renamed");
    assert.equal((await readOrganisation(theirs.id)).name, "Theirs");
  });
});
