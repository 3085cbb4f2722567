/** Whether a ledger can be continued, asked before anything waits to be anchored. */
import { type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { readVerifiedTail } from "../rows/tail.ts";
import { lockLedger } from "./lock-ledger.ts";

/**
 * Holds the ledger's end against what is remembered of it, and remembers it.
 * @throws {RolledBackError} and {Error} as `readVerifiedTail`.
 */
export async function checkTail({ ledger, on = pool() }: { ledger: string; on?: Pool }): Promise<void> {
  await transaction(on, async (connection) => {
    await lockLedger(connection, ledger);
    await readVerifiedTail(connection, ledger);
  });
}
