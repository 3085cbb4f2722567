import type { Actor } from "#lib/gate/actor.ts";
import { mayOperate } from "#lib/gate/may-operate.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { insertLedger, originOf } from "./create-ledger.ts";

/**
 * A further ledger beside the first: an origin, a key and blocks of its own, and nobody who records into it yet.
 *
 * @param input.name as `ledgerNameSchema` reads it
 */
export async function openLedger(input: {
  actor: Actor;
  name: string;
}): Promise<{ name: string; origin: string } | { failed: "forbidden" | "ledger_taken" }> {
  const { actor, name } = input;
  if (!(await mayOperate(actor))) return { failed: "forbidden" };
  const made = await transaction(pool(), (connection) => insertLedger(name, { connection, actor }));
  return made ? { name, origin: originOf(name) } : { failed: "ledger_taken" };
}
