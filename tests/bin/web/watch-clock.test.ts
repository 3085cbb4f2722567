/** A web process looks at the clock of its own machine, from its start until it is told to stop. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { after, afterEach, before, describe, it, mock } from "node:test";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { until } from "#tests/support/ledger.ts";
import { watchClock } from "../../../bin/web/watch-clock.ts";

const MINUTE_MS = 60_000;

describe("the clock of a web process", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());
  afterEach(() => mock.timers.reset());

  it("raises the alert where it is off, and the watch ends with the process", async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.now() - 3 * MINUTE_MS });
    const stop = new AbortController();
    const watching = watchClock({ signal: stop.signal });
    await until(async () => (await listOpenSubjects("clock_wrong")).includes(hostname()));
    stop.abort();
    await watching;
    assert.deepEqual(await listOpenSubjects("clock_wrong"), [hostname()]);
  });
});
