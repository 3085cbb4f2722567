/** /healthz says that the process lives, /readyz whether it could do what it is asked: both tell the truth. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { beginStopping } from "#lib/infra/http/stopping.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testDatabaseName, testFolder, testServerUrl } from "#tests/support/environment.ts";
import { ownerPool } from "#tests/support/ledger.ts";

/** What was found in storage holds for so long. */
const STORED_FRESH_MS = 2_000;

const healthz = at("/healthz");
const readyz = at("/readyz");

async function reasons(): Promise<string[]> {
  const { status, body } = await callJson(readyz.GET);
  assert.equal(status, body.reasons.length === 0 ? 200 : 503);
  assert.equal(body.status, body.reasons.length === 0 ? "ready" : "not_ready");
  return body.reasons;
}

describe("readiness", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    await reasons().catch(() => {}); // the first look opens connections, on a busy machine for longer than it waits
  });
  after(() => dropTestDatabase());

  it("is there when everything is", async () => {
    assert.deepEqual(await reasons(), []);
  });

  it("is not while the signer refuses", async () => {
    await raiseAlert({ kind: "ledger_rolled_back", subject: "main", ledger: "main", details: {} });
    assert.deepEqual(await reasons(), ["signer_refuses"]);
    await resolveAlert({ kind: "ledger_rolled_back", subject: "main" });
    assert.deepEqual(await reasons(), []);
  });

  it("is not while the database is behind the code, and is when it is ahead", async () => {
    const { rows } = await ownerPool().query(
      "DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations) RETURNING *",
    );
    assert.deepEqual(await reasons(), ["migrations_missing"]);
    const [{ id, checksum, migration_name: name }] = rows;
    const insert =
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ($1, $2, $3, now())";
    await ownerPool().query(insert, [id, checksum, name]);
    await ownerPool().query(insert, ["later", checksum, "9999_later"]);
    assert.deepEqual(await reasons(), []);
  });

  it("is not while storage takes nothing", async () => {
    const staged = join(testFolder, "uploads");
    renameSync(staged, `${staged}.away`);
    writeFileSync(staged, "a file where the folder was");
    await sleep(STORED_FRESH_MS);
    assert.deepEqual(await reasons(), ["storage_away"]);
    rmSync(staged);
    renameSync(`${staged}.away`, staged);
    await sleep(STORED_FRESH_MS);
    assert.deepEqual(await reasons(), []);
  });

  it("is not while the database is away, and the process lives all the same", async () => {
    const server = new pg.Client({ connectionString: testServerUrl });
    await server.connect();
    const name = pg.escapeIdentifier(testDatabaseName);
    const putOut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    try {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await server.query(putOut, [testDatabaseName]);
      assert.deepEqual(await reasons(), ["database_away"]);
      assert.equal((await callJson(healthz.GET)).status, 200);
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      assert.deepEqual(await reasons(), []);
    } finally {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await server.end();
    }
  });

  it("is not once the process stops", async () => {
    beginStopping();
    assert.deepEqual(await reasons(), ["stopping"]);
    assert.equal((await callJson(healthz.GET)).body.status, "alive");
  });
});
