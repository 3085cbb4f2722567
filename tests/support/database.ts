/** A fresh, migrated database for a test file: a copy of the template of this test run. */
import "./environment.ts";

import pg from "pg";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { testDatabaseName, testServerUrl } from "./environment.ts";
import { TEMPLATE_DATABASE } from "./global-setup.ts";

/** Makes the database that DATABASE_URL and APP_DATABASE_URL of this process name. */
export async function createTestDatabase(name: string = testDatabaseName): Promise<void> {
  await onServer((client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${TEMPLATE_DATABASE}`),
  );
}

/** Ends this process's connections and drops the database. */
export async function dropTestDatabase(name: string = testDatabaseName): Promise<void> {
  if (name === testDatabaseName) {
    await prisma().$disconnect();
    if (!pool().ending) await pool().end();
  }
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`));
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
