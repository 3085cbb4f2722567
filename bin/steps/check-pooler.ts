/** What has to be so where a pooler in transaction mode stands before the database: looked at by every process that starts. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { env } from "#lib/env.ts";
import { listen } from "#lib/infra/db/listen.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Failure } from "../start/failure.mjs";

const HEARD_MS_MAX = 5_000;

/** Nothing where there is none. @throws {Failure} */
export async function checkPooler(): Promise<void> {
  if (env.APP_DATABASE_DIRECT_URL === undefined) return;
  await checkSearchPath();
  await checkHeard();
}

/** What a connection cannot set for itself, the role has to have. */
async function checkSearchPath(): Promise<void> {
  const { rows } = await pool().query<{ path: string; role: string; database: string }>(
    "SELECT current_setting('search_path') AS path, current_user AS role, current_database() AS database",
  );
  const [found] = rows;
  if (!found || found.path === "public") return;
  const [role, database] = [pg.escapeIdentifier(found.role), pg.escapeIdentifier(found.database)];
  const sql = `ALTER ROLE ${role} IN DATABASE ${database} SET search_path = public`;
  throw new Failure(
    `Through the pooler of APP_DATABASE_URL names lead to the schemas ${found.path}: run ${sql} as the owner, have the pooler open its connections anew (RECONNECT), and start again.`,
    `经由 APP_DATABASE_URL 的连接池，名称指向的模式为 ${found.path}：请以所有者身份执行 ${sql}，让连接池重新建立连接（RECONNECT）后再启动。`,
  );
}

/** What one says through the pooler the other hears at the server: it is the same database, and a connection of its own. */
async function checkHeard(): Promise<void> {
  const channel = `sealbook_pooler_${randomBytes(8).toString("hex")}`;
  const heard = Promise.withResolvers<boolean>();
  const listener = await listen({
    channel,
    onNotice: () => heard.resolve(true),
    onLost: () => heard.resolve(false),
  });
  try {
    await pool().query("SELECT pg_notify($1, '')", [channel]);
    const late = sleep(HEARD_MS_MAX, false, { ref: false });
    if (await Promise.race([heard.promise, late])) return;
  } finally {
    listener.end();
  }
  throw new Failure(
    "What is said through APP_DATABASE_URL is not heard at APP_DATABASE_DIRECT_URL: let the latter name the PostgreSQL server behind the pooler, with the same database.",
    "经由 APP_DATABASE_URL 发出的通知在 APP_DATABASE_DIRECT_URL 收不到：请让后者直接指向连接池背后的 PostgreSQL 服务器及同一数据库。",
  );
}
