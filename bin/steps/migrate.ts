/**
 * Brings a database to the tables of this code: runs prisma/migrations in order, each in one transaction.
 *
 * Keeps the same book as `prisma migrate deploy` (table `_prisma_migrations`), which agrees afterwards, without the
 * program that Prisma downloads for it.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { migrationNames } from "#lib/infra/db/migration-names.ts";
import { SESSION_OPTIONS } from "#lib/infra/db/session-options.ts";
import { Failure } from "../start/failure.mjs";
import { missingPrivilege } from "./missing-privilege.ts";

/** The lock that `prisma migrate` takes too. */
const ADVISORY_LOCK = 72_707_369;
const SERVER_VERSION_MIN = 150_000;
const INSUFFICIENT_PRIVILEGE = "42501";

const BOOK = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file in hex. */
  checksum: string;
}

interface BookRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * @param options url: the database, as the owner of its tables; directory: of the migrations, a folder each.
 * @returns the names of the migrations that were run now, in order.
 * @throws {Failure} when the database is not one that this code can bring up to date; nothing was changed then.
 */
export async function migrate(options: { url: string; directory: string }): Promise<string[]> {
  const migrations = readMigrations(options.directory);
  const client = new pg.Client({ connectionString: options.url, options: SESSION_OPTIONS });
  await client.connect();
  try {
    await assertServer(client);
    // Held until the connection ends: of two starts, the second waits and then finds nothing to do.
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    const applied = await readBook(client);
    const pending = pendingMigrations(migrations, applied);
    for (const migration of pending) await run(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

function readMigrations(directory: string): Migration[] {
  return migrationNames(directory).map((name) => {
    const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

async function assertServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; release: string; encoding: string; name: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS release,
       current_setting('server_encoding') AS encoding, current_database() AS name`,
  );
  const [server] = rows;
  if (server && server.version >= SERVER_VERSION_MIN && server.encoding === "UTF8") return;
  const { release = "?", encoding = "?", name = "?" } = server ?? {};
  throw new Failure(
    `The database “${name}” of DATABASE_URL is of PostgreSQL ${release} and has the encoding ${encoding}: PostgreSQL 15 or newer and UTF8 are needed. A database of that encoding is made with CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'.`,
    `DATABASE_URL 中的数据库“${name}”属于 PostgreSQL ${release}，编码为 ${encoding}：需要 PostgreSQL 15 或更新版本，且编码为 UTF8。可用 CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' 创建。`,
  );
}

/** Reads what was applied; makes the book in an empty database. */
async function readBook(client: pg.Client): Promise<BookRow[]> {
  const { rows: found } = await client.query<{ book: boolean; tables: number }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS book,
       (SELECT count(*)::int FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e')) AS tables`,
  );
  if (!found[0]?.book && (found[0]?.tables ?? 0) > 0) {
    throw new Failure(
      "The database of DATABASE_URL holds tables of something else: give Sealbook an empty database of its own.",
      "DATABASE_URL 指向的数据库中已有其他程序的表：请为 Sealbook 准备一个空数据库。",
    );
  }
  await client.query(BOOK);
  const { rows } = await client.query<BookRow>(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  return rows;
}

/** What is still to run, in order; the applied ones must be the first of this code's, unchanged. */
function pendingMigrations(migrations: Migration[], applied: BookRow[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const name = row.migration_name;
    const migration = known.get(name);
    if (!migration) {
      throw new Failure(
        `The database is newer than this program (it has migration ${name}): install the newer program.`,
        `数据库比本程序更新（其中有迁移 ${name}）：请安装更新版本的程序。`,
      );
    }
    if (row.finished_at === null) {
      throw new Failure(
        `Migration ${name} was begun by another program and not finished: resolve it with "prisma migrate resolve".`,
        `迁移 ${name} 由其他程序开始但未完成：请用“prisma migrate resolve”处理。`,
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new Failure(
        `Migration ${name} was changed after it had been applied: restore prisma/migrations/${name} from its release.`,
        `迁移 ${name} 在执行之后被修改过：请恢复该版本的 prisma/migrations/${name}。`,
      );
    }
  }
  const names = new Set(applied.map((row) => row.migration_name));
  return migrations.filter((migration) => !names.has(migration.name));
}

async function run(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    // Before this line nothing of the migration is there, after it everything.
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const reason = error instanceof Error ? error.message : String(error);
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) {
      throw new Error(`Migration ${migration.name} failed and was undone: ${reason}`, { cause: error });
    }
    const { rows } = await client.query<{ role: string }>("SELECT current_user AS role");
    const doing = { en: `run migration ${migration.name}`, zh: `执行迁移 ${migration.name}` };
    throw missingPrivilege({ role: rows[0]?.role ?? "", doing, reason });
  }
}
