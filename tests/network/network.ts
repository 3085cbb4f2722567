/** The product, a time-stamping authority, three witnesses, a mirror and a monitor on loopback, each in processes of its own. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type Ended, sealbook } from "#tests/bin/commands/run-cli.ts";
import { freePort } from "#tests/bin/start/launch.ts";
import { testFolder } from "#tests/support/environment.ts";
import { begin, type Program } from "./processes.ts";

export const folder = join(testFolder, "network");
const [port, tsaPort, mirrorPort, ...witnessPorts] = await Promise.all(Array.from({ length: 6 }, freePort));
/** As people write it; nothing listens on another address of this name. */
export const url = `http://localhost:${port}`;
export const origin = `localhost:${port}/ledger/main`;
export const mirrorUrl = `http://127.0.0.1:${mirrorPort}`;
export const mirrorFolder = join(folder, "mirror");
const tsaFolder = join(folder, "tsa");

/** What only the operator's processes know. */
const installation = {
  DATA_DIR: testFolder,
  APP_DATABASE_URL: process.env.APP_DATABASE_URL ?? "",
  PORT: `${port}`,
  BLOCK_INTERVAL_MS: "200",
  TIMESTAMP_AUTHORITIES: join(tsaFolder, "authorities.json"),
  TIMESTAMP_INTERVAL_MS: "1000",
};

mkdirSync(folder);

export const startTsa = (): Promise<Program> =>
  begin(["tests/support/trial-tsa.ts", tsaFolder, `${tsaPort}`], { ready: /TIMESTAMP_AUTHORITIES=/ });
export const startWorker = (): Promise<Program> =>
  begin(["bin/worker.ts"], { env: installation, ready: /appends blocks/ });
export const startWeb = (): Promise<Program> => begin(["bin/web/web.ts"], { env: installation, ready: /listens on/ });

export const witnessUrl = (at: number): string => `http://127.0.0.1:${witnessPorts[at]}`;
const witnessFolder = (at: number): string => join(folder, `w${at + 1}`);
export const startWitness = (at: number): Promise<Program> =>
  begin(
    ["bin/sealbook.ts", "witness", "run", "--dir", witnessFolder(at), "--listen", `127.0.0.1:${witnessPorts[at]}`],
    { ready: /"event":"listening"/ },
  );
export const startMirror = (vkey: string): Promise<Program> =>
  begin(
    [
      ...["bin/sealbook.ts", "mirror", "--url", `${url}/ledger/main`, "--vkey", vkey, "--dir", mirrorFolder],
      ...["--interval", "1", "--serve", `127.0.0.1:${mirrorPort}`, "--json"],
    ],
    { ready: /"event":"(?:grown|current)"/ },
  );
export const startMonitor = (vkey: string): Promise<Program> =>
  begin(
    [
      ...["bin/sealbook.ts", "monitor", "--url", `${url}/ledger/main`, "--url", mirrorUrl, "--vkey", vkey],
      ...["--state", join(folder, "monitor.json"), "--interval", "1", "--json"],
    ],
    { ready: /"event":"round"/ },
  );

/** A command of somebody who has nothing but a clone and files. */
export const run = (...args: string[]): Promise<Ended> => sealbook(args, { cwd: folder });
/** A command of the installation's operator, which succeeds and prints JSON. */
export async function operate<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await operateFreely(...args, "--json");
  assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
export const operateFreely = (...args: string[]): Promise<Ended> =>
  sealbook(args, { cwd: folder, env: { ...installation, DATABASE_URL: process.env.DATABASE_URL ?? "" } });

/** Three witnesses that know the ledger, run, and are asked by the operator. */
export async function joinWitnesses(vkey: string): Promise<Program[]> {
  const made = await Promise.all(
    [0, 1, 2].map(async (at) => {
      const dir = ["--dir", witnessFolder(at)];
      const init = await run("witness", "init", ...dir, "--name", `w${at + 1}.example`, "--json");
      const { key } = JSON.parse(init.stdout) as { key: string };
      const added = await run("witness", "add-log", ...dir, "--vkey", vkey);
      assert.equal(added.code, 0, added.stderr);
      return { key, program: await startWitness(at) };
    }),
  );
  for (const [at, { key }] of made.entries()) {
    const name = `w${at + 1}`;
    await operate("node", "add", "--kind", "witness", "--name", name, "--url", witnessUrl(at), "--key", key);
    await operate("node", "activate", name);
  }
  return made.map(({ program }) => program);
}

/** What a statement finds, on a connection that lasts no longer: databases are exchanged under these tests. */
export async function query<T>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export interface Shown {
  id: string;
  state: string;
  witnessedAt?: string;
  timestampedAt?: string;
  entry?: { index: string | number; blockHeight: string | number };
}

/** A program of the bank's, with its key. */
export function bank(secret: string) {
  const headers = { authorization: `Bearer ${secret}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer;
  };
  return {
    upload: async (name: string, content: string): Promise<string> => {
      const answer = await ask(`/uploads?name=${name}`, { method: "PUT", body: content });
      return ((await answer.json()) as Shown).id;
    },
    /** Its state, at once or when it has come so far. */
    look: async (id: string, until?: "anchored" | "witnessed" | "timestamped", wait = 30): Promise<Shown> =>
      (await (await ask(`/evidence/${id}${until ? `?wait=${wait}&until=${until}` : ""}`)).json()) as Shown,
    receipt: async (id: string, format: "json" | "pdf" = "json"): Promise<Buffer> =>
      Buffer.from(await (await ask(`/evidence/${id}/receipt?format=${format}`)).arrayBuffer()),
  };
}

export async function textOf(path: string): Promise<string> {
  return await (await fetch(`${url}${path}`)).text();
}

export interface NodeShown {
  name: string;
  size?: number;
  failure?: string;
}

export async function nodes(): Promise<{ witnessed?: { treeSize: number }; nodes: NodeShown[] }> {
  return JSON.parse(await textOf("/api/v1/ledgers/main/nodes"));
}
