/** Whoever adds to a ledger, or changes who signs it, does so alone. */
import type { Connection } from "#lib/infra/db/pool.ts";

/** Another worker appends in well under a second; one that hangs is cut off by the server after this. */
const LOCK_TIMEOUT_MS = 60_000;

/**
 * One at a time. The lock goes with the transaction, whatever ends it.
 *
 * READ COMMITTED matters: each later statement sees what the previous holder of the lock committed.
 */
export async function lockLedger(connection: Connection, ledger: string): Promise<void> {
  await connection.query(
    `SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
     SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS};
     SET LOCAL statement_timeout = ${LOCK_TIMEOUT_MS};
     SET LOCAL idle_in_transaction_session_timeout = ${LOCK_TIMEOUT_MS};
     SELECT set_config('synchronous_commit', 'local', true) WHERE current_setting('synchronous_commit') = 'off'`,
  );
  await connection.query("SELECT pg_advisory_xact_lock(hashtextextended('sealbook ledger ' || $1, 0))", [ledger]);
}
