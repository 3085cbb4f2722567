/** A server program of a test: started, ended, killed, by its own process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const END_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_MS = 90_000;

export class Program {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #said = "";

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#command = command;
    this.#args = args;
    this.#env = env;
  }

  start(): void {
    const child = spawn(this.#command, this.#args, { env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.#said = (this.#said + text).slice(-4_000);
      });
    }
    child.once("error", (error) => {
      this.#said += error.message;
    });
    // A test that failed does not wait for it.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
    this.#child = child;
    // Whatever ends the test ends it, too.
    process.once("exit", () => child.kill("SIGKILL"));
  }

  /** @throws {Error} with what it said last, when it ends or takes too long */
  async until(isReady: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady().catch(() => false))) {
      const gone = this.#child?.exitCode ?? this.#child?.signalCode;
      if (gone !== null && gone !== undefined) throw new Error(`${this.#command} ended (${gone}): ${this.#said}`);
      if (Date.now() > end) throw new Error(`${this.#command} is not ready: ${this.#said}`);
      await sleep(50);
    }
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** The first of `count` ports of loopback in a row that nobody uses now. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const taken = await Promise.all(Array.from({ length: count }, async (_, index) => !(await isFree(first + index))));
    if (!taken.includes(true)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

export async function answers(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status === 200;
}
