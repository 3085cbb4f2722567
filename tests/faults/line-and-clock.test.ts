/** The connection drops in the middle of a line; the clock of a machine is set back under a load. Needs a build. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import "#tests/support/built.ts";
import { testFolder } from "#tests/support/environment.ts";
import { acknowledged, assertSound, digestList, install, submit, until } from "./installation.ts";
import { between, chance } from "./seeded.ts";

const LINES = 20_000;
const FAKETIME = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
].find((path) => existsSync(path));
const noFaketime = FAKETIME === undefined && "SKIPPED: libfaketime is not installed (apt-get install libfaketime)";
if (noFaketime) {
  if (process.env.CI !== undefined) throw new Error("libfaketime is not installed: .ci/run installs it");
  console.log(noFaketime);
}

test("a connection that drops in the middle of a line: whole lines are recorded, half a line is not", async (t) => {
  const installation = await install();
  const { port, key } = installation;
  const lines = Array.from({ length: LINES }, (_, at) =>
    JSON.stringify({ sha256: randomBytes(32).toString("hex"), name: `contract-${at}.pdf` }),
  );
  const body = Buffer.from(`${lines.join("\n")}\n`);
  const head = (length: number) =>
    `POST /api/v1/evidence/bulk HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\n` +
    `content-type: application/x-ndjson\r\nidempotency-key: dropped\r\ncontent-length: ${length}\r\n\r\n`;
  const drops = 8;
  for (let drop = 0; drop < drops; drop++) {
    const cut = Math.floor(body.length * ((drop + chance()) / drops));
    await new Promise<void>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port }, () => {
        socket.write(head(body.length));
        socket.write(body.subarray(0, cut));
        // Whether all of it was taken by then or not.
        setTimeout(() => socket.destroy(), between(50, 500));
      });
      socket.resume();
      socket.on("error", () => {}).on("close", () => resolve());
    });
    await sleep(between(50, 400));
    const [row] = await installation.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM evidence_whole WHERE name LIKE 'contract-%'",
    );
    const whole = body.subarray(0, cut).toString().split("\n").length - 1;
    assert.ok((row?.count ?? 0) <= whole, `${row?.count} records of ${whole} whole lines`);
  }
  const send = () =>
    fetch(`${installation.url}/api/v1/evidence/bulk`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-ndjson",
        "idempotency-key": "dropped",
      },
      body,
    });
  let answer = await send();
  // As long as what was cut is still being written, a key has no more places.
  while (answer.status === 429) {
    await sleep(500);
    answer = await send();
  }
  const answers = (await answer.text()).trim().split("\n");
  const ids = answers.map((text) => (JSON.parse(text) as { id: string }).id);
  assert.equal(ids.length, LINES);
  t.diagnostic(`dropped ${drops} times in ${LINES} lines`);
  await assertSound(installation, ids);
  await installation.stop();
});

test("a clock that is set back ten minutes under a load: nothing is dated by it, and the load goes on when it is right", {
  skip: noFaketime,
}, async (t) => {
  const clock = join(testFolder, "clock");
  writeFileSync(clock, "+0");
  const installation = await install({
    LD_PRELOAD: FAKETIME ?? "",
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1", // the database's clock stays: it is started with an environment of its own
  });
  const list = digestList(installation.folder, 60_000);
  const client = submit(installation, list);
  const recorded = async () => {
    const [row] = await installation.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM evidence_whole WHERE name LIKE 'contract-%'",
    );
    return row?.count ?? 0;
  };
  await until(async () => (await recorded()) > 5_000, "some are recorded");
  const setBackAt = new Date();
  writeFileSync(clock, "-600");
  await until(() => client.said().includes("clock"), "the client is told");
  const before = await recorded();
  await sleep(1_500);
  assert.equal(await recorded(), before, "recorded while the clock was wrong");
  writeFileSync(clock, "+0");
  assert.equal(await client.ended, 0, client.said());
  const [dated] = await installation.query<{ early: number }>(
    "SELECT count(*)::int AS early FROM evidence_whole WHERE name LIKE 'contract-%' AND received_at < $1::timestamptz - interval '5 minutes'",
    [setBackAt],
  );
  assert.equal(dated?.early, 0, "dated by a clock that was wrong");
  t.diagnostic(`set back ten minutes after ${before} of 60,000`);
  await assertSound(installation, acknowledged(list));
  await installation.stop();
});
