#!/usr/bin/env node
/** `npm test`: makes a fresh clone complete, then runs tests/run.ts on the installed runtime. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { areTypesCurrent, generateAll, isGenerated } from "./build.mjs";
import { describeFailure } from "./failure.mjs";
import { install, isInstalled, RUNTIME } from "./install.mjs";
import { step } from "./progress.mjs";
import { assertNodeVersion, ROOT } from "./settings.mjs";

const LOGS = join(ROOT, "tests", ".results");

try {
  assertNodeVersion();
  if (!isInstalled()) {
    const log = join(LOGS, "install.log");
    await step("Installing the dependencies (a minute or two)", "安装依赖（约一两分钟）", () => install({ log }));
  }
  if (!isGenerated() || !areTypesCurrent()) {
    await step("Generating the database client, messages and types", "生成数据库客户端、文案与类型", () =>
      generateAll({ logs: LOGS }),
    );
  }
  process.exitCode = await runTests();
} catch (error) {
  console.error(`\n${describeFailure(error)}\n`);
  process.exitCode = 1;
}

/** @returns {Promise<number>} exit code */
function runTests() {
  const path = [join(ROOT, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  const args = [join(ROOT, "tests", "run.ts"), ...process.argv.slice(2)];
  const child = spawn(RUNTIME, args, { cwd: ROOT, env: { ...process.env, PATH: path }, stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well; what it makes of it counts.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
