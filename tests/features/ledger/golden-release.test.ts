/** The database and files of the release before are brought up to date, are sound, and go on: from a copy that never changes. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { testDatabaseName, testFolder, testServerUrl } from "#tests/support/environment.ts";

// Read with the rest of the configuration, below; the golden copy says whence it is.
process.env.SEALBOOK_SECRET = createHash("sha256")
  .update("Secret of the installation in tests/upgrades: public, no secret.")
  .digest("base64");

const { auditLedger } = await import("#lib/features/ledger/audit/verbs/audit-ledger.ts");
const { appendBlock } = await import("#lib/features/ledger/sealing/verbs/append-block.ts");
const { openSigners } = await import("#lib/features/certificates/issuers/verbs/sign.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { rememberSigned } = await import("#lib/infra/keys/last-signed.ts");
const { open } = await import("#lib/verify/open.ts");
const { verify } = await import("#lib/verify/verify.ts");
const { dropTestDatabase } = await import("#tests/support/database.ts");
const { migrateUpTo } = await import("#tests/support/golden-ledger.ts");
const { migrate } = await import("../../../bin/steps/migrate.ts");

const FOLDER = new URL("../../core/golden/release/", import.meta.url).pathname;
const MIGRATIONS = new URL("../../../prisma/migrations", import.meta.url).pathname;
const LAST_MIGRATION = "0052_webhook_turns";
const CONTENT = "The contract, as it was. 合同原文。\n";
const ENTRIES = 205;
const golden = (name: string) => readFileSync(join(FOLDER, name));

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** As a backup is read: without triggers and references, whose rows may come later. */
async function insertRows(client: pg.Client): Promise<void> {
  await client.query("BEGIN; SET LOCAL session_replication_role = replica");
  for (const line of gunzipSync(golden("rows.jsonl.gz")).toString().trimEnd().split("\n")) {
    const { table, row } = JSON.parse(line) as { table: string; row: Record<string, unknown> };
    const columns = Object.keys(row).map((name) => pg.escapeIdentifier(name));
    await client.query(
      `INSERT INTO ${pg.escapeIdentifier(table)} (${columns}) OVERRIDING SYSTEM VALUE
       SELECT ${columns} FROM json_populate_record(NULL::${pg.escapeIdentifier(table)}, $1)`,
      [JSON.stringify(row)],
    );
  }
  await client.query(
    "SELECT setval(pg_get_serial_sequence('evidence', 'sequence'), (SELECT max(sequence) FROM evidence))",
  );
  await client.query("COMMIT");
}

/** Where that release kept files. */
async function placeContent(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "SELECT organisation_id AS organisation, encode(sha256, 'hex') AS hex FROM evidence WHERE content_kept",
  );
  for (const { organisation, hex } of rows) {
    const path = join(testFolder, "content", organisation, hex.slice(0, 2), hex);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, CONTENT);
  }
  assert.equal(rows.length, 1);
}

describe("an installation of the release before", () => {
  before(async () => {
    await onServer(testServerUrl, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(testDatabaseName)}`));
    const url = process.env.DATABASE_URL ?? "";
    await migrateUpTo(url, LAST_MIGRATION);
    await onServer(url, insertRows);
    await onServer(url, placeContent);
    rememberSigned(golden("checkpoint.txt").toString());
    const run = await migrate({ url, directory: MIGRATIONS });
    assert.ok(run.length > 0, "there is something to bring up to date");
  });
  after(() => dropTestDatabase());

  it("is sound, and its keys of ledger and issuer open", async () => {
    const audit = await auditLedger({ ledger: "main" });
    assert.deepEqual([audit.finding, Number(audit.treeSize)], [undefined, ENTRIES]);
    const { rows } = await pool().query("SELECT id FROM issuer");
    assert.ok(await openSigners(rows[0].id));
  });

  it("anchors what waited on top of what was signed", async () => {
    const block = await appendBlock({ ledger: "main" });
    assert.equal(block?.leafCount, 1);
    assert.ok(Number(block?.treeSize) > ENTRIES);
    const audit = await auditLedger({ ledger: "main" });
    assert.deepEqual([audit.finding, audit.treeSize], [undefined, Number(block?.treeSize)]);
  });

  it("receipts that it handed out verify", async () => {
    const receipts = Object.values(JSON.parse(golden("receipts.json").toString()));
    assert.equal(receipts.length, 3);
    for (const text of receipts) {
      const receipt = await open(new Uint8Array(Buffer.from(JSON.stringify(text))));
      const { steps } = await verify({ receipt, requireQuorum: false, at: new Date() });
      assert.deepEqual(
        steps.filter(({ status }) => status === "failed"),
        [],
      );
    }
  });
});
