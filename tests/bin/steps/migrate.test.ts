import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import pg from "pg";
import { createPool } from "#lib/infra/db/pool.ts";
import { createPrisma } from "#lib/infra/db/prisma.ts";
import { testFolder, testServerUrl, withDatabase } from "#tests/support/environment.ts";
import { appRoleName, assertAppLogin, ensureAppLogin } from "../../../bin/steps/app-login.ts";
import { migrate } from "../../../bin/steps/migrate.ts";

const MIGRATIONS = new URL("../../../prisma/migrations", import.meta.url).pathname;
const FIRST = "0001_init";

let name: string;
let url: string;
let directory: string;
const roles: string[] = [];

const server = new pg.Pool({ connectionString: testServerUrl, max: 1 });

async function on<T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const query = (address: string, sql: string) => on(address, (client) => client.query(sql));

beforeEach(async () => {
  name = `empty_${randomBytes(6).toString("hex")}`;
  url = withDatabase(testServerUrl, name);
  await server.query(`CREATE DATABASE ${name}`);
  directory = mkdtempSync(join(testFolder, "migrations-"));
  cpSync(MIGRATIONS, directory, { recursive: true });
});
afterEach(async () => {
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.query(`DROP ROLE IF EXISTS ${appRoleName(name)}`);
  for (const role of roles.splice(0)) await server.query(`DROP ROLE ${role}`);
});
after(() => server.end());

function addMigration(folder: string, sql: string): void {
  mkdirSync(join(directory, folder));
  writeFileSync(join(directory, folder, "migration.sql"), sql);
}

test("migrations run in order, are booked as Prisma books them, and run once", async () => {
  addMigration("9003_b", "INSERT INTO seen VALUES (3)");
  addMigration("9002_a", "CREATE TABLE seen (n int); INSERT INTO seen VALUES (2);");
  const names = await migrate({ url, directory });
  assert.deepEqual([names.at(0), ...names.slice(-2)], [FIRST, "9002_a", "9003_b"]);
  assert.deepEqual(await migrate({ url, directory }), []);
  const { rows } = await query(url, "SELECT * FROM _prisma_migrations ORDER BY migration_name");
  assert.equal(rows.length, names.length);
  for (const row of rows) {
    const file = readFileSync(join(directory, row.migration_name, "migration.sql"));
    assert.equal(row.checksum, createHash("sha256").update(file).digest("hex"));
    assert.match(row.id, /^[0-9a-f-]{36}$/);
    assert.ok(row.finished_at >= row.started_at);
    assert.deepEqual([row.rolled_back_at, row.logs, row.applied_steps_count], [null, null, 1]);
  }
  assert.deepEqual((await query(url, "SELECT n FROM seen ORDER BY n")).rows, [{ n: 2 }, { n: 3 }]);
});

test("of several starts at once one migrates and the others find it done", async () => {
  const results = await Promise.all([1, 2, 3, 4].map(() => migrate({ url, directory })));
  assert.equal(results.filter((names) => names.length > 0).length, 1);
});

test("a migration that fails leaves nothing behind and can be run again when corrected", async () => {
  addMigration("9002_bad", "CREATE TABLE half (n int); SELECT 1/0;");
  await assert.rejects(migrate({ url, directory }), /9002_bad failed and was undone: division by zero/);
  const { rows } = await query(url, "SELECT to_regclass('half') AS half");
  assert.equal(rows[0].half, null);
  writeFileSync(join(directory, "9002_bad", "migration.sql"), "CREATE TABLE half (n int)");
  assert.deepEqual(await migrate({ url, directory }), ["9002_bad"]);
});

test("a migration that was changed after it had been applied is refused", async () => {
  await migrate({ url, directory });
  const file = join(directory, FIRST, "migration.sql");
  writeFileSync(file, `${readFileSync(file, "utf8")}\n`);
  await assert.rejects(migrate({ url, directory }), /Migration 0001_init was changed after it had been applied/);
});

test("a database that is newer than the program is refused", async () => {
  addMigration("9009_later", "SELECT 1");
  await migrate({ url, directory });
  await assert.rejects(migrate({ url, directory: MIGRATIONS }), /newer than this program .*9009_later/);
});

test("a database that holds other tables is refused and left as it is", async () => {
  await query(url, "CREATE TABLE somebody_elses (n int)");
  await assert.rejects(migrate({ url, directory }), /holds tables of something else/);
  const { rows } = await query(url, "SELECT to_regclass('_prisma_migrations') AS book");
  assert.equal(rows[0].book, null);
});

test("a migration that another program left unfinished is refused", async () => {
  await migrate({ url, directory });
  await query(url, "UPDATE _prisma_migrations SET finished_at = NULL");
  await assert.rejects(migrate({ url, directory }), /begun by another program and not finished/);
});

test("an ordinary owner with CREATEROLE can migrate and make the application's login", async () => {
  const role = `owner_${randomBytes(4).toString("hex")}`;
  roles.push(role);
  const group = await server.query("SELECT FROM pg_roles WHERE rolname = 'sealbook_app'");
  assert.equal(group.rowCount, 1);
  await server.query(`CREATE ROLE ${role} LOGIN CREATEROLE PASSWORD 'p'`);
  await server.query(`GRANT sealbook_app TO ${role} WITH ADMIN OPTION`);
  await server.query(`ALTER DATABASE ${name} OWNER TO ${role}`);
  const ownerUrl = login(url, role, "p");
  await migrate({ url: ownerUrl, directory });
  const app = await ensureAppLogin({ ownerUrl });
  await assertAppLogin(app);
});

