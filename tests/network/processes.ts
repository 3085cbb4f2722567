/** Programs as people run them: processes of their own, each told to end and waited for. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";
import { ROOT } from "../../bin/start/settings.mjs";

const WAIT_MS_MAX = 120_000;

export interface Program {
  /** All that it printed. */
  output: () => string;
  /** Its lines that are JSON. */
  events: <T>() => T[];
  /** @returns the exit code; null when the signal ended it */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

const running = new Set<Program>();

/**
 * Runs a file of the repository on this Node.js until it is stopped.
 *
 * @param options.ready what it prints when it can be used
 */
export async function begin(
  args: readonly string[],
  options: { env?: Record<string, string>; ready: RegExp },
): Promise<Program> {
  const { env = {}, ready } = options;
  const [file = "", ...rest] = args;
  const child = spawn(process.execPath, [join(ROOT, file), ...rest], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", LANG: "C", ...COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const program: Program = {
    output: () => output,
    events: <T>() =>
      output
        .split("\n")
        .filter((line) => line.startsWith("{") && line.endsWith("}"))
        .map((line) => JSON.parse(line) as T),
    stop: async (signal = "SIGTERM") => {
      running.delete(program);
      child.kill(signal);
      return await ended;
    },
  };
  running.add(program);
  await eventually(`${file} is ready`, async () => {
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended (${child.exitCode}): ${output}`);
    return ready.test(output);
  });
  return program;
}

/** Ends what a failed test has left. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(({ stop }) => stop()));
}

/** Until it holds. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`It did not come to be: ${what}`);
    await sleep(100);
  }
}
