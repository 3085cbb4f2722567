/** Runs the real start on a folder and a port of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { get, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPILE_CACHE } from "#tests/support/compile-cache.ts";
import { isAlive } from "../../../bin/start/processes.mjs";
import { ROOT } from "../../../bin/start/settings.mjs";

const READY_TIMEOUT_MS = 180_000;

export interface Launch {
  child: ChildProcess;
  pid: number;
  output: () => string;
  /** Resolves with the exit code. */
  exited: Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function launch(env: Record<string, string>): Launch {
  const { PATH, HOME, TMPDIR } = process.env as Record<string, string>;
  const child = spawn(process.execPath, ["bin/start/start.mjs"], {
    cwd: ROOT,
    env: {
      PATH,
      HOME,
      ...(TMPDIR ? { TMPDIR } : {}),
      LANG: "C",
      ...COMPILE_CACHE,
      ...env,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, pid: child.pid ?? 0, output: () => output, exited };
}

/** @returns what was printed until then */
export async function untilReady(started: Launch): Promise<string> {
  let over = false;
  started.exited.then(() => {
    over = true;
  });
  const end = Date.now() + READY_TIMEOUT_MS;
  while (!started.output().includes("Ctrl-C stops it")) {
    if (over || Date.now() > end) throw new Error(`not ready: ${started.output()}`);
    await sleep(50);
  }
  return started.output();
}

/** The process and everything below it. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function processes(): [number, number][] {
  if (!existsSync("/proc/self/stat")) {
    const lines = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, number][] => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]];
      } catch {
        return [];
      }
    });
}

/** The topmost process below `root` whose command line has `text`. */
export function findProcess(root: number, text: string): number {
  const [found] = findProcesses(root, text);
  if (!found) throw new Error(`no process with "${text}"`);
  return found;
}

/** All below `root` whose command line has `text`, parents first. */
export function findProcesses(root: number, text: string): number[] {
  return processTree(root).filter((pid) => {
    try {
      const line = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
      return line.includes(text);
    } catch {
      return false;
    }
  });
}

/** @returns those that are still there after `milliseconds` */
export async function survivors(pids: number[], milliseconds: number): Promise<number[]> {
  const end = Date.now() + milliseconds;
  while (pids.some((pid) => isAlive(pid)) && Date.now() < end) await sleep(50);
  return pids.filter((pid) => isAlive(pid));
}

export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

export async function fetchFrom(port: number, path: string): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, async (response) => {
      let body = "";
      for await (const chunk of response.setEncoding("utf8")) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    }).once("error", reject);
  });
}
