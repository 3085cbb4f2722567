/**
 * `npm run -s sealbook -- COMMAND`: finds the Node.js that the command line runs on, or says what is missing.
 *
 * Plain JavaScript, because the Node.js of a machine may be one that cannot read bin/sealbook.ts.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { say } from "./failure.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE_MAJOR_MIN = 24;
/** Exit code for what could not be tried, as of every command. */
const IMPOSSIBLE = 2;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const isNew = Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN;
const node = join(ROOT, "node_modules", ".bin", "node");
const isInstalled = existsSync(join(ROOT, "node_modules", "@noble", "hashes")) && (isNew || existsSync(node));

if (!isInstalled) {
  process.stderr.write(
    `${say(
      `sealbook: what it needs is not installed yet: run "npm ci" in ${ROOT} first.`,
      `sealbook：尚未安装所需组件：请先在 ${ROOT} 运行“npm ci”。`,
    )}\n`,
  );
  process.exitCode = IMPOSSIBLE;
} else if (isNew) {
  await import("../sealbook.ts");
} else {
  process.exitCode = await runInstalled();
}

/** @returns {Promise<number>} exit code; what a shell makes of it when a signal ended it */
function runInstalled() {
  const child = spawn(node, [join(ROOT, "bin", "sealbook.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`sealbook: ${error.message}\n`);
      resolve(IMPOSSIBLE);
    });
    child.once("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
