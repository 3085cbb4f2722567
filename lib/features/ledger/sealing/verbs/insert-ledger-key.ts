/** A key becomes a ledger's. */
import type { Connection } from "#lib/infra/db/pool.ts";
import type { StoredKey } from "#lib/infra/keys/ledger-signer.ts";

/** Inserts a key that was just made, with the statement that makes it the ledger's. */
export async function insertLedgerKey(
  connection: Connection,
  options: { key: StoredKey; number: number; sinceSize: bigint; statement: string },
): Promise<void> {
  const { key, number, sinceSize, statement } = options;
  await connection.query(
    `INSERT INTO ledger_key (ledger, number, verifier_key, signing_key, since_size, statement)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [key.ledger, number, key.verifierKey, key.sealed, sinceSize, statement],
  );
}
