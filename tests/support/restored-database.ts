/** What an operator does with a database: keeps a copy, and later puts it in its place. */
import pg from "pg";
import { testDatabaseName, testServerUrl } from "./environment.ts";

const name = pg.escapeIdentifier(testDatabaseName);
const copyOf = (label: string) => pg.escapeIdentifier(`${testDatabaseName}_${label}`);

/** Everybody is put out first: neither a copy nor a new name can be had of a database that is in use. */
async function alone(statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl });
  await client.connect();
  try {
    const putOut =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
    for (const statement of statements) {
      await client.query(putOut, [testDatabaseName]);
      await client.query(statement);
    }
  } finally {
    await client.end();
  }
}

/** Keeps a copy of this test's database as it is. */
export async function backUp(label: string): Promise<void> {
  await alone([`CREATE DATABASE ${copyOf(label)} TEMPLATE ${name}`]);
}

/** Puts the copy in the place of this test's database, which is kept under another label. */
export async function restore(label: string, { keepAs }: { keepAs: string }): Promise<void> {
  await alone([
    `ALTER DATABASE ${name} RENAME TO ${copyOf(keepAs)}`,
    `ALTER DATABASE ${copyOf(label)} RENAME TO ${name}`,
  ]);
}

export async function dropCopies(labels: string[]): Promise<void> {
  await alone(labels.map((label) => `DROP DATABASE IF EXISTS ${copyOf(label)} WITH (FORCE)`));
}
