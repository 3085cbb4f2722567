/**
 * The login under which web and worker connect: a member of `sealbook_app`, which owns nothing, so that the database
 * itself refuses what the application must never do.
 */
import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { addressOf } from "#lib/infra/db/config.ts";
import { Failure } from "../start/failure.mjs";
import { missingPrivilege } from "./missing-privilege.ts";

/** PostgreSQL cuts longer names (NAMEDATALEN). */
const ROLE_NAME_BYTES_MAX = 63;
const ROLE_NAME_PREFIX = "sealbook_app_";
const NAME_HASH_CHARS = 12;
const PASSWORD_BYTES = 24;
const INSUFFICIENT_PRIVILEGE = "42501";

/** One role a database, because roles are shared by all databases of a server. At most 63 bytes. */
export function appRoleName(database: string): string {
  const name = `${ROLE_NAME_PREFIX}${database}`;
  if (Buffer.byteLength(name) <= ROLE_NAME_BYTES_MAX) return name;
  const hash = createHash("sha256").update(database).digest("hex").slice(0, NAME_HASH_CHARS);
  return `${ROLE_NAME_PREFIX}${hash}`;
}

/**
 * Makes the login of the application, or gives it a new password, and closes the database to everybody else.
 *
 * @param options ownerUrl: the migrated database, as its owner; keptUrl: what an earlier start returned, used again
 *   when it still opens the same database.
 * @returns the address of the same database as that login.
 * @throws {Failure} when the owner may not make roles.
 */
export async function ensureAppLogin(options: { ownerUrl: string; keptUrl?: string }): Promise<string> {
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ database: string }>("SELECT current_database() AS database");
    const database = rows[0]?.database ?? "";
    const role = appRoleName(database);
    const kept = options.keptUrl;
    await resetSettings(client, role);
    if (kept && sameServer(kept, options.ownerUrl) && (await opensAs(kept, { role, database }))) return kept;
    const password = randomBytes(PASSWORD_BYTES).toString("base64url");
    await makeLogin(client, { role, password, database });
    const address = new URL(options.ownerUrl);
    address.username = encodeURIComponent(role);
    address.password = password;
    return address.href;
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) {
      const { rows } = await client.query<{ role: string }>("SELECT current_user AS role");
      const doing = { en: "make the application's login", zh: "创建应用登录" };
      throw missingPrivilege({ role: rows[0]?.role ?? "", doing, reason: (error as Error).message });
    }
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * @param url what APP_DATABASE_URL names
 * @throws {Failure} when that role could change what is append-only, or cannot do the application's work.
 */
export async function assertAppLogin(url: string): Promise<void> {
  const client = new pg.Client(addressOf(url));
  await client.connect();
  try {
    const { rows } = await client.query<{ works: boolean; strong: boolean }>(
      `SELECT has_table_privilege('evidence', 'INSERT') AND has_table_privilege('session', 'UPDATE') AS works,
         has_table_privilege('evidence', 'UPDATE') OR pg_has_role(c.relowner, 'MEMBER') AS strong
       FROM pg_class c WHERE c.oid = 'evidence'::regclass`,
    );
    if (rows[0]?.works && !rows[0].strong) return;
  } finally {
    await client.end();
  }
  throw new Failure(
    "The role of APP_DATABASE_URL must be a member of sealbook_app and own nothing: create it with CREATE ROLE … LOGIN IN ROLE sealbook_app.",
    "APP_DATABASE_URL 中的角色必须是 sealbook_app 的成员且不拥有任何对象：请用 CREATE ROLE … LOGIN IN ROLE sealbook_app 创建。",
  );
}

/**
 * Takes back what the role has set for itself, as every role may: where its names lead, or that it only reads. Whoever
 * got hold of the login for a moment would go on deciding that otherwise.
 */
async function resetSettings(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ database: string | null }>(
    `SELECT d.datname AS database FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
       LEFT JOIN pg_database d ON d.oid = s.setdatabase WHERE r.rolname = $1`,
    [role],
  );
  for (const { database } of rows) {
    const place = database === null ? "" : ` IN DATABASE ${pg.escapeIdentifier(database)}`;
    await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)}${place} RESET ALL`);
  }
}

async function makeLogin(
  client: pg.Client,
  { role, password, database }: { role: string; password: string; database: string },
): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  await client.query("BEGIN");
  try {
    const verb = rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    await client.query(`GRANT sealbook_app TO ${name}`);
    await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${pg.escapeIdentifier(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(database)} TO ${name}`);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function opensAs(url: string, expected: { role: string; database: string }): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ role: string; database: string; member: boolean }>(
      "SELECT current_user AS role, current_database() AS database, pg_has_role('sealbook_app', 'USAGE') AS member",
    );
    const [found] = rows;
    return found?.role === expected.role && found.database === expected.database && found.member;
  } catch {
    // Whatever is wrong with it, a new password makes it right.
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function sameServer(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).host === new URL(b).host;
}
