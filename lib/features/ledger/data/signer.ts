/** The signer of a ledger, opened with the secret of this installation. */
import { pool } from "#lib/infra/db/pool.ts";
import { type LedgerSigner, openLedgerKey } from "#lib/infra/keys/ledger-signer.ts";
import type { Database } from "../data.ts";

/**
 * Opens the ledger's signing key.
 * @throws {Error} when there is no such ledger, or the secret is not the one the key was sealed with.
 */
export async function openLedgerSigner(ledger: string, on: Database = pool()): Promise<LedgerSigner> {
  const { rows } = await on.query<{ verifierKey: string; sealed: Uint8Array }>(
    `SELECT verifier_key AS "verifierKey", signing_key AS sealed FROM ledger WHERE name = $1`,
    [ledger],
  );
  if (!rows[0]) throw new Error(`There is no ledger ${ledger}.`);
  return openLedgerKey({ ledger, ...rows[0] });
}
