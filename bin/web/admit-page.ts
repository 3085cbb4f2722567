import { countCaller } from "#lib/gate/admit.ts";
import { lacksHeartbeat } from "#lib/infra/db/heartbeat.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Counts a page that is asked for from an address. Where that cannot be counted, the page itself says what is wrong. @throws {SealbookError} */
export async function admitPage(address: string): Promise<void> {
  // A page begins to be sent before the database is asked for what is on it.
  if (await lacksHeartbeat(() => pool().query("SELECT"))) throw new SealbookError("unavailable");
  try {
    await countCaller(RATE_LIMITS.pages, address);
  } catch (error) {
    if (error instanceof SealbookError) throw error;
  }
}
