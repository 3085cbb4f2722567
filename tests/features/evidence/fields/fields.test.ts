/** Own fields are an organisation's, changed by who manages it, and told of; records carry theirs whatever becomes of the definitions. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listFieldDefinitions } from "#lib/features/evidence/fields/rows.ts";
import { newFieldSchema } from "#lib/features/evidence/fields/schema/form.ts";
import { FIELDS_MAX } from "#lib/features/evidence/fields/types.ts";
import { defineField } from "#lib/features/evidence/fields/verbs/define-field.ts";
import { removeField } from "#lib/features/evidence/fields/verbs/remove-field.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { inRole, makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

let ours: TestOrganisation;
let theirs: TestOrganisation;
const definition = (name: string, type: "text" | "amount" = "text") => {
  return { name, type, currency: "", required: false, inList: true };
};

before(async () => {
  await createTestDatabase();
  [ours, theirs] = [await makeOrganisation(), await makeOrganisation()];
});
after(() => dropTestDatabase());

const names = async ({ id }: TestOrganisation) => (await listFieldDefinitions(id)).map(({ name }) => name);

test("fields are added, changed and removed, each with its row in the audit log; what is the case already leaves none", async () => {
  const { id } = await defineField({ actor: ours.owner, definition: definition("金额", "amount") });
  const [field] = await listFieldDefinitions(ours.id);
  assert.deepEqual(field, { id, name: "金额", type: "amount", currency: "CNY", required: false, inList: true });
  await defineField({ actor: ours.owner, id, definition: { ...definition("金额", "amount"), currency: "EUR" } });
  await defineField({ actor: ours.owner, id, definition: { ...definition("金额", "amount"), currency: "EUR" } });
  await removeField({ actor: ours.owner, id });
  await removeField({ actor: ours.owner, id });
  const { rows } = await pool().query(
    "SELECT action, details FROM audit_event WHERE organisation_id = $1 AND action LIKE 'field.%' ORDER BY id",
    [ours.id],
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["field.add", "field.change", "field.remove"],
  );
  assert.deepEqual(rows[1].details, { currencyBefore: "CNY", currency: "EUR" });
});

test("a record keeps its fields when the definition changes and goes", async () => {
  const { id } = await defineField({ actor: ours.owner, definition: definition("Number") });
  const fields = { Number: { type: "text", value: "HT-1" } } as const;
  const submission = { type: "digest", sha256: new Uint8Array(32).fill(7), name: "a.pdf", fields } as const;
  const { evidence } = await recordEvidence({ actor: ours.owner, submission });
  await defineField({ actor: ours.owner, id, definition: definition("Renamed") });
  await removeField({ actor: ours.owner, id });
  const found = await findEvidence(whole(ours.id), evidence.id);
  assert.deepEqual({ ...found?.fields }, fields);
});

test("two of one name, more than a record can carry, and another organisation's are refused", async () => {
  const { id } = await defineField({ actor: ours.owner, definition: definition("Name") });
  await assert.rejects(defineField({ actor: ours.owner, definition: definition("Name") }), {
    code: "field_name_taken",
  });
  await assert.rejects(defineField({ actor: theirs.owner, id, definition: definition("Name") }), { code: "gone" });
  await removeField({ actor: theirs.owner, id });
  assert.deepEqual(await names(ours), ["Name"]);
  for (let n = 1; n < FIELDS_MAX; n += 1)
    await defineField({ actor: ours.owner, definition: definition(`Field ${n}`) });
  await assert.rejects(defineField({ actor: ours.owner, definition: definition("more") }), { code: "too_many_fields" });
});

test("who does not manage the organisation changes no fields", async () => {
  for (const role of ["operator", "auditor"] as const) {
    const actor = await inRole(theirs.owner, role);
    await assert.rejects(defineField({ actor, definition: definition("x") }), { code: "forbidden" });
    await assert.rejects(removeField({ actor, id: crypto.randomUUID() }), { code: "forbidden" });
  }
  assert.deepEqual(await names(theirs), []);
});

test("a form with a name that hides something, a type or a currency that is none is refused beside its field", () => {
  const problem = (form: Record<string, string>) =>
    newFieldSchema
      .safeParse({ name: "x", type: "text", ...form })
      .error?.issues.map(({ path, message }) => [path[0], message]);
  assert.equal(problem({}), undefined);
  assert.deepEqual(problem({ name: "" }), [["name", "value_missing"]]);
  assert.deepEqual(problem({ name: "a\u202eb" }), [["name", "name_characters"]]);
  assert.deepEqual(problem({ name: "x".repeat(65) }), [["name", "name_too_long"]]);
  assert.deepEqual(problem({ type: "json" }), [["type", "value_missing"]]);
  assert.deepEqual(problem({ currency: "¥" }), [["currency", "invalid_currency"]]);
});
