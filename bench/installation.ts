/** An installation of a tree: a database and a folder of its own, on the bench's PostgreSQL. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { migrate } from "../bin/steps/migrate.ts";
import { programOf, type Tree } from "./tree.ts";

/** Where databases are made. */
export interface Bench {
  /** Of a database of the bench's PostgreSQL, as superuser. */
  url: (database: string) => string;
  /** Removed at the end. */
  folder: string;
  say: (line: string) => void;
}

export interface Installation {
  tree: Tree;
  database: string;
  /** DATABASE_URL and the like, for programs of the tree. */
  env: Record<string, string>;
}

/** Names ledgers, which the copies of an installation share. */
const PUBLIC_URL = "http://localhost:3000";
const OUTPUT_BYTES_MAX = 64 * 1024 ** 2;
const run = promisify(execFile);

/** @param copied what the new one begins with: the other's database, brought up to this tree's tables, and its files */
export async function makeInstallation(
  bench: Bench,
  { tree, database, copied }: { tree: Tree; database: string; copied?: Installation },
): Promise<Installation> {
  const dataDir = join(bench.folder, database);
  if (copied) cpSync(copied.env.DATA_DIR ?? "", dataDir, { recursive: true });
  else mkdirSync(dataDir, { mode: 0o700 });
  const role = `${database}_app`;
  const template = copied ? ` TEMPLATE ${copied.database}` : "";
  await statement(bench.url("postgres"), `CREATE DATABASE ${database}${template}`);
  await migrate({ url: bench.url(database), directory: join(tree.root, "prisma/migrations") });
  await statement(bench.url("postgres"), `CREATE ROLE ${role} LOGIN PASSWORD 'bench' IN ROLE sealbook_app`);
  await statement(bench.url(database), "VACUUM ANALYZE");
  const app = new URL(bench.url(database));
  app.username = role;
  app.password = "bench";
  const env = { DATA_DIR: dataDir, DATABASE_URL: bench.url(database), APP_DATABASE_URL: app.href, PUBLIC_URL };
  return { tree, database, env };
}

export async function statement(url: string, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** What a command of the tree's command line prints with --json. */
export async function sealbook({ tree, env }: Installation, ...args: string[]): Promise<unknown> {
  const options = { cwd: tree.root, env: { ...process.env, ...env }, maxBuffer: OUTPUT_BYTES_MAX };
  const { stdout } = await run(process.execPath, [...programOf(tree, "sealbook"), ...args, "--json"], options);
  return JSON.parse(stdout);
}

/** The worker, until the returned function is called; it is ready when this returns. */
export async function startWorker({ tree, env }: Installation): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, programOf(tree, "worker"), {
    cwd: tree.root,
    env: { ...process.env, ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const [told] = await Promise.race([once(child, "message"), ended.then(() => [undefined])]);
  if (told === undefined) throw new Error(`the worker of ${tree.name} did not start`);
  return async () => {
    child.kill();
    await ended;
  };
}
