import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readPerson } from "#lib/features/accounts/people/rows.ts";
import { profileSchema } from "#lib/features/accounts/people/schema.ts";
import { updateProfile } from "#lib/features/accounts/people/verbs/update-profile.ts";
import { readAccount } from "#lib/features/accounts/sessions/rows.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const parse = (form: Record<string, string>) =>
  profileSchema.safeParse({ name: "A", locale: "", timeZone: "", ...form });

describe("what a person chooses for themselves", () => {
  it("is kept with the account and told in the log, with what it replaced; the same again leaves no trace", async () => {
    const { owner, ownerEmail } = await makeOrganisation();
    const other = await makeOrganisation();
    const profile = { name: "林 晓", locale: "zh-CN", timeZone: "Asia/Shanghai" } as const;
    assert.deepEqual(await updateProfile({ actor: owner, profile }), { changed: true });
    assert.deepEqual(await updateProfile({ actor: owner, profile }), { changed: false });
    assert.deepEqual(await readPerson(owner), { ...profile, email: ownerEmail });
    assert.equal((await readAccount(owner)).timeZone, "Asia/Shanghai");
    const rows = await prisma().auditEvent.findMany({ where: { subject: owner.userId, action: "person.update" } });
    assert.deepEqual(
      rows.map(({ details }) => details),
      [
        {
          nameBefore: "Owner",
          name: "林 晓",
          localeBefore: null,
          locale: "zh-CN",
          timeZoneBefore: null,
          timeZone: "Asia/Shanghai",
        },
      ],
    );
    assert.equal((await readPerson(other.owner)).name, "Owner");
  });

  it("is refused to programs, and to a session that has ended meanwhile", async () => {
    const { owner, id, apiKey } = await makeOrganisation();
    const profile = { name: "X", locale: null, timeZone: null };
    const key = { kind: "api-key", apiKeyId: apiKey.id, organisationId: id, scopes: [], address: "" } as const;
    // @ts-expect-error the types forbid it, too
    await assert.rejects(updateProfile({ actor: key, profile }), { code: "forbidden" });
    await prisma().session.update({ where: { id: owner.sessionId }, data: { endedAt: new Date() } });
    await assert.rejects(updateProfile({ actor: owner, profile }), { code: "session_ended" });
    assert.equal((await readPerson(owner)).name, "Owner");
  });

  it("is a language that is spoken here and a zone that has a name, or left to the browser", () => {
    assert.deepEqual(parse({}).data, { name: "A", locale: null, timeZone: null });
    assert.deepEqual(parse({ locale: "en", timeZone: "europe/berlin" }).data?.timeZone, "Europe/Berlin");
    for (const timeZone of ["Mars/Base", "+08:00", "../etc", "x".repeat(100), "Asia/Shanghai'"]) {
      assert.equal(parse({ timeZone }).error?.issues[0]?.message, "time_zone_unknown", timeZone);
    }
    assert.equal(parse({ locale: "de" }).success, false);
  });
});
