/** Finding a block by what it hashes to or commits to. */

import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";

/**
 * Height of the newest block whose hash or root is `hash`; undefined when there is none.
 * @param hash 32 bytes.
 */
export async function findHeightByHash(options: {
  ledger: string;
  hash: Uint8Array;
  on?: Database;
}): Promise<bigint | undefined> {
  const { ledger, hash, on = pool() } = options;
  const { rows } = await on.query<{ height: bigint | null }>(
    `SELECT max(found.height) AS height FROM (
       SELECT height FROM ledger_block WHERE ledger = $1 AND hash = $2
       UNION ALL
       SELECT height FROM ledger_block WHERE ledger = $1 AND root = $2
     ) AS found`,
    [ledger, hash],
  );
  return rows[0]?.height ?? undefined;
}
