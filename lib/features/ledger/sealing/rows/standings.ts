/** How far each ledger has come. */
import { pool } from "#lib/infra/db/pool.ts";
import { readQueue } from "./queue.ts";

/** What waits is counted up to here. */
const WAITING_COUNT_MAX = 200_000;

export interface LedgerStanding {
  ledger: string;
  treeSize: number;
  /** Of the newest block that has its quorum; 0 when none has. */
  witnessedSize: number;
  waiting: number;
  oldestSeconds: number;
}

/** Each ledger with how far it has come. */
export async function listLedgerStandings(): Promise<LedgerStanding[]> {
  const { rows } = await pool().query<{ ledger: string; treeSize: bigint; witnessedSize: bigint }>(
    `SELECT l.name AS ledger,
       coalesce((SELECT tree_size FROM ledger_block WHERE ledger = l.name ORDER BY height DESC LIMIT 1), 0) AS "treeSize",
       coalesce((SELECT b.tree_size FROM block_witnessed w JOIN ledger_block b USING (ledger, height)
         WHERE w.ledger = l.name ORDER BY w.height DESC LIMIT 1), 0) AS "witnessedSize"
     FROM ledger l ORDER BY l.name`,
  );
  return await Promise.all(
    rows.map(async ({ ledger, treeSize, witnessedSize }) => {
      const queue = await readQueue({ ledger, countMax: WAITING_COUNT_MAX });
      return { ledger, treeSize: Number(treeSize), witnessedSize: Number(witnessedSize), ...queue };
    }),
  );
}
