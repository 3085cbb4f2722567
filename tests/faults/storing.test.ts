/** Files while their disk is full, the process that takes them is killed, and the connection is dropped. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import "#tests/support/built.ts";
import { testFolder } from "#tests/support/environment.ts";
import {
  acknowledged,
  assertSound,
  digestList,
  type Installation,
  install,
  isReady,
  kill,
  staged,
  submit,
  until,
} from "./installation.ts";
import { between } from "./seeded.ts";
import { mountSmall, mountsRefused } from "./small-disk.ts";

const MIB = 1024 ** 2;
/** A connection that was being handed to a process when that was killed is answered by nobody: its sender gives up. */
const ANSWER_MS_MAX = 20_000;
const refused = mountsRefused();
if (refused) console.log(refused);

/** @returns its status, and its id where it was recorded; undefined: the connection broke */
async function upload({ url, key }: Installation, body: Buffer<ArrayBuffer>) {
  try {
    const headers = { authorization: `Bearer ${key}` };
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const answer = await fetch(`${url}/api/v1/uploads?name=a.bin`, { method: "PUT", headers, body, signal });
    const { id, code } = (await answer.json()) as { id?: string; code?: string };
    return { status: answer.status, id, code };
  } catch {
    return undefined;
  }
}

const isFull = (log: string): boolean => readFileSync(log, "utf8").includes("No space left on device");

/** What lies there for a day is swept by the worker when it starts; a day is over as soon as the files say so. */
async function sweep(installation: Installation): Promise<void> {
  const before = new Date(Date.now() - 25 * 60 * 60 * 1_000);
  for (const name of staged(installation.folder))
    utimesSync(join(installation.folder, "uploads", name), before, before);
  await until(() => kill(installation, "worker"), "the worker");
  await until(() => staged(installation.folder).length === 0, "swept");
}

/** Files that are kept, by their addresses. */
const kept = (folder: string): string[] =>
  readdirSync(join(folder, "content"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test("a disk that fills up while files are stored: each is recorded whole or refused, and nothing of it stays", {
  skip: refused,
}, async (t) => {
  const folder = mkdtempSync(join(testFolder, "data-"));
  const disk = mountSmall(join(folder, "uploads"), "6m");
  try {
    const installation = await install({ DATA_DIR: folder });
    const sizes = [1, 2, 9, 3, 1, 2, 9, 3, 1, 2].map((mebibytes) => mebibytes * MIB);
    const answers = await Promise.all(sizes.map((size) => upload(installation, randomBytes(size))));
    const stored = answers.flatMap((answer) => (answer?.status === 201 && answer.id ? [answer.id] : []));
    const full = answers.filter((answer) => answer?.status === 507);
    assert.equal(stored.length + full.length, sizes.length, JSON.stringify(answers));
    assert.ok(full.every((answer) => answer?.code === "storage_full") && full.length >= 2, JSON.stringify(answers));
    disk.resize("64m");
    const again = await upload(installation, randomBytes(9 * MIB));
    assert.equal(again?.status, 201);
    const ids = [...stored, again?.id ?? ""];
    await assertSound(installation, ids);
    assert.equal(kept(folder).length, ids.length);
    t.diagnostic(`${stored.length} stored and ${full.length} refused of ${sizes.length} at once on 6 MiB`);
    await installation.stop();
  } finally {
    disk.unmount();
  }
});

test("a disk that fills up under PostgreSQL: what was acknowledged stays, and with room the load goes on", {
  skip: refused,
}, async (t) => {
  const folder = mkdtempSync(join(testFolder, "data-"));
  const disk = mountSmall(join(folder, "postgres"), "150m");
  try {
    const installation = await install({ DATA_DIR: folder });
    const list = digestList(folder, 100_000);
    const client = submit(installation, list);
    let over = false;
    void client.ended.then(() => {
      over = true;
    });
    const log = join(folder, "logs", "postgres.log");
    await until(() => over || isFull(log), "the disk is full");
    assert.ok(!over, "the load was over before the disk was full");
    await sleep(between(500, 3_000));
    disk.resize("900m");
    assert.equal(await client.ended, 0, client.said());
    const ids = acknowledged(list);
    assert.equal(ids.length, 100_000);
    await assertSound(installation, ids);
    t.diagnostic("PostgreSQL had no room on 150 MiB, and went on with 900");
    await installation.stop();
  } finally {
    disk.unmount();
  }
});

test("kill -9 while files are stored: what was acknowledged is there whole, and the sweep leaves nothing else", async (t) => {
  const installation = await install();
  const ids: string[] = [];
  let broken = 0;
  for (let round = 0; round < 4; round++) {
    const uploads = Array.from({ length: 12 }, () => upload(installation, randomBytes(4 * MIB)));
    await sleep(between(30, 400));
    await until(() => kill(installation, "web"), "a web process");
    for (const answer of await Promise.all(uploads)) {
      if (answer?.status === 201 && answer.id) ids.push(answer.id);
      else broken += 1;
    }
    await until(() => isReady(installation), "ready again");
  }
  // What was recorded while the answer could not be given any more is known by its file.
  const recorded = await installation.query<{ id: string }>("SELECT id FROM evidence_whole WHERE name = 'a.bin'");
  const unanswered = recorded.filter(({ id }) => !ids.includes(id)).length;
  t.diagnostic(
    `${ids.length} acknowledged, ${broken} broken off, ${unanswered} of them recorded; staged: ${staged(installation.folder).length}`,
  );
  await sweep(installation);
  await assertSound(installation, ids, { alsoRecorded: unanswered });
  assert.equal(kept(installation.folder).length, recorded.length);
  await installation.stop();
});
