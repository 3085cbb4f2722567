/** Runs the command line as people do: a process of its own, with an environment of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";

export const SEALBOOK: string = fileURLToPath(new URL("../../../bin/sealbook.ts", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stdoutBytes: Buffer;
  stderr: string;
}

export interface CliOptions {
  /** All of it; what is not said here is not set. */
  env?: Record<string, string>;
  cwd?: string;
  input?: Uint8Array | string;
  /** What is run instead of node itself, with node and its arguments after it. */
  under?: string[];
  nodeOptions?: string[];
}

export async function sealbook(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  const { env = {}, cwd, input, under = [], nodeOptions = [] } = options;
  const [program = "", ...rest] = [...under, process.execPath, ...nodeOptions, SEALBOOK, ...args];
  const environment: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: process.env.PATH ?? "", ...COMPILE_CACHE, ...env };
  const child: ChildProcessWithoutNullStreams = spawn(program, rest, { cwd, env: environment });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  // A command that refuses its arguments never reads its input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const stdoutBytes = Buffer.concat(out);
  return { code, stdout: stdoutBytes.toString(), stdoutBytes, stderr: Buffer.concat(err).toString() };
}
