/** Of several starts on one data folder, one gets it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { takeLock } from "../../../bin/start/lock.mjs";
import { ROOT } from "../../../bin/start/settings.mjs";

let dataDir: string;
const address = "http://localhost:1234";

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sealbook-lock-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test("a folder that a running process has is refused, with its address, and free when given back", () => {
  const release = takeLock({ dataDir, address });
  assert.throws(
    () => takeLock({ dataDir, address: "http://localhost:9" }),
    /running already at http:\/\/localhost:1234 /,
  );
  release();
  assert.deepEqual(readdirSync(dataDir), []);
  takeLock({ dataDir, address })();
});

test("a lock of a process that is gone, or whose id another process has now, is no lock", () => {
  const left = [
    JSON.stringify({ pid: 2 ** 22 + 1, started: "1", address }),
    JSON.stringify({ pid: process.ppid, started: "not when that one began", address }),
    "half a fi",
    "",
    "null",
    JSON.stringify({ pid: "x" }),
  ];
  for (const text of left) {
    writeFileSync(join(dataDir, "start.lock"), text);
    takeLock({ dataDir, address })();
    assert.deepEqual(readdirSync(dataDir), [], text);
  }
});

test("of many that find a stale lock at once exactly one gets the folder", async () => {
  const program = `
    import { takeLock } from ${JSON.stringify(join(ROOT, "bin/start/lock.mjs"))};
    let got = false;
    process.on("message", () => {
      try { takeLock(${JSON.stringify({ dataDir, address })}); got = true; } catch {}
      process.send(got);
    });
    process.send("there");`;
  writeFileSync(join(dataDir, "start.lock"), JSON.stringify({ pid: 2 ** 22 + 1, started: "1", address }));
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", 2, 2, "ipc"] }),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const answers = children.map((child) => once(child, "message"));
  for (const child of children) child.send("go");
  const got = (await Promise.all(answers)).filter(([answer]) => answer);
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  assert.equal(got.length, 1);
});
