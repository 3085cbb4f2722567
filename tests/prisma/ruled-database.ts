/** A database with two ledgers, on whose own rules tests knock as the application and as the owner. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import {
  appendRows,
  insertEvidence,
  insertKey,
  insertLedger,
  insertOrganisation,
  nextBlock,
  ORIGIN,
  sha256,
} from "./ledger-rows.ts";

/** What the database says: not allowed, and not of one piece with what is there. */
export const DENIED = "42501";
export const INTEGRITY = "23000";

export const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
export const app = new pg.Client({ connectionString: process.env.APP_DATABASE_URL });
/** The blocks of the ledger `main`, of one entry each; `side` has none. */
export const first = nextBlock();
export const second = nextBlock(first);

/** @returns the organisation whose evidence the blocks hold. */
export async function openRuledDatabase(): Promise<string> {
  await createTestDatabase();
  await owner.connect();
  await app.connect();
  // Everything here is written as the application, which proves on the way that it can do its work.
  await insertLedger(app, "main", ORIGIN);
  await insertLedger(app, "side", "sealbook.test/ledger/side");
  const organisationId = await insertOrganisation(app);
  for (const block of [first, second]) {
    await appendRows(app, { block, evidenceId: await insertEvidence(app, { organisationId }) });
  }
  // No test appends the 256 entries that a node covers.
  await owner.query("SET session_replication_role = replica");
  await owner.query("INSERT INTO ledger_node VALUES ('main', 1, 0, $1)", [sha256("node")]);
  await owner.query("RESET session_replication_role");
  await app.query("INSERT INTO block_cosignature VALUES ('main', 0, 'witness', 'line', now())");
  await app.query("INSERT INTO block_timestamp VALUES ('main', 0, 'authority', '\\x00', now())");
  await insertKey(app, { ledger: "side", key: "sealbook.test/ledger/side+2", number: 2, since: 1 });
  await insertKey(app, { key: `${ORIGIN}+2`, number: 2, since: 3 });
  await insertKey(app, { key: `${ORIGIN}+3`, number: 3, since: 3 });
  await app.query("INSERT INTO ledger_key_end VALUES ('main', 2, 2)");
  await app.query("INSERT INTO audit_event (id, actor, action, subject, details) VALUES ($1, '{}', 'a.b', 's', '{}')", [
    randomUUID(),
  ]);
  return organisationId;
}

export async function closeRuledDatabase(): Promise<void> {
  await app.end();
  await owner.end();
  await dropTestDatabase();
}

/** Runs the statement alone in a transaction that is always undone. */
export async function attempt(client: pg.Client, sql: string): Promise<string> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    return "done";
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query("ROLLBACK");
  }
}
