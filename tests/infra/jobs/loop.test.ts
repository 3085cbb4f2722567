/** The one loop: nothing ends it but the signal, and nothing makes it hurry but a notice. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "#lib/infra/db/pool.ts";
import { backoffMs, isDue, noteFailure, type Troubles } from "#lib/infra/jobs/backoff.ts";
import { job, runJob, runJobs } from "#lib/infra/jobs/job.ts";
import { loop } from "#lib/infra/jobs/loop.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const CHANNEL = "loop_test";
const HOUR_MS = 60 * 60 * 1_000;
const until = async (holds: () => boolean) => {
  for (let waited = 0; waited < 60_000; waited += 10) {
    if (holds()) return;
    await sleep(10);
  }
  assert.fail("it did not come to be");
};

describe("back-off", () => {
  it("doubles from the first failure to its limit, however many follow", () => {
    const backoff = { minMs: 100, maxMs: 700 };
    assert.deepEqual(
      [1, 2, 3, 4, 5, 5_000].map((failures) => backoffMs(failures, backoff)),
      [100, 200, 400, 700, 700, 700],
    );
  });

  it("is counted for each subject alone", () => {
    const troubles: Troubles = new Map();
    const backoff = { minMs: 100, maxMs: 700 };
    assert.deepEqual(noteFailure(troubles, "a", { backoff, now: 0 }), { failures: 1, retryAt: 100, retryMs: 100 });
    assert.deepEqual(noteFailure(troubles, "a", { backoff, now: 100 }), { failures: 2, retryAt: 300, retryMs: 200 });
    assert.deepEqual(
      [isDue(troubles, "a", 299), isDue(troubles, "a", 300), isDue(troubles, "b", 0)],
      [false, true, true],
    );
  });
});

describe("the loop", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("goes on after rounds that failed, later and later, and at its own pace once one succeeds", async () => {
    const stop = new AbortController();
    const at: number[] = [];
    const running = loop({
      ...{ name: "test", signal: stop.signal, everyMs: 5, trouble: { minMs: 40, maxMs: 160 } },
      async round() {
        at.push(performance.now());
        if (at.length <= 3) throw new Error(`failure ${at.length}`);
        return undefined;
      },
    });
    await until(() => at.length >= 8);
    stop.abort();
    await running.ended;
    const pauses = at.slice(1).map((time, index) => time - at[index]!);
    for (const [index, least] of [40, 80, 160].entries()) assert.ok(pauses[index]! >= least - 2, String(pauses));
    assert.ok(Math.min(...pauses.slice(3)) < 40, String(pauses));
  });

  it("begins at once when its channel speaks, and never runs two rounds at once", async () => {
    const stop = new AbortController();
    let rounds = 0;
    let atOnce = 0;
    const running = loop({
      ...{ name: "test", signal: stop.signal, everyMs: HOUR_MS, wake: CHANNEL },
      async round() {
        atOnce += 1;
        assert.equal(atOnce, 1);
        await sleep(20);
        atOnce -= 1;
        rounds += 1;
        return undefined;
      },
    });
    await until(() => rounds === 2); // one to begin with, one for what happened before it listened
    for (let n = 0; n < 5; n += 1) await pool().query(`NOTIFY ${CHANNEL}, '${n}'`);
    await until(() => rounds >= 3);
    await sleep(100);
    const before = rounds;
    assert.ok(before <= 7, "several notices during a round are one");
    // Its connection is cut: a round opens another, and what is said then is heard again.
    await pool().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
    );
    await sleep(100);
    running.wake();
    await until(() => rounds >= before + 2);
    const heard = rounds;
    await pool().query(`NOTIFY ${CHANNEL}`);
    await until(() => rounds > heard);
    stop.abort();
    await running.ended;
  });

  it("a job prepares before its first round, however often that takes, ends when nothing is left to do, and tidies up", async () => {
    const done: string[] = [];
    const refusing = job({
      ...{ name: "test", every: 1, trouble: { minMs: 1, maxMs: 1 } },
      async prepare() {
        done.push("prepare");
        if (done.length < 3) throw new Error("not yet");
      },
      async work() {
        done.push("work");
        return done.length < 6 ? 0 : "done";
      },
      async end() {
        done.push("end");
      },
    });
    await runJob(refusing, { signal: new AbortController().signal, onReady: () => done.push("ready") });
    assert.deepEqual(done, ["prepare", "prepare", "prepare", "ready", "work", "work", "end"]);
  });

  it("jobs run side by side: one that hangs or fails holds up no other; what cannot be begun ends all before", async () => {
    const stop = new AbortController();
    let rounds = 0;
    let ready = 0;
    const { signal } = stop;
    const hanging = job({
      name: "hanging",
      every: 1,
      work: () => new Promise((resolve) => signal.addEventListener("abort", () => resolve("done"))),
    });
    const failing = job({ name: "failing", every: 1, work: () => Promise.reject(new Error("always")) });
    const counting = job({
      ...{ name: "counting", every: 1 },
      async work() {
        rounds += 1;
        return undefined;
      },
    });
    const ended = runJobs([hanging, failing, counting], { signal, onReady: () => (ready += 1) });
    await until(() => rounds > 20);
    assert.equal(ready, 1);
    stop.abort();
    await ended;
    const check = () => {
      throw new Error("no such authority");
    };
    const before = rounds;
    await assert.rejects(runJobs([counting, job({ ...counting, check })], { signal, onReady: () => {} }), /no such/);
    assert.equal(rounds, before);
  });
});
