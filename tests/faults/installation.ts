/** The product as `npm start` runs it, with everything that is done to it here, and what has to hold afterwards. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SEALBOOK, sealbook } from "#tests/bin/commands/run-cli.ts";
import { begin } from "#tests/bin/start/begin.ts";
import { fetchFrom, findProcesses, untilReady } from "#tests/bin/start/launch.ts";

const WAIT_MS = 120_000;
const ANSWER_MS_MAX = 5_000;

export interface Installation {
  folder: string;
  port: number;
  url: string;
  key: string;
  /** The topmost process. */
  pid: number;
  output(): string;
  /** As the application's login. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** An installation with an organisation and a key. */
export async function install(env: Record<string, string> = {}): Promise<Installation> {
  const { started, port, folder } = await begin({ WEB_PROCESSES: "2", BLOCK_INTERVAL_MS: "200", ...env });
  await untilReady(started);
  const made = await sealbook(["org", "create", "--name", "蓝港银行", "--owner-email", "a@example.org", "--json"], {
    env: { DATA_DIR: folder },
  });
  assert.equal(made.code, 0, made.stderr);
  return installationOf({ started, port, folder }, JSON.parse(made.stdout).apiKey.secret);
}

/** What is there already. */
export async function reopen(env: Record<string, string>, key: string): Promise<Installation> {
  const begun = await begin({ WEB_PROCESSES: "2", BLOCK_INTERVAL_MS: "200", ...env });
  await untilReady(begun.started);
  return installationOf({ ...begun, port: Number(env.PORT ?? begun.port) }, key);
}

function installationOf({ started, port, folder }: Awaited<ReturnType<typeof begin>>, key: string): Installation {
  return {
    ...{ folder, port, url: `http://127.0.0.1:${port}`, key },
    ...{ pid: started.pid, output: started.output },
    query: (sql, values) => query(folder, sql, values),
    async stop() {
      started.child.kill("SIGTERM");
      assert.equal(await started.exited, 0, started.output());
    },
  };
}

async function query<Row>(folder: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: JSON.parse(readFileSync(join(folder, "database.json"), "utf8")).app,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

export async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !(await Promise.resolve(condition()).catch(() => false)); await sleep(50)) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
  }
}

/** A connection that was being handed to a process when that was killed is answered by nobody, so it is not waited for. */
export async function isReady({ port }: Installation): Promise<boolean> {
  const late = sleep(ANSWER_MS_MAX, undefined, { ref: false });
  const answer = await Promise.race([fetchFrom(port, "/readyz"), late]);
  return answer?.status === 200;
}

/** What may be killed: a web process that answers, the one that hands out connections, the worker, the database. */
export type Victim = "web" | "web's first" | "worker" | "PostgreSQL";

/** kill -9. @returns whether there was one just now */
export function kill({ pid, folder }: Installation, victim: Victim): boolean {
  const found = victim === "PostgreSQL" ? postmaster(folder) : processOf(pid, victim);
  if (found === undefined) return false;
  try {
    process.kill(found, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

function processOf(pid: number, victim: "web" | "web's first" | "worker"): number | undefined {
  if (victim === "worker") return findProcesses(pid, "bin/worker.ts")[0];
  return findProcesses(pid, "bin/web/web.ts")[victim === "web" ? 1 : 0];
}

export function postmaster(folder: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
  } catch {
    return undefined;
  }
}

/** A list of so many digests. @returns its path */
export function digestList(folder: string, lines: number): string {
  const path = join(folder, `list-${randomBytes(4).toString("hex")}.sha256`);
  const list = Array.from({ length: lines }, (_, at) => `${randomBytes(32).toString("hex")}  contract-${at}.pdf`);
  writeFileSync(path, `${list.join("\n")}\n`);
  return path;
}

/** Lines of bulks that are recorded by now. */
export async function linesRecorded({ query }: Installation): Promise<number> {
  const [row] = await query<{ lines: number }>("SELECT coalesce(sum(lines), 0)::int AS lines FROM bulk");
  return row?.lines ?? 0;
}

/** `sealbook submit --bulk` as a bank runs it: it goes on by itself where a request failed. */
export function submit({ url, key, folder }: Installation, list: string) {
  const child = spawn(process.execPath, [SEALBOOK, "submit", "--bulk", list, "--json"], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: "test", SEALBOOK_URL: url, SEALBOOK_KEY: key } as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, ended, said: () => said };
}

/** Ids that were acknowledged, from the journal. */
export function acknowledged(list: string): string[] {
  const lines = readFileSync(`${list}.journal`, "utf8").trim().split("\n").slice(1);
  return lines.flatMap((line) => (JSON.parse(line) as { id?: string }).id ?? []);
}

/** Every acknowledged record is anchored exactly once, no other is there, no content lies about, and the audit is clean. */
export async function assertSound(
  installation: Installation,
  ids: readonly string[],
  { alsoRecorded = 0 } = {},
): Promise<void> {
  const { folder } = installation;
  await until(() => isReady(installation), "ready again");
  await until(async () => {
    const [row] = await installation.query<{ waiting: number }>("SELECT count(*)::int AS waiting FROM ledger_pending");
    return row?.waiting === 0;
  }, "all is anchored");
  const [figures] = await installation.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM evidence WHERE organisation_id IS NOT NULL) AS records,
       (SELECT count(*)::int FROM ledger_entry e WHERE e.evidence_id = ANY ($1::uuid[])) AS anchored,
       (SELECT count(*)::int - count(DISTINCT evidence_id)::int FROM ledger_entry WHERE evidence_id IS NOT NULL) AS doubled`,
    [ids],
  );
  assert.equal(new Set(ids).size, ids.length, "an id was acknowledged twice");
  assert.equal(figures?.anchored, ids.length, "acknowledged, and not anchored");
  assert.equal(figures?.doubled, 0, "anchored twice");
  const [own] = await installation.query<{ count: number }>(
    // Beside what the installation records of its own, the verifier and the sample.
    `SELECT count(*)::int AS count FROM evidence_whole WHERE name ~ '^(contract-|a.bin)'
       AND organisation_id = (SELECT organisation_id FROM evidence WHERE id = $1)`,
    [ids[0]],
  );
  assert.equal(own?.count, ids.length + alsoRecorded, "recorded, and not acknowledged");
  assert.deepEqual(staged(folder), [], "bytes that no record speaks of");
  const audit = await sealbook(["audit"], { env: { DATA_DIR: folder } });
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
}

/** What lies where uploads are staged. */
export function staged(folder: string): string[] {
  try {
    return readdirSync(join(folder, "uploads"));
  } catch {
    return [];
  }
}
