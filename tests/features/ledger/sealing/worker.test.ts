import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import { waitForEntry } from "#lib/features/ledger/publishing/rows/wait-for-entry.ts";
import { blockAppender } from "#lib/features/ledger/sealing/jobs.ts";
import { countAll, findEntryOfEvidence, findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { createPool, pool } from "#lib/infra/db/pool.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testDatabaseName, testServerUrl } from "#tests/support/environment.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound, until } from "#tests/support/ledger.ts";

describe("the worker", () => {
  const stop = new AbortController();
  let worker: Promise<void>;
  let organisation: MadeOrganisation;
  let recorded = 0;

  async function record(count: number) {
    recorded += count;
    return makeEvidence({ organisation, count });
  }
  /** Records in the tree, whose size counts headers too. */
  const anchored = async () => Number((await countAll()).entries);

  before(() => createTestDatabase());
  after(async () => {
    stop.abort();
    await worker;
    await dropTestDatabase();
  });

  it("makes the first ledger, and says when it is ready", async () => {
    await new Promise<void>((resolve) => {
      worker = runJob(blockAppender(), { signal: stop.signal, onReady: resolve });
    });
    assert.ok(await findLedger("main"));
    organisation = await makeOrganisation();
  });

  it("anchors what waits within an interval, and whoever waits for it hears of it at once", async () => {
    const [evidence] = await record(1);
    const started = performance.now();
    assert.equal(await waitForEntry({ evidenceId: evidence!.id, timeoutMs: 10_000 }), true);
    assert.ok(performance.now() - started < 9_000);
    assert.ok(await findEntryOfEvidence(evidence!.id));
    assert.equal(await waitForEntry({ evidenceId: evidence!.id, timeoutMs: 10_000 }), true, "also when it was before");
  });

  it("appends one full block after the other while full blocks wait, without a pause", async () => {
    await record(5 * env.BLOCK_LEAVES_MAX);
    await until(async () => (await anchored()) === recorded);
    const { rows } = await pool().query<{ gaps: number[] }>(
      `SELECT array_agg(gap) AS gaps FROM (
         SELECT 1000 * extract(epoch FROM time - lag(time) OVER (ORDER BY height))::float8 AS gap FROM ledger_block WHERE leaf_count >= $1) AS blocks
       WHERE gap IS NOT NULL`,
      [env.BLOCK_LEAVES_MAX],
    );
    const gaps = rows[0]?.gaps ?? [];
    // A busy machine makes blocks slower than a pause is long, but not all of them.
    assert.ok(gaps.length >= 3 && Math.min(...gaps) < env.BLOCK_INTERVAL_MS, `${gaps}`);
  });

  it("goes on after its connections were cut, and after the database was away for a while", async () => {
    const server = createPool(testServerUrl);
    const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
    for (const awayMs of [0, 0, 1_500]) {
      await record(5);
      const connection = await server.connect();
      if (awayMs > 0) await connection.query(`ALTER DATABASE ${testDatabaseName} ALLOW_CONNECTIONS false`);
      await connection.query(cut, [testDatabaseName]);
      await sleep(awayMs);
      await connection.query(`ALTER DATABASE ${testDatabaseName} ALLOW_CONNECTIONS true`);
      connection.release();
      await until(async () => (await anchored().catch(() => 0)) === recorded);
    }
    await server.end();
  });

  it("waiting ends with false when time is up, when it is called off, and when nothing will come", async () => {
    const nobody = "0198c000-0000-7000-8000-000000000000";
    assert.equal(await waitForEntry({ evidenceId: nobody, timeoutMs: 50 }), false);
    const gone = new AbortController();
    const waiting = waitForEntry({ evidenceId: nobody, timeoutMs: 10_000, signal: gone.signal });
    gone.abort();
    assert.equal(await waiting, false);
    assert.equal(await waitForEntry({ evidenceId: nobody, timeoutMs: 10_000, signal: gone.signal }), false);
  });

  it("many wait for many at once", async () => {
    const made = await record(400);
    const all = made.map(({ id }) => waitForEntry({ evidenceId: id, timeoutMs: 20_000 }));
    assert.ok((await Promise.all(all)).every(Boolean));
  });

  it("ends when it is told to, with a sound ledger", async () => {
    stop.abort();
    await worker;
    await assertSound(recorded);
  });

  it("takes signed statements in without a pause, too, where more wait than a block takes", async () => {
    // Not statements, but for the worker as good as any: what they say is the door's to check, and the audit's.
    const batches = 30;
    const again = new AbortController();
    const waits = async () => (await pool().query("SELECT FROM statement_pending LIMIT 1")).rows.length > 0;
    await pool().query(
      `INSERT INTO statement (id, organisation_id, ledger, entry, hash, issuer, subject, received_at)
       SELECT gen_random_uuid(), $1, 'main', s.entry, sha256(s.entry), 'issuer', 'subject', now()
       FROM (SELECT int4send(number) AS entry FROM generate_series(1, $2::integer) AS number) s`,
      [organisation.id, batches * 256],
    );
    const started = performance.now();
    const working = runJob(blockAppender(), { signal: again.signal });
    await until(async () => !(await waits())).finally(() => again.abort());
    const milliseconds = performance.now() - started;
    await working;
    assert.ok(milliseconds < (batches - 2) * env.BLOCK_INTERVAL_MS);
  });
});