test("an owner without CREATEROLE is told what to run or set", async () => {
  const role = `owner_${randomBytes(4).toString("hex")}`;
  roles.push(role);
  await server.query(`CREATE ROLE ${role} LOGIN PASSWORD 'p'`);
  await server.query(`ALTER DATABASE ${name} OWNER TO ${role}`);
  const ownerUrl = login(url, role, "p");
  await migrate({ url: ownerUrl, directory });
  await assert.rejects(
    ensureAppLogin({ ownerUrl }),
    new RegExp(`may not make the application's login.*ALTER ROLE "${role}" CREATEROLE; GRANT .*APP_DATABASE_URL`),
  );
});

test("a database of another encoding is refused with what was found", async () => {
  const other = `latin_${randomBytes(4).toString("hex")}`;
  await server.query(`CREATE DATABASE ${other} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
  try {
    const latin = new URL(url);
    latin.pathname = `/${other}`;
    await assert.rejects(migrate({ url: latin.href, directory }), new RegExp(`“${other}” .* encoding LATIN1: .*UTF8`));
  } finally {
    await server.query(`DROP DATABASE ${other}`);
  }
});

test("the application's login opens its own database, no other, and nobody else opens it", async () => {
  await migrate({ url, directory });
  const app = await ensureAppLogin({ ownerUrl: url });
  await assertAppLogin(app);
  const { rows } = await query(app, "SELECT current_user AS role");
  assert.deepEqual(rows, [{ role: appRoleName(name) }]);
  await assert.rejects(query(app, "CREATE TEMPORARY TABLE t (n int)"), { code: "42501" });
  const stranger = `stranger_${randomBytes(4).toString("hex")}`;
  await server.query(`CREATE ROLE ${stranger} LOGIN PASSWORD 'p' IN ROLE sealbook_app`);
  await assert.rejects(query(login(url, stranger, "p"), "SELECT 1"), /permission denied for database/);
  await server.query(`DROP ROLE ${stranger}`);
});

test("a login that still opens the database is kept; any other gets a new password", async () => {
  await migrate({ url, directory });
  const first = await ensureAppLogin({ ownerUrl: url });
  assert.equal(await ensureAppLogin({ ownerUrl: url, keptUrl: first }), first);
  const second = await ensureAppLogin({ ownerUrl: url, keptUrl: login(first, appRoleName(name), "wrong") });
  assert.notEqual(second, first);
  await assertAppLogin(second);
  await assert.rejects(query(first, "SELECT 1"), /password authentication failed/);
});

test("what the login set for itself leads no later session astray, and is taken back at the next start", async () => {
  await migrate({ url, directory });
  const app = await ensureAppLogin({ ownerUrl: url });
  const role = appRoleName(name);
  await query(app, `ALTER ROLE ${role} SET search_path = pg_temp, pg_catalog`);
  await query(app, `ALTER ROLE ${role} IN DATABASE postgres SET work_mem = '64kB'`);
  await query(app, `ALTER ROLE ${role} IN DATABASE ${name} SET default_transaction_read_only = on`);
  const pool = createPool(app);
  const client = createPrisma(app);
  try {
    assert.deepEqual((await pool.query("SHOW search_path")).rows, [{ search_path: "public" }]);
    assert.deepEqual(await client.$queryRaw`SHOW search_path`, [{ search_path: "public" }]);
  } finally {
    await pool.end();
    await client.$disconnect();
  }
  assert.equal(await ensureAppLogin({ ownerUrl: url, keptUrl: app }), app);
  const { rows } = await query(url, `SELECT setconfig FROM pg_db_role_setting WHERE setrole = '${role}'::regrole`);
  assert.deepEqual(rows, []);
  const { rows: now } = await query(app, "SELECT current_setting('default_transaction_read_only') AS read_only");
  assert.deepEqual(now, [{ read_only: "off" }]);
});

test("tables are made where the application looks for them, whatever the owner's own settings are", async () => {
  await query(url, `CREATE SCHEMA elsewhere; ALTER DATABASE ${name} SET search_path = elsewhere`);
  await migrate({ url, directory });
  const { rows } = await query(url, "SELECT to_regclass('public.evidence') IS NOT NULL AS here");
  assert.deepEqual(rows, [{ here: true }]);
  await assertAppLogin(await ensureAppLogin({ ownerUrl: url }));
});

test("an APP_DATABASE_URL that owns the tables is refused", async () => {
  await migrate({ url, directory });
  await assert.rejects(assertAppLogin(url), /must be a member of sealbook_app and own nothing/);
});

test("a role's name is at most 63 bytes, whatever the database is called, and one a database", () => {
  const names = ["sealbook", "印".repeat(20), "印".repeat(21), "a".repeat(63), `${"a".repeat(62)}b`].map(appRoleName);
  for (const role of names) assert.ok(Buffer.byteLength(role) <= 63);
  assert.equal(new Set(names).size, names.length);
});

function login(address: string, user: string, password: string): string {
  const changed = new URL(address);
  changed.username = user;
  changed.password = password;
  return changed.href;
}
