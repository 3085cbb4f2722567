import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { insertLedger, originOf } from "./create-ledger.ts";

/**
 * A further ledger beside the first: an origin, a key and blocks of its own, and nobody who records into it yet.
 *
 * @param input.name as `ledgerNameSchema` reads it
 * @throws {SealbookError} `operators_only`; `ledger_taken` of the field `name`.
 */
export async function openLedger(input: { actor: Actor; name: string }): Promise<{ name: string; origin: string }> {
  await requireOperator(input.actor);
  const { actor, name } = input;
  const made = await transaction(pool(), async (connection) => {
    await proveOn(connection, { actor, authority: "operate" });
    return await insertLedger(name, { connection, actor });
  });
  if (!made) throw new SealbookError("ledger_taken", { field: "name" });
  return { name, origin: originOf(name) };
}
