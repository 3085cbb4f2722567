/** Web processes and workers of the product as a service manager would run them: each alone, to be killed and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";
import { ROOT } from "../../bin/start/settings.mjs";

export interface RunningPart {
  child: ChildProcess;
  /** What it has written. */
  log(): string;
  /** Its exit code, or the signal that ended it. */
  exited: Promise<number | string>;
  /** Asks it to end. @returns how it did */
  stop(): Promise<number | string>;
  kill(): Promise<void>;
}

const FILES = { web: "bin/web/web.ts", worker: "bin/worker.ts" } as const;

const running = new Set<ChildProcess>();
// What a failed test left.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Resolves once it is ready. @param env over this process' own. @throws with its reason when it ends before */
export async function runPart(
  name: keyof typeof FILES,
  env: Record<string, string> = {},
  before: readonly string[] = [],
): Promise<RunningPart> {
  const [command = process.execPath, ...args] = [...before, process.execPath, FILES[name]];
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...COMPILE_CACHE, NODE_ENV: "production", WEB_PROCESSES: "1", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const exited = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  running.add(child);
  void exited.finally(() => running.delete(child));
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message: { ready?: true; failed?: { en: string } }) => {
      if (message.ready) resolve();
      else if (message.failed) reject(new Error(message.failed.en));
    });
    exited.then((how) => reject(new Error(`${name} ended (${how}): ${log}`)));
  });
  return {
    child,
    log: () => log,
    exited,
    async stop() {
      child.kill("SIGTERM");
      return await exited;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
