/** What was recorded before names and details had a table of their own reads the same afterwards, byte for byte, erased or not. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import pg from "pg";
import { testServerUrl, withDatabase } from "#tests/support/environment.ts";
import { migrateUpTo } from "#tests/support/golden-ledger.ts";
import { migrate } from "../../bin/steps/migrate.ts";

const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const BEFORE = "0080_monthly_quotas";
const name = `private_${randomBytes(6).toString("hex")}`;
const url = withDatabase(testServerUrl, name);
const server = new pg.Pool({ connectionString: testServerUrl, max: 1 });
let database: pg.Client;

const uuid = (n: number) => `0198c000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const ORGANISATION = uuid(1);
const ERASED = uuid(6);
const RECORDS = 6;
const READ =
  "SELECT id, name, encode(record, 'hex') AS record, encode(details, 'hex') AS details, is_erased, content_kept FROM evidence_whole ORDER BY id";
const FIELDS = "SELECT * FROM evidence_field ORDER BY evidence_id, name";

before(async () => {
  await server.query(`CREATE DATABASE ${name}`);
  await migrateUpTo(url, BEFORE);
  database = new pg.Client({ connectionString: url });
  await database.connect();
  const columns =
    "id, organisation_id, ledger, type, sha256, size, name, content_kept, received_at, submitter_id, kind";
  const common = (id: string, type: string) =>
    `'${id}', '${ORGANISATION}', 'main', '${type}', sha256('${id}'), 7, 'a "name" of ${id}', ${type === "file"}, now(), '${uuid(9)}'`;
  const form = (id: string, more: string) =>
    `INSERT INTO evidence (${columns}, form, salts, media_type, fields, sha3_256, sm3)
     VALUES (${common(id, "digest")}, 'content', evidence_form_of('user', 'Bank', 'sealbook/1'), decode(repeat('0a1b', 16), 'hex'), ${more})`;
  const bytes = (id: string, details: string) =>
    `INSERT INTO evidence (${columns}, record, details)
     VALUES (${common(id, "file")}, 'content', convert_to('{"details":"' || encode(sha256('${details}'), 'base64') || '"}', 'UTF8'), '${details}')`;
  await database.query(`
    INSERT INTO ledger (name, origin, empty_checkpoint) VALUES ('main', 'example.org/ledger/main', '');
    INSERT INTO organisation (id, name, ledger, keep_content, public_lookup) VALUES ('${ORGANISATION}', 'Bank', 'main', true, true);
    ${form(uuid(2), "NULL, NULL, NULL, NULL")};
    ${form(uuid(3), `'text/plain', '{"case":{"type":"text","value":"HT-1"}}', sha256('b'), sha256('c')`)};
    ${bytes(uuid(4), '{"name":"x"}')};
    ${bytes(uuid(5), '{"fields":{"case":{"type":"text","value":"HT-2"}}}')};
    ${bytes(ERASED, '{"name":"gone"}')};
    ${form(uuid(7), `NULL, '{"case":{"type":"text","value":"HT-3"}}', NULL, NULL`)};
    INSERT INTO evidence_erasure (evidence_id, organisation_id, reason, erased_by, details_sha3, content)
      SELECT id, organisation_id, 'asked', '{}', sha256(details), true FROM evidence_whole WHERE id IN ('${ERASED}', '${uuid(7)}');
    SELECT erase_evidence(evidence_id) FROM evidence_erasure`);
});
after(async () => {
  await database.end();
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
});

test("records, details, names and fields are what they were, and what was erased is erased", async () => {
  const [read, fields] = [await database.query(READ), await database.query(FIELDS)];
  assert.deepEqual([read.rows.length, fields.rows.length], [RECORDS, 2]);
  await migrate({ url, directory: MIGRATIONS });
  assert.deepEqual((await database.query(READ)).rows, read.rows);
  assert.deepEqual((await database.query(FIELDS)).rows, fields.rows);
  const { rows } = await database.query(
    `SELECT p.evidence_id AS id, p.digest = decode(convert_from(w.record, 'UTF8')::jsonb ->> 'details', 'base64') AS states
     FROM evidence_private p JOIN evidence_whole w ON w.id = p.evidence_id WHERE p.digest IS NOT NULL ORDER BY 1`,
  );
  assert.deepEqual(
    rows,
    [ERASED, uuid(7)].map((id) => ({ id, states: true })),
  );
});
