/**
 * Puts the ledger of tests/core/golden/ledger into this test's database, as an installation of its day had it, and brings that up to
 * date: its tables are those of its last migration until its rows are in, and everything since is run over them.
 */

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { migrate } from "../../bin/steps/migrate.ts";
import { testDatabaseName, testServerUrl } from "./environment.ts";

const FOLDER = new URL("../core/golden/ledger/", import.meta.url).pathname;
const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const LAST_MIGRATION = "0018_quota_by_content";
const COLUMN = /^[a-z_0-9]+$/;

type Row = { table: string; row: Record<string, unknown> };

export const golden = (name: string): Buffer => readFileSync(join(FOLDER, name));
/** Receipts that were handed out. */
export const goldenNames = (extension: ".json" | ".pdf"): string[] =>
  readdirSync(FOLDER).filter((name) => name.endsWith(extension) && name !== "contents.json");

export async function restoreGoldenLedger(): Promise<void> {
  await onServer(testServerUrl, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(testDatabaseName)}`));
  const url = process.env.DATABASE_URL ?? "";
  await migrateUpTo(url, LAST_MIGRATION);
  await onServer(url, insertRows);
  await migrate({ url, directory: MIGRATIONS });
  await placeContents();
  rememberSigned(golden("checkpoint.txt").toString());
}

/** The migrations of a day, and none that came later. @param last the name of its last one */
export async function migrateUpTo(url: string, last: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "sealbook-migrations-"));
  try {
    for (const name of readdirSync(MIGRATIONS)) {
      if (name <= last) cpSync(join(MIGRATIONS, name), join(directory, name), { recursive: true });
    }
    await migrate({ url, directory });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Through the tables' own triggers: what continues no block, or waits nowhere, is refused. */
async function insertRows(client: pg.Client): Promise<void> {
  await client.query("BEGIN");
  for (const line of golden("rows.jsonl").toString().trimEnd().split("\n")) {
    const { table, row }: Row = JSON.parse(line);
    const whole = table === "ledger_key" ? { ...row, signing_key: sealedKey(row) } : row;
    const columns = Object.keys(whole);
    if (![table, ...columns].every((name) => COLUMN.test(name))) throw new Error(`not a name: ${table} ${columns}`);
    await client.query(
      `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_record(NULL::${table}, $1)`,
      [JSON.stringify(whole)],
    );
  }
  await client.query(
    "SELECT setval(pg_get_serial_sequence('evidence', 'sequence'), (SELECT max(sequence) FROM evidence))",
  );
  await client.query("COMMIT");
}

/** Under the secret of this test's installation. */
function sealedKey({ ledger, number, verifier_key: verifierKey }: Record<string, unknown>): string {
  const text = `Seed of key ${number} of the ledger in tests/core/golden: public, no secret.`;
  const seed = createHash("sha256").update(text).digest();
  const sealed = sealSecret(seed, { purpose: "ledger signing key", aad: `${ledger}\n${verifierKey}\n` });
  return `\\x${Buffer.from(sealed).toString("hex")}`;
}

async function placeContents(): Promise<void> {
  const contents: Record<string, string> = JSON.parse(golden("contents.json").toString());
  const { rows } = await onServer(process.env.DATABASE_URL ?? "", (client) =>
    client.query("SELECT organisation_id, sha256, name FROM evidence_whole WHERE content_kept"),
  );
  for (const { organisation_id: organisationId, sha256, name } of rows) {
    const staged = await storage().stage();
    await staged.write(Buffer.from(contents[name] ?? ""));
    const { key } = await staged.finish();
    await storage().place(key, { organisationId, sha256 }, { durable: true });
  }
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
