/** A real start for a test file that has a folder. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { testFolder } from "#tests/support/environment.ts";
import { isInstalled } from "../../../bin/start/install.mjs";
import { freePort, type Launch, launch } from "./launch.ts";

const launches: Launch[] = [];
// Only what is left when the file itself is ended; a start that is gone takes the rest with it.
process.on("exit", () => {
  for (const { child } of launches) if (child.exitCode === null) child.kill("SIGKILL");
});

/** A start on a port and, unless DATA_DIR says another, a folder of its own. It is ended with the test that called this, at the latest. */
export async function begin(
  env: Record<string, string> = {},
): Promise<{ started: Launch; port: number; folder: string }> {
  assert.ok(isInstalled(), "node_modules must be complete, or the start would install");
  const port = await freePort();
  const folder = env.DATA_DIR ?? mkdtempSync(join(testFolder, "data-"));
  const started = launch({ PORT: String(port), DATA_DIR: folder, ...env });
  launches.push(started);
  // A failed test leaves it running, which would slow the next ones, and keep the file from ending.
  after(async () => {
    started.child.kill("SIGTERM");
    await started.exited;
  });
  return { started, port, folder };
}
