/** Whether this process could do what it will be asked: each thing that it needs is tried, and what does not answer in time is away. */
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "#lib/env.ts";
import { listOpen } from "#lib/features/alarms/rows.ts";
import { recentClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import { clocksApart } from "#lib/features/ledger/sealing/types.ts";
import { NoHeartbeatError } from "#lib/infra/db/heartbeat.ts";
import { migrationNames } from "#lib/infra/db/migration-names.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { standbyState } from "#lib/infra/db/standby.ts";
import { stopping } from "#lib/infra/http/stopping.ts";
import { describeToken, hasHsm } from "#lib/infra/keys/hsm/module.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { logEvent, reasonOf } from "#lib/infra/telemetry/log.ts";
import type { Unready } from "../types.ts";

/** Load balancers wait a few seconds. */
const ANSWER_MS_MAX = 3_000;
/** What was found in storage holds for so long: asking writes. */
const STORED_FRESH_MS = 2_000;

/** Whether the standby is read from, where there is one. */
export const readStandby = standbyState;

/** Nothing: it is ready. Never rejects. */
export async function findUnready(): Promise<Unready[]> {
  if (stopping.aborted) return ["stopping"];
  const found = await Promise.all([
    tried("database_away", readDatabase),
    tried("signer_refuses", async () => askHsm()),
    tried("storage_away", async () => ((await recentlyStored()) ? [] : ["storage_away"])),
  ]);
  return [...new Set(found.flat())];
}

/** Receipts are sealed by whichever process is asked for them. */
function askHsm(): Unready[] {
  if (hasHsm()) describeToken();
  return [];
}

/** What the database tells, where it answers. The migrations are asked for first: without them the rest may fail for their lack. */
async function readDatabase(): Promise<Unready[]> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const run = new Set(rows.map(({ name }) => name));
  if (migrationNames().some((name) => !run.has(name))) return ["migrations_missing"];
  const [refusing, clocks] = await Promise.all([listOpen(["ledger_rolled_back", "block_failing"]), recentClocks()]);
  return [
    ...(refusing.length > 0 ? (["signer_refuses"] as const) : []),
    ...(clocksApart(clocks) > env.CLOCK_TOLERANCE_MS ? (["clock_wrong"] as const) : []),
  ];
}

let stored: { at: number; done: Promise<boolean> } | undefined;

async function recentlyStored(): Promise<boolean> {
  const at = performance.now();
  if (!stored || at - stored.at >= STORED_FRESH_MS) stored = { at, done: storeSomething() };
  return await stored.done;
}

/** A byte that becomes durable and is removed. */
async function storeSomething(): Promise<boolean> {
  try {
    const content = await storage().stage();
    try {
      await content.write(new Uint8Array(1));
      await storage().remove(await content.finish());
      return true;
    } finally {
      await content.close();
    }
  } catch (error) {
    logEvent("error", "storage.away", { error: reasonOf(error) });
    return false;
  }
}

async function tried(otherwise: Unready, look: () => Promise<Unready[]>): Promise<Unready[]> {
  const late = new AbortController();
  const waited = sleep(ANSWER_MS_MAX, [otherwise], { ref: false, signal: late.signal });
  try {
    return await Promise.race([look(), waited]);
  } catch (error) {
    const reason = error instanceof NoHeartbeatError ? "heartbeat_missing" : otherwise;
    logEvent("error", "readiness.failed", { reason, error: reasonOf(error) });
    return [reason];
  } finally {
    waited.catch(() => {});
    late.abort();
  }
}
