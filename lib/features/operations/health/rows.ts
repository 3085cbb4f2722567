/** Whether the installation works: its database answers, its ledgers grow. */
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { findLedgerHead, listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Health } from "./types.ts";

/** @throws when the database cannot be reached. */
export async function readHealth(now: Date = new Date()): Promise<Omit<Health, "version">> {
  const ledgers = await listLedgers();
  const heads = await Promise.all(ledgers.map(({ name }) => findLedgerHead(name)));
  return {
    status: "ok",
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
