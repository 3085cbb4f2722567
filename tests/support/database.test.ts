import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

test("a test file works on a migrated database of its own, as the application's role", async () => {
  assert.equal(await prisma().organisation.count(), 0);
  const { rows } = await pool().query("SELECT current_user AS role, pg_has_role('sealbook_app', 'member') AS member");
  assert.deepEqual(rows, [{ role: "sealbook_test_app", member: true }]);
});
