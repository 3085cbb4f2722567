/** Whether the installation works: its database answers, its ledgers grow, and what is recorded becomes provable. */
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { env } from "#lib/env.ts";
import { listOpen } from "#lib/features/alarms/rows.ts";
import { QUEUE_LIMITS } from "#lib/features/ledger/sealing/conditions.ts";
import { recentClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import { findLedgerHead, listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readQueue } from "#lib/features/ledger/sealing/rows/queue.ts";
import { clocksApart } from "#lib/features/ledger/sealing/types.ts";
import { HEALTH_TROUBLES, type Health, type HealthTrouble } from "../types.ts";

/** @throws when the database cannot be reached. */
export async function readHealth(now: Date = new Date()): Promise<Omit<Health, "version">> {
  const ledgers = await listLedgers();
  const [heads, troubles] = await Promise.all([
    Promise.all(ledgers.map(({ name }) => findLedgerHead(name))),
    readTroubles(ledgers.map(({ name }) => name)),
  ]);
  return {
    status: troubles.length === 0 ? "ok" : "degraded",
    troubles,
    database: "ok",
    ledgers: heads.flatMap((head) => {
      if (!head) return [];
      const { ledger, block, treeSize } = head;
      const age = block && Math.max(0, Math.round((now.getTime() - block.time.getTime()) / 1000));
      const last = block && age !== undefined ? { height: jsonNumber(block.height), ageSeconds: age } : {};
      return [{ name: ledger.name, treeSize: jsonNumber(treeSize), ...last }];
    }),
  };
}

/** A worker that is gone raises no alert, so what waits, and the clock of this machine, are looked at as well. */
async function readTroubles(ledgers: readonly string[]): Promise<HealthTrouble[]> {
  const [alerts, clocks, ...queues] = await Promise.all([
    listOpen(HEALTH_TROUBLES),
    recentClocks(),
    ...ledgers.map(async (ledger) => ({ ledger, ...(await readQueue({ ledger, countMax: 1 })) })),
  ]);
  const troubles = alerts.map(({ kind, ledger }): HealthTrouble => ({ code: kind, ...(ledger ? { ledger } : {}) }));
  for (const { ledger, oldestSeconds } of queues) {
    const isTold = troubles.some((told) => told.code === "queue_growing" && told.ledger === ledger);
    const waits = oldestSeconds * 1_000 > QUEUE_LIMITS.waitingMsMax;
    if (waits && !isTold) troubles.push({ code: "queue_growing", ledger });
  }
  const refuses = clocksApart(clocks) > env.CLOCK_TOLERANCE_MS;
  if (refuses && !troubles.some(({ code }) => code === "clock_wrong")) troubles.push({ code: "clock_wrong" });
  return troubles;
}
