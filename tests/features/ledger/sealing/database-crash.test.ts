import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createPool, type Pool } from "#lib/infra/db/pool.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { type Appender, appendAll, assertSound, startAppender, until } from "#tests/support/ledger.ts";
import { openDatabaseServer } from "../../../../bin/start/database-server.mjs";
import { migrate } from "../../../../bin/steps/migrate.ts";

const MIGRATIONS = new URL("../../../../prisma/migrations", import.meta.url).pathname;
const KILLS = 4;
/** How long evidence comes in and is anchored before the next kill, at most. */
const LIFE_MS_MAX = 600;

// A server of its own, which keeps its promises about durability, unlike the one that tests share.
describe("kill -9 of PostgreSQL in the middle of appends", () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-crash-"));
  let server: Awaited<ReturnType<typeof openDatabaseServer>>;
  let on: Pool;
  let organisation: MadeOrganisation;
  let appender: Appender;
  const acknowledged: string[] = [];

  async function open(): Promise<void> {
    server = await openDatabaseServer({ folder });
    on = createPool(server.url("sealbook"));
  }

  before(async () => {
    server = await openDatabaseServer({ folder });
    const postgres = createPool(server.url("postgres"));
    await postgres.query("CREATE DATABASE sealbook");
    await postgres.end();
    await migrate({ url: server.url("sealbook"), directory: MIGRATIONS });
    on = createPool(server.url("sealbook"));
    // For the processes that append; this one has read its configuration already.
    process.env.DATABASE_URL = server.url("sealbook");
    process.env.APP_DATABASE_URL = server.url("sealbook");
    await ensureLedger("main", { on });
    organisation = await makeOrganisation({ on });
    appender = startAppender("loop");
    await appender.ready;
  });
  after(async () => {
    appender.child.kill("SIGKILL");
    await appender.ended;
    await on.end().catch(() => {});
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Records until told to stop, whatever becomes of the database; keeps the ids of what was acknowledged. */
  async function record(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const made = await makeEvidence({ organisation, count: 1 + Math.floor(Math.random() * 90), on });
        acknowledged.push(...made.map(({ id }) => id));
      } catch {
        await sleep(20);
      }
    }
  }

  /** Lets evidence come in and blocks be appended, and then `kill` happen. */
  async function crash(kill: () => Promise<void>): Promise<void> {
    const before = appender.heights.length;
    const recording = new AbortController();
    const recorded = record(recording.signal);
    try {
      await until(() => appender.heights.length > before + 2);
      await sleep(Math.random() * LIFE_MS_MAX);
      await kill();
    } finally {
      recording.abort();
      await recorded;
    }
  }

  async function assertNothingLost(): Promise<void> {
    const last = (await findLedgerHead("main", on))!.block!.height;
    const reported = Math.max(...appender.heights.map(Number));
    assert.ok(reported <= last, `block ${reported} was committed and is gone: the last is ${last}`);
    const { rows } = await on.query("SELECT count(*)::integer AS count FROM evidence");
    await assertSound(rows[0].count, on);
    const kept = await on.query("SELECT count(*)::integer AS count FROM evidence WHERE id = ANY ($1::uuid[])", [
      acknowledged,
    ]);
    assert.equal(kept.rows[0].count, acknowledged.length, "what was acknowledged is there");
  }

  it(`of the whole server, ${KILLS} times: blocks that were committed stand, evidence is anchored once`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await crash(async () => {
        process.kill(server.pid, "SIGKILL");
        await server.exited;
      });
      await on.end();
      await open();
    }
    await appendAll(on);
    await assertNothingLost();
  });

  it(`of the process that appends, ${KILLS} times: the server recovers, the worker connects again`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await crash(async () => {
        // One process killed takes the server down with it: every connection ends, and only then does it recover.
        const witness = await on.connect();
        const down = new Promise((resolve) => witness.once("end", resolve));
        // Whoever holds the ledger's lock is in the middle of an append.
        const holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted LIMIT 1";
        await until(async () => {
          const { rows } = await witness.query(holder);
          if (rows[0]) process.kill(rows[0].pid, "SIGKILL");
          return rows.length > 0;
        });
        await down;
        witness.release(true);
      });
      await until(async () => (await on.query("SELECT 1").catch(() => undefined)) !== undefined);
    }
    await appendAll(on);
    await assertNothingLost();
  });
});
