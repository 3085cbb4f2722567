/** Whether a ledger takes signed statements whose payload its entry bundles show to everybody, for ever. */
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findLedger } from "../rows/ledgers.ts";
import { lockLedger } from "./lock-ledger.ts";

/**
 * Says that a ledger is public, or no longer is; what it has taken stays. A ledger that is as it was asked to be is left so, without a row.
 *
 * @throws {SealbookError} `forbidden`, `ledger_absent`
 */
export async function setLedgerPublic(options: {
  actor: { kind: "operator" };
  ledger: string;
  isPublic: boolean;
  on?: Pool;
}): Promise<void> {
  requireCommandLine(options.actor);
  const { actor, ledger, isPublic, on = pool() } = options;
  await transaction(on, async (connection) => {
    await lockLedger(connection, ledger);
    if (!(await findLedger(ledger, connection))) throw new SealbookError("ledger_absent", { details: { ledger } });
    const { rows } = await connection.query<{ number: number; isPublic: boolean }>(
      `SELECT number, is_public AS "isPublic" FROM ledger_opening WHERE ledger = $1 ORDER BY number DESC LIMIT 1`,
      [ledger],
    );
    const last = rows[0] ?? { number: 0, isPublic: false };
    if (last.isPublic === isPublic) return;
    await connection.query("INSERT INTO ledger_opening (ledger, number, is_public) VALUES ($1, $2, $3)", [
      ledger,
      last.number + 1,
      isPublic,
    ]);
    await writeAuditRow(connection, { actor, action: "ledger.open", subject: ledger, details: { public: isPublic } });
  });
}
