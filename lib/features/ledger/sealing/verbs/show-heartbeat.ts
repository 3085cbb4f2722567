/** Says in the database that it has everything that was signed: whoever serves requests waits for it (lib/infra/db/heartbeat.ts). */
import { isEmbedded } from "#lib/infra/db/config.ts";
import { type Pool, pool } from "#lib/infra/db/pool.ts";
import { listLedgers } from "../rows/ledgers.ts";
import { RolledBackError } from "../rows/tail.ts";
import { checkTail } from "./check-tail.ts";

/** Of a server, when it began to run: while it runs, nothing of it is set back. */
const RUN = "extract(epoch FROM pg_postmaster_start_time())::text";

/**
 * @param options proven: what this process knows of the server, kept from heartbeat to heartbeat; the ledgers are looked at where it runs anew
 * @returns whether there is one to show: the embedded database has nobody to be exchanged with
 * @throws {RolledBackError} when something is missing of what was signed
 */
export async function showHeartbeat(options: { proven: { run?: string }; on?: Pool }): Promise<boolean> {
  if (isEmbedded()) return false;
  const { proven, on = pool() } = options;
  if (await show(on, proven.run)) return true;
  const { rows } = await on.query<{ run: string }>(`SELECT ${RUN} AS run`);
  const [server] = rows;
  for (const { name } of await listLedgers(on)) await assertNothingMissing(name, on);
  if (server) proven.run = server.run;
  await show(on, proven.run); // not where it began to run anew meanwhile: that one is looked at in the next round
  return true;
}

async function show(on: Pool, run = ""): Promise<boolean> {
  const { rowCount } = await on.query(`UPDATE heartbeat SET at = clock_timestamp() WHERE ${RUN} = $1`, [run]);
  return rowCount === 1;
}

/** A ledger that cannot go on for another reason is as it was: that is said elsewhere. */
async function assertNothingMissing(ledger: string, on: Pool): Promise<void> {
  try {
    await checkTail({ ledger, on });
  } catch (error) {
    if (error instanceof RolledBackError) throw error;
  }
}
