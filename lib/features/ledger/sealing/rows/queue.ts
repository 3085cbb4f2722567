import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/** What waits for the next block of a ledger. */
export interface Queue {
  /** At most the limit that was given, and one more. */
  waiting: number;
  /** How long the one that came first has waited; 0 when none waits. By the database's clock. */
  oldestSeconds: number;
}

/** @param options.countMax counted no further than this: a whole number */
export async function readQueue({ ledger, countMax }: { ledger: string; countMax: number }): Promise<Queue> {
  const [found] = await prisma().$queryRaw<Queue[]>`
    SELECT (SELECT count(*)::integer FROM ((SELECT FROM ledger_pending WHERE ledger = ${ledger} LIMIT ${countMax + 1})
        UNION ALL (SELECT FROM statement_pending WHERE ledger = ${ledger}) LIMIT ${countMax + 1}) AS listed) AS waiting,
      coalesce(greatest(
        (SELECT greatest(0, extract(epoch FROM now() - e.received_at))::float FROM ledger_pending p
          JOIN evidence e ON e.id = p.evidence_id WHERE p.ledger = ${ledger} ORDER BY p.sequence LIMIT 1),
        (SELECT greatest(0, extract(epoch FROM now() - s.received_at))::float FROM statement_pending p
          JOIN statement s ON s.id = p.statement_id WHERE p.ledger = ${ledger} ORDER BY p.sequence LIMIT 1)), 0) AS "oldestSeconds"`;
  return found ?? { waiting: 0, oldestSeconds: 0 };
}

/** Names of the ledgers for which something waits. */
export async function listLedgersWithWaiting(): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT name FROM ledger l WHERE EXISTS (SELECT FROM ledger_pending WHERE ledger = l.name) OR EXISTS (SELECT FROM statement_pending WHERE ledger = l.name) ORDER BY name",
  );
  return rows.map((row) => row.name);
}
