/** What was written stays: the database refuses every change of it, whatever the program asks. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { app, attempt, closeRuledDatabase, DENIED, openRuledDatabase, owner } from "./ruled-database.ts";

const APPEND_ONLY = [
  ...["evidence", "ledger_entry", "ledger_node", "ledger_block", "block_cosignature", "block_timestamp", "audit_event"],
  ...["ledger_key", "ledger_key_end"],
];

/** Of statements, origins and renewals. */
const APPEND_ONLY_TOO = [
  ...["statement", "statement_entry", "ledger_opening", "evidence_origin", "content_digest", "ledger_renewal"],
  ...["checkpoint", "tile", "statement", "record", "stamp"].map((name) => `ledger_renewal_${name}`),
];

before(openRuledDatabase);
after(closeRuledDatabase);

/** A statement that would change a row of the table in place. */
function update(table: string): string {
  return table === "evidence" || table === "audit_event"
    ? `UPDATE ${table} SET id = id`
    : `UPDATE ${table} SET ledger = ledger`;
}

for (const table of APPEND_ONLY) {
  test(`${table}: the application can neither change nor remove nor unguard what was written`, async () => {
    const statements = [
      update(table),
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
      `ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only`,
      `DROP TRIGGER ${table}_append_only ON ${table}`,
      `ALTER TABLE ${table} OWNER TO CURRENT_USER`,
      `CREATE TRIGGER t BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse_change()`,
      `CREATE RULE r AS ON INSERT TO ${table} DO INSTEAD NOTHING`,
      `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
      `DROP TABLE ${table} CASCADE`,
    ];
    for (const sql of statements) assert.equal(await attempt(app, sql), DENIED, sql);
  });

  test(`${table}: even the owner is refused UPDATE, DELETE and TRUNCATE while the trigger stands`, async () => {
    for (const sql of [update(table), `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      assert.equal(await attempt(owner, sql), DENIED, sql);
    }
  });

  test(`${table}: there is a row, so that the refusals above mean something`, async () => {
    const { rows } = await owner.query(`SELECT count(*)::int AS n FROM ${table}`);
    assert.ok(rows[0].n > 0);
  });
}

test("every table that is only appended to grants just that, and its trigger refuses the rest", async () => {
  // Of three tables rows may go that a test ledger has: which those are is looked at row by row (tests/features/evidence/tests).
  const { rows } = await owner.query(
    `SELECT c.relname AS table, bit_or(t.tgtype::integer) & 56 AS guarded,
       (SELECT string_agg(p.privilege_type, ' ' ORDER BY 1) FROM information_schema.table_privileges p
        WHERE p.table_name = c.relname AND p.grantee = 'sealbook_app') AS granted,
       (SELECT count(*)::int FROM information_schema.column_privileges p
        WHERE p.table_name = c.relname AND p.grantee = 'sealbook_app' AND p.privilege_type = 'UPDATE') AS changeable
     FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname IN
       (c.relname || '_append_only', c.relname || '_stays', c.relname || '_forgets')
     WHERE EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = c.oid AND o.tgname = c.relname || '_append_only') GROUP BY c.oid, c.relname ORDER BY 1`,
  );
  // Of a trigger's type: DELETE 8, UPDATE 16, TRUNCATE 32.
  const guarded = rows.filter((row) => row.guarded === 56 && row.granted === "INSERT SELECT" && row.changeable === 0);
  assert.deepEqual(guarded, rows);
  const names = rows.map((row) => row.table);
  assert.deepEqual(
    [...APPEND_ONLY, ...APPEND_ONLY_TOO].filter((table) => !names.includes(table)),
    [],
  );
});

test("the application cannot switch triggers off, become the owner, or change what guards the tables", async () => {
  const { rows } = await owner.query("SELECT current_user AS name");
  const statements = [
    "SET session_replication_role = replica",
    `SET ROLE ${pg.escapeIdentifier(rows[0].name)}`,
    `SET SESSION AUTHORIZATION ${pg.escapeIdentifier(rows[0].name)}`,
    "DROP FUNCTION refuse_change() CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE public.mine (a int)",
    "DROP SCHEMA public CASCADE",
    "UPDATE ledger SET origin = 'elsewhere.test/ledger/main'",
    "DELETE FROM ledger",
    "DELETE FROM organisation",
    "DELETE FROM ledger_pending",
    "INSERT INTO ledger_pending VALUES ('main', 1, gen_random_uuid())",
    "UPDATE ledger_pending SET sequence = 0",
    "CREATE ROLE mine",
    "ALTER ROLE sealbook_app SUPERUSER",
    "COPY evidence TO PROGRAM 'true'",
    "SELECT * FROM _prisma_migrations",
  ];
  for (const sql of statements) {
    assert.ok([DENIED, "42P17", "0LP01"].includes(await attempt(app, sql)), `${sql}: ${await attempt(app, sql)}`);
  }
});
