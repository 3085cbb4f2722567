/** The tree of units: who changes it, what holds of it, and what keeps a unit from being closed. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { revokeApiKey } from "#lib/features/accounts/api-keys/verbs/revoke-api-key.ts";
import { changeRole } from "#lib/features/accounts/members/verbs/change-role.ts";
import { insertOwner } from "#lib/features/accounts/members/verbs/insert-owner.ts";
import { inviteMember } from "#lib/features/accounts/members/verbs/invite-member.ts";
import { removeMember } from "#lib/features/accounts/members/verbs/remove-member.ts";
import { listUnits } from "#lib/features/accounts/units/rows.ts";
import { changeUnit, closeUnit, createUnit, reopenUnit } from "#lib/features/accounts/units/verbs/change-units.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { makeKey, makeMember, makeUnit } from "#tests/support/units.ts";

let bank: TestOrganisation;
before(async () => {
  await createTestDatabase();
  bank = await makeOrganisation("Blue Harbour Bank 蓝港银行");
});
after(() => dropTestDatabase());

const paths = async () => (await listUnits(whole(bank.id))).map(({ path, depth }) => `${depth} ${path}`);

describe("units", () => {
  it("form a tree, which can be changed while nothing stands below itself", async () => {
    const actor = bank.owner;
    const east = await makeUnit(actor, "华东分行");
    const north = await makeUnit(actor, "华北分行");
    const city = await makeUnit(actor, "上海支行", east);
    const desk = await makeUnit(actor, "柜台 2", city);
    assert.deepEqual(await paths(), [
      "0 华北分行",
      "0 华东分行",
      "1 华东分行 / 上海支行",
      "2 华东分行 / 上海支行 / 柜台 2",
    ]);
    assert.equal(await refusalOf(changeUnit({ actor, id: east, parent: desk })), "unit_below_itself");
    assert.equal(await refusalOf(changeUnit({ actor, id: east, parent: east })), "unit_below_itself");
    assert.equal(await refusalOf(createUnit({ actor, name: "上海支行", parent: east })), "unit_name_taken");
    assert.equal(await refusalOf(createUnit({ actor, name: "x", parent: uuidv7() })), "unit_unknown");
    await changeUnit({ actor, id: city, parent: north, name: "浦东支行" });
    assert.deepEqual(await paths(), [
      "0 华北分行",
      "1 华北分行 / 浦东支行",
      "2 华北分行 / 浦东支行 / 柜台 2",
      "0 华东分行",
    ]);
    const rows = await prisma().auditEvent.findMany({ where: { subject: city }, orderBy: { id: "asc" } });
    assert.deepEqual(
      rows.map(({ action }) => action),
      ["unit.create", "unit.change"],
    );
  });

  it("are changed by who manages the whole organisation, and by nobody of another one", async () => {
    const unit = await makeUnit(bank.owner, "Under change");
    const admin = await makeMember(bank.owner, { unit, role: "admin" });
    const operator = await makeMember(bank.owner, { unit: null, role: "operator" });
    assert.equal(await refusalOf(createUnit({ actor: admin.actor, name: "mine", parent: unit })), "whole_organisation");
    assert.equal(await refusalOf(createUnit({ actor: operator.actor, name: "mine", parent: unit })), "forbidden");
    const stranger = (await makeOrganisation()).owner;
    for (const verb of [closeUnit, reopenUnit, changeUnit])
      assert.equal(await refusalOf(verb({ actor: stranger, id: unit })), "not_found");
    assert.equal(await refusalOf(createUnit({ actor: stranger, name: "x", parent: unit })), "unit_unknown");
  });

  it("that two move below each other at once make no circle", async () => {
    const actor = bank.owner;
    const [one, two] = [await makeUnit(actor, "One"), await makeUnit(actor, "Two")];
    const outcomes = await Promise.all([
      refusalOf(changeUnit({ actor, id: one, parent: two })),
      refusalOf(changeUnit({ actor, id: two, parent: one })),
    ]);
    assert.deepEqual(outcomes.filter((code) => code === "unit_below_itself").length, 1);
    assert.equal(outcomes.filter((code) => code === undefined).length, 1);
  });

  it("are closed once people, invitations, keys and open units are gone, and take nothing from then on", async () => {
    const actor = bank.owner;
    const unit = await makeUnit(actor, "To be closed");
    const below = await makeUnit(actor, "Below", unit);
    const member = await makeMember(actor, { unit, role: "operator" });
    const { id: apiKeyId, headers } = await makeKey(actor, unit);
    const invited = { email: "new@example.org", role: "auditor", locale: "en", unit } as const;
    await inviteMember({ actor, ...invited });
    const body = { sha256: "ab".repeat(32), name: "of the unit" };
    const { body: record } = await callJson(at("/api/v1/evidence").POST, { headers, body });
    const inUse = await closeUnit({ actor, id: unit }).catch((error) => error);
    assert.deepEqual([inUse.code, inUse.details], ["unit_in_use", { members: 1, invitations: 1, keys: 1, units: 1 }]);
    await removeMember({ actor, userId: member.actor.userId });
    await revokeApiKey({ actor, apiKeyId });
    await closeUnit({ actor, id: below });
    await prisma().invitation.updateMany({ where: { unitId: unit }, data: { withdrawnAt: new Date() } });
    await closeUnit({ actor, id: unit });
    const other = { actor, ...invited, email: "late@example.org" };
    assert.equal(await refusalOf(inviteMember(other)), "unit_unknown");
    assert.equal(await refusalOf(makeKey(actor, unit)), "unit_unknown");
    assert.equal(await refusalOf(makeUnit(actor, "x", unit)), "unit_unknown");
    assert.equal(await refusalOf(reopenUnit({ actor, id: below })), "unit_unknown");
    const mine = { authorization: `Bearer ${bank.apiKey.secret}` };
    const late = await callJson(at("/api/v1/evidence").POST, { headers: mine, body: { ...body, unit } });
    assert.deepEqual([late.status, late.body.code, late.body.field], [400, "unit_unknown", "unit"]);
    // What was recorded is where it was.
    const kept = await callJson(at("/api/v1/evidence/{id}").GET, { headers: mine, params: { id: record.id } });
    assert.equal(kept.body.unit, unit);
    await reopenUnit({ actor, id: unit });
    await makeKey(actor, unit);
  });

  it("are where a role holds: who is moved sees what is there within a second, and an owner is in none", async () => {
    const actor = bank.owner;
    const unit = await makeUnit(actor, "Where they go");
    const { actor: member, headers } = await makeMember(actor, { unit: null, role: "operator" });
    await changeRole({ actor, userId: member.userId, role: "operator", unit });
    const listed = await callJson(at("/api/v1/units").GET, { headers });
    assert.deepEqual(
      listed.body.items.map(({ id }: { id: string }) => id),
      [unit],
    );
    const { organisationId, userId } = member;
    const made = { actor: { kind: "operator" }, organisationId, user: { userId } } as const;
    await prisma().$transaction((tx) => insertOwner(tx, made));
    await changeRole({ actor, userId, role: "operator", unit });
    await changeRole({ actor, userId, role: "owner", unit });
    const { unitId } = await prisma().membership.findFirstOrThrow({ where: { userId: member.userId } });
    assert.equal(unitId, null);
  });

  it("give those who manage people in one nobody else's, and no place but theirs", async () => {
    const actor = bank.owner;
    const [mine, other] = [await makeUnit(actor, "Mine"), await makeUnit(actor, "Not mine")];
    const below = await makeUnit(actor, "Below mine", mine);
    const { actor: admin } = await makeMember(actor, { unit: mine, role: "admin" });
    const { actor: stranger } = await makeMember(actor, { unit: other, role: "operator" });
    const { actor: colleague } = await makeMember(actor, { unit: below, role: "operator" });
    assert.equal(await refusalOf(removeMember({ actor: admin, userId: stranger.userId })), "gone");
    const change = { actor: admin, userId: colleague.userId, role: "auditor" } as const;
    assert.equal(await refusalOf(changeRole({ ...change, unit: other })), "unit_unknown");
    assert.equal(await refusalOf(changeRole({ ...change, userId: stranger.userId })), "gone");
    await changeRole({ ...change, unit: mine });
    const invited = { actor: admin, email: "a@example.org", role: "operator", locale: "en" } as const;
    const { invitationId } = await inviteMember(invited);
    assert.equal((await prisma().invitation.findUniqueOrThrow({ where: { id: invitationId } })).unitId, mine);
    assert.equal(await refusalOf(inviteMember({ ...invited, email: "b@example.org", unit: other })), "unit_unknown");
    assert.equal(await refusalOf(inviteMember({ ...invited, email: "c@example.org", role: "owner" })), "forbidden");
  });
});
