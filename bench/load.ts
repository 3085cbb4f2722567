/** Load on one address of a server, made by a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Stands in a body for 32 random bytes in hexadecimal, new in each request. */
export const RANDOM_HEX = "0123456789abcdef".repeat(4);

/** What is asked, how often at once and for how long. */
export interface LoadPlan {
  host: string;
  port: number;
  method: "GET" | "POST" | "PUT";
  /** In turn. */
  paths: readonly string[];
  /** Secrets of API keys, one a connection, in turn; none: the address is public. */
  keys?: readonly string[];
  body?: string;
  contentType?: string;
  connections: number;
  /** Not counted: connections open, caches fill. */
  warmUpMs: number;
  milliseconds: number;
}

/** What came back within the counted time. */
export interface LoadResult {
  /** Good answers a second. */
  perSecond: number;
  /** Milliseconds from request to whole answer. */
  p50: number;
  p99: number;
  /** Answers of other statuses. */
  failed: Record<string, number>;
  /** All of them, those before and after the counted time too. */
  answers: number;
}

const CLIENT = fileURLToPath(new URL("./load-client.ts", import.meta.url));

/** @throws when a connection breaks or an answer takes minutes */
export async function load(plan: LoadPlan): Promise<LoadResult> {
  const child = fork(CLIENT, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(plan);
  const ended = once(child, "exit");
  const [result] = (await Promise.race([once(child, "message"), ended.then(() => [undefined])])) as [
    LoadResult | undefined,
  ];
  await ended;
  if (!result) throw new Error(`the load on ${plan.method} ${plan.paths[0]} broke off`);
  return result;
}
