/** The worker's loop for timestamps, as the worker runs it. */
import "./settings.ts";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { timestamper } from "#lib/features/ledger/timestamps/jobs.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { until } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";
import { AUTHORITIES_FILE } from "./settings.ts";

describe("the loop for timestamps", { skip: OPENSSL_MISSING }, () => {
  let tsa: Awaited<ReturnType<typeof startTsa>>;

  before(async () => {
    tsa = await startTsa();
    writeFileSync(join(testFolder, "ca.pem"), tsa.caPem);
    const entry = { url: tsa.url, ca: "ca.pem" };
    const names = [{ name: "retired", active: false }, { name: "main" }];
    writeFileSync(AUTHORITIES_FILE, JSON.stringify(names.map((each) => ({ ...entry, ...each }))));
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(async () => {
    await tsa.stop();
    await dropTestDatabase();
  });

  it("stamps what is new on every ledger, goes on after a failure, asks nobody who is retired, and stops when told", async () => {
    await ensureLedger("second");
    const append = async (ledger: string) => {
      const organisation = await makeOrganisation({ ledger });
      await makeEvidence({ organisation, count: 1 });
      await appendBlock({ ledger });
    };
    const stamped = async () => {
      const { rows } = await pool().query(
        "SELECT ledger, height, authority FROM block_timestamp ORDER BY ledger, height",
      );
      return rows.map(({ ledger, height, authority }) => `${ledger} ${height} ${authority}`);
    };
    await raiseAlert({ kind: "timestamp_failing", subject: "retired", details: {} });
    await append("main");
    await append("second");
    const stopping = new AbortController();
    const running = runJob(timestamper(), { signal: stopping.signal });
    await until(async () => (await stamped()).length === 2);
    assert.deepEqual(await stamped(), ["main 0 main", "second 0 main"]);
    assert.deepEqual(await listOpenSubjects("timestamp_failing"), [], "nobody asks the retired one any more");
    tsa.setFault("down");
    await append("main");
    await until(async () => (await listOpenSubjects("timestamp_failing")).length === 1);
    tsa.setFault(undefined);
    await until(async () => (await stamped()).length === 3);
    await until(async () => (await listOpenSubjects("timestamp_failing")).length === 0);
    stopping.abort();
    await running;
    const requests = tsa.requests();
    await append("main");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(tsa.requests(), requests);
  });
});
