/** What dies is started again; and whatever is killed, nothing stands in the way of the next start. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import "#tests/support/built.ts";
import { begin } from "./begin.ts";
import { fetchFrom, findProcess, findProcesses, processTree, survivors, untilReady } from "./launch.ts";

const GONE_MS = 90_000;

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The database's own short-lived processes come and go.
  }
}

/** The kinds and parts of open alerts, as the application sees them. */
async function deathsTold(folder: string): Promise<string[]> {
  const { app } = JSON.parse(readFileSync(join(folder, "database.json"), "utf8"));
  const client = new pg.Client({ connectionString: app });
  await client.connect();
  const { rows } = await client.query(
    "SELECT details ->> 'part' AS part FROM alert WHERE kind = 'part_died' AND resolved_at IS NULL ORDER BY 1",
  );
  await client.end();
  return rows.map(({ part }) => part);
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + GONE_MS; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error("waited in vain");
  }
}

const postmasterOf = (folder: string) =>
  Number.parseInt(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);

test("worker, web and PostgreSQL that are killed are started again, and an alert tells of each", async () => {
  const { started, folder, port } = await begin();
  await untilReady(started);
  const isReady = async () => (await fetchFrom(port, "/readyz").catch(() => undefined))?.status === 200;
  for (const [part, file] of [
    ["worker", "bin/worker.ts"],
    ["web", "bin/web/web.ts"],
  ] as const) {
    const victim = findProcess(started.pid, file);
    process.kill(victim, "SIGKILL");
    await until(() => {
      const [found] = findProcesses(started.pid, file);
      return found !== undefined && found !== victim;
    });
    await until(isReady);
    await until(async () => (await deathsTold(folder)).includes(part));
    assert.match(
      started.output(),
      new RegExp(`The ${part} process ended \\(SIGKILL\\); it is started again after 0.25 s`),
    );
  }
  const postmaster = postmasterOf(folder);
  const { app } = JSON.parse(readFileSync(join(folder, "database.json"), "utf8"));
  process.kill(postmaster, "SIGKILL");
  await until(() => existsSync(join(folder, "postgres", "postmaster.pid")) && postmasterOf(folder) !== postmaster);
  await until(isReady);
  await until(async () => (await deathsTold(folder).catch(() => [])).length === 3);
  assert.deepEqual(await deathsTold(folder), ["PostgreSQL", "web", "worker"]);
  assert.equal(
    JSON.parse(readFileSync(join(folder, "database.json"), "utf8")).app,
    app,
    "everybody finds it where it was",
  );
  const tree = processTree(started.pid);
  started.child.kill("SIGTERM");
  assert.equal(await started.exited, 0);
  assert.deepEqual(await survivors(tree, 0), []);
});

test("a start that is stopped while a part rests ends at once", async () => {
  const { started } = await begin();
  await untilReady(started);
  const tree = processTree(started.pid);
  process.kill(findProcess(started.pid, "bin/worker.ts"), "SIGKILL");
  await until(() => started.output().includes("The worker process ended"));
  started.child.kill("SIGTERM");
  assert.equal(await started.exited, 0);
  assert.deepEqual(await survivors(tree, GONE_MS), []);
});

test("when the start itself is killed everything ends by itself, and nothing stands in the way of the next", async () => {
  const { started, folder } = await begin();
  await untilReady(started);
  const tree = processTree(started.pid);
  started.child.kill("SIGKILL");
  assert.deepEqual(await survivors(tree, GONE_MS), []);
  const again = await begin({ DATA_DIR: folder });
  await untilReady(again.started);
  again.started.child.kill("SIGTERM");
  assert.equal(await again.started.exited, 0);
});

test("when everything is killed at once, the database included, the next start comes up", async () => {
  const { started, folder } = await begin();
  await untilReady(started);
  for (const pid of processTree(started.pid)) killIfThere(pid);
  await started.exited;
  const again = await begin({ DATA_DIR: folder });
  await untilReady(again.started);
  again.started.child.kill("SIGTERM");
  assert.equal(await again.started.exited, 0);
});
