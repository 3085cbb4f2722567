/** Programs that the runner starts, and ends when it is told to. */
import { type ChildProcess, spawn } from "node:child_process";
import { ROOT } from "../../bin/start/settings.mjs";

export interface Ended {
  /** null: it could not be started, or a signal ended it. */
  code: number | null;
  /** What it wrote, both streams in order. */
  output: string;
}

const running = new Set<ChildProcess>();

export function endPrograms(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

/** @param options.show is given the output as it comes; options.timeout in milliseconds */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { show?: (text: string) => void; timeout?: number } = {},
): Promise<Ended> {
  const { show, timeout } = options;
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], timeout });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      show?.(text);
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += `${error.message}\n`;
      resolve(null);
    });
    child.once("close", resolve);
  });
  running.delete(child);
  return { code, output };
}
