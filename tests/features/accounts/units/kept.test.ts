/** What the head of a bank keeps stays kept: a branch lifts neither its holds nor its rules from the branch's own records. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, it } from "node:test";
import { addRule } from "#lib/features/evidence/erasure/verbs/change-rules.ts";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { holdEvidence, releaseEvidence } from "#lib/features/evidence/erasure/verbs/hold-evidence.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { makeKey, makeMember, makeUnit } from "#tests/support/units.ts";

let bank: TestOrganisation;
let branch: UserActor;
let headers: Record<string, string>;
before(async () => {
  await createTestDatabase();
  bank = await makeOrganisation();
  const unit = await makeUnit(bank.owner, "East");
  branch = (await makeMember(bank.owner, { unit, role: "admin" })).actor;
  headers = (await makeKey(bank.owner, unit)).headers;
});
after(() => dropTestDatabase());

async function record(): Promise<string> {
  const body = { sha256: randomBytes(32).toString("hex"), name: "loan.pdf" };
  const made = await callJson(at("/api/v1/evidence").POST, { headers, body });
  assert.equal(made.status, 201);
  return made.body.id;
}

const erase = (id: string) => eraseEvidence({ actor: branch, evidenceId: id, reason: "asked for" });

it("a branch releases its own hold, and not the head's", async () => {
  const evidenceId = await record();
  await holdEvidence({ actor: branch, evidenceId, reason: "a case of the branch" });
  assert.deepEqual(await releaseEvidence({ actor: branch, evidenceId }), { released: 1 });
  await holdEvidence({ actor: branch, evidenceId, reason: "a case of the branch" });
  await holdEvidence({ actor: bank.owner, evidenceId, reason: "a case of the bank" });
  assert.deepEqual(await releaseEvidence({ actor: branch, evidenceId }), { released: 1 });
  assert.equal(await refusalOf(releaseEvidence({ actor: branch, evidenceId })), "whole_organisation");
  assert.equal(await refusalOf(erase(evidenceId)), "evidence_held");
  assert.deepEqual(await releaseEvidence({ actor: bank.owner, evidenceId }), { released: 1 });
  assert.deepEqual(await releaseEvidence({ actor: branch, evidenceId }), { released: 0 });
});

it("a branch takes off no label by which a rule of the bank knows a record", async () => {
  const id = await record();
  const tagging = { actor: branch, records: { ids: [id] } };
  await tagEvidence({ ...tagging, add: ["loan", "mine"], remove: [] });
  await addRule({ actor: bank.owner, rule: { tag: "loan", days: 365 } });
  assert.equal(await refusalOf(tagEvidence({ ...tagging, add: [], remove: ["mine", "loan"] })), "whole_organisation");
  assert.equal(await refusalOf(erase(id)), "evidence_retained");
  await tagEvidence({ ...tagging, add: [], remove: ["mine"] });
  await tagEvidence({ ...tagging, actor: bank.owner, add: [], remove: ["loan"] });
  assert.ok((await erase(id)).erasedAt);
});
