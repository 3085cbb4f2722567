/** kill -9 of web, worker and PostgreSQL at random points of a bulk load of 100,000; PostgreSQL restarted. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import "#tests/support/built.ts";
import {
  acknowledged,
  assertSound,
  digestList,
  install,
  isReady,
  kill,
  linesRecorded,
  postmaster,
  submit,
  until,
  type Victim,
} from "./installation.ts";
import { between, chance, oneOf } from "./seeded.ts";

const LINES = 100_000;
const VICTIMS: readonly Victim[] = ["web", "worker", "PostgreSQL", "web's first"];
/** Each at least once, and so many more. */
const MORE_KILLS = 4;

test("a load of 100,000 with kill -9 of every part, again and again, loses and doubles nothing", async (t) => {
  const installation = await install();
  const list = digestList(installation.folder, LINES);
  const started = Date.now();
  const client = submit(installation, list);
  const order: Victim[] = [...VICTIMS, ...Array.from({ length: MORE_KILLS }, () => oneOf(VICTIMS))];
  const killed: string[] = [];
  for (const [at, victim] of order.entries()) {
    const point = Math.floor((LINES * (at + chance())) / (order.length + 1));
    await until(async () => (await linesRecorded(installation)) >= point, `${point} lines`);
    await until(() => kill(installation, victim), `${victim} to kill`);
    killed.push(`${victim} at ${await linesRecorded(installation).catch(() => point)}`);
  }
  assert.equal(await client.ended, 0, client.said());
  const seconds = (Date.now() - started) / 1_000;
  t.diagnostic(`killed: ${killed.join(", ")}; ${LINES} lines in ${seconds.toFixed(1)} s`);
  const ids = acknowledged(list);
  assert.equal(ids.length, LINES);
  await assertSound(installation, ids);
  await installation.stop();
});

test("PostgreSQL that is restarted in the middle of a load delays it", async (t) => {
  const installation = await install();
  const list = digestList(installation.folder, 30_000);
  const started = Date.now();
  const client = submit(installation, list);
  for (let times = 0; times < 2; times++) {
    await until(
      async () => (await linesRecorded(installation)) >= between(0.2, 0.4) * (times + 1) * 30_000,
      "some lines",
    );
    const pid = postmaster(installation.folder);
    // A fast shutdown, as a service manager asks for it: sessions are cut, the server ends in order.
    if (pid !== undefined) process.kill(pid, "SIGINT");
    await until(() => postmaster(installation.folder) !== pid && isReady(installation), "PostgreSQL again");
  }
  assert.equal(await client.ended, 0, client.said());
  t.diagnostic(`restarted twice; 30,000 lines in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  await assertSound(installation, acknowledged(list));
  await installation.stop();
});
