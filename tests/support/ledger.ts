/** What tests of the ledger do again and again. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Finding } from "#lib/features/ledger/audit/checks/finding.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { createPool, type Pool, pool } from "#lib/infra/db/pool.ts";

const APPENDER = fileURLToPath(new URL("./ledger-appender.ts", import.meta.url));

/** The owner of the tables, who is superuser of the test server. Ended by the caller. */
export function ownerPool(): Pool {
  return createPool(process.env.DATABASE_URL!);
}

/** Appends until nothing waits. @returns the number of blocks. */
export async function appendAll(on: Pool = pool()): Promise<number> {
  let blocks = 0;
  while (await appendBlock({ ledger: "main", on })) blocks += 1;
  return blocks;
}

/** What a superuser can do: one statement with all triggers and foreign keys off. */
export async function rewrite(owner: Pool, sql: string, values: unknown[] = []): Promise<void> {
  const connection = await owner.connect();
  try {
    await connection.query("SET session_replication_role = replica");
    const { rowCount } = await connection.query(sql, values);
    assert.ok(rowCount !== 0, `nothing was rewritten: ${sql}`);
  } finally {
    await connection.query("RESET session_replication_role");
    connection.release();
  }
}

export async function auditFinding(): Promise<Finding | undefined> {
  return (await auditLedger({ ledger: "main" })).finding;
}

/** The audit finds nothing, every piece of evidence is anchored once, none was lost, and each block of format 2 has its header. */
export async function assertSound(expectedEntries: number, on: Pool = pool()): Promise<void> {
  const report = await auditLedger({ ledger: "main", on });
  assert.equal(report.finding, undefined);
  assert.equal(report.counts.waiting, 0);
  const { rows: ledgers } = await on.query<{ format: number }>("SELECT format FROM ledger WHERE name = 'main'");
  assert.equal(report.counts.headers, ledgers[0]?.format === 2 ? report.counts.blocks : 0);
  assert.equal(report.counts.entries - report.counts.headers, expectedEntries);
  const { rows } = await on.query("SELECT count(*)::integer AS count FROM evidence");
  assert.equal(rows[0].count, expectedEntries);
}

export interface Appender {
  child: ChildProcess;
  /** Heights that it has reported. */
  heights: string[];
  /** It is connected; for `loop` only. */
  ready: Promise<void>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts ledger-appender.ts on this test's database. */
export function startAppender(...args: string[]): Appender {
  const env = { ...process.env, NODE_ENV: "test" } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, ["--conditions=react-server", APPENDER, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heights: string[] = [];
  const ready = Promise.withResolvers<void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n").filter(Boolean)) line === "ready" ? ready.resolve() : heights.push(line);
  });
  child.stderr?.resume();
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return { child, heights, ended, ready: ready.promise };
}

/** Waits until `isTrue` is, at most `milliseconds`. */
export async function until(isTrue: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, `not within ${milliseconds} ms: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
