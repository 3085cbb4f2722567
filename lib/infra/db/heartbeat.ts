/**
 * A database that was away may come back with an older state: a primary that was replaced by its standby, a copy that was restored. A web
 * process therefore serves nobody on a connection before a heartbeat was shown since that server began to run, which a worker shows once it
 * found that nothing is missing of what was signed (docs/decisions/0087).
 */
import type { ClientBase } from "pg";

/** Before migrations: another check says that they are missing. */
const UNDEFINED_TABLE = "42P01";

let isRequired = false;
/** As the newest connection found it. */
let isShown = false;

/** From now on every new connection of this process asks first. */
export function requireHeartbeat(): void {
  isRequired = true;
}

/** Nobody has shown yet that this is the database that it should be. */
export class NoHeartbeatError extends Error {
  /** As PostgreSQL has it: cannot connect now. */
  readonly code = "57P03";

  constructor() {
    super("No worker has shown a heartbeat since this database began to run.");
    this.name = "NoHeartbeatError";
  }
}

/** Asked of each connection before its first use: it ends with the run of the server that it was made to. @throws {NoHeartbeatError} */
export async function assertHeartbeat(connection: ClientBase): Promise<void> {
  if (!isRequired) return;
  try {
    const { rows } = await connection.query("SELECT FROM heartbeat WHERE at >= pg_postmaster_start_time()");
    isShown = rows.length > 0;
    if (!isShown) throw new NoHeartbeatError();
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
  }
}

/**
 * Whether the database is one that serves nobody, for who would begin an answer before asking it anything. Where the newest connection was
 * a good one, nothing is asked.
 *
 * @param ask something on a connection of this process
 */
export async function lacksHeartbeat(ask: () => Promise<unknown>): Promise<boolean> {
  if (!isRequired || isShown) return false;
  try {
    await ask();
    return false;
  } catch (error) {
    return error instanceof NoHeartbeatError;
  }
}
