/** Many command lines in one process, which load the program once: for what ends before a command begins. */
import { spawn } from "node:child_process";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";
import { main } from "../../../bin/commands/main.ts";
import type { Ended } from "./run-cli.ts";

interface Line {
  args: string[];
  lang: string;
}

export type Answer = Pick<Ended, "code" | "stdout" | "stderr">;

/** @returns for each line what `sealbook` would have written and ended with */
export async function runLines(lines: readonly Line[]): Promise<Answer[]> {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", PATH: process.env.PATH ?? "", ...COMPILE_CACHE };
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(lines));
  return (await json(child.stdout)) as Answer[];
}

async function answer({ args, lang }: Line): Promise<Answer> {
  process.env.LANG = lang;
  const written = { stdout: "", stderr: "" };
  const writes = (["stdout", "stderr"] as const).map((name) => {
    const { write } = process[name];
    process[name].write = (text: string | Uint8Array) => {
      written[name] += text;
      return true;
    };
    return () => {
      process[name].write = write;
    };
  });
  try {
    return { code: await main(args), ...written };
  } finally {
    for (const restore of writes) restore();
  }
}

if (import.meta.main) {
  const answers: Answer[] = [];
  for (const line of (await json(process.stdin)) as Line[]) answers.push(await answer(line));
  process.stdout.write(JSON.stringify(answers));
}
