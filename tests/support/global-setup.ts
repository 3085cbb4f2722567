/**
 * Once a test run: an embedded PostgreSQL of its own with a migrated template, in a folder that is removed at the end.
 *
 * The runner and the journeys call it; `node --test` of a single file is given it with --test-global-setup.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabaseServer } from "../../bin/start/database-server.mjs";
import { migrate } from "../../bin/steps/migrate.ts";

const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
export const TEMPLATE_DATABASE = "sealbook_template";
const APP_ROLE = "sealbook_test_app";

let server: Awaited<ReturnType<typeof openDatabaseServer>> | undefined;

/** Starts it, unless the run that this process belongs to has it already. */
export async function globalSetup(): Promise<void> {
  if (process.env.SEALBOOK_TEST_SERVER) return;
  server = await openDatabaseServer({ folder: mkdtempSync(join(tmpdir(), "sealbook-database-")), throwaway: true });
  const superuser = server.url("postgres");
  const password = randomBytes(12).toString("hex");
  await execute(superuser, `CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await migrate({ url: server.url(TEMPLATE_DATABASE), directory: MIGRATIONS });
  await execute(superuser, `CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '${password}' IN ROLE sealbook_app`);
  const app = new URL(superuser);
  app.username = APP_ROLE;
  app.password = password;
  process.env.SEALBOOK_TEST_SERVER = superuser;
  process.env.SEALBOOK_TEST_APP_SERVER = app.href;
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}

/** @returns the address of an empty database of the run's server, as superuser */
export async function createEmptyDatabase(): Promise<string> {
  const url = new URL(process.env.SEALBOOK_TEST_SERVER ?? "");
  const name = `empty_${randomBytes(8).toString("hex")}`;
  await execute(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return url.href;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
