/** The signers of a ledger, opened with the secret of this installation. */
import { isTrusted } from "#lib/core/log/key-history.ts";
import type { VerifierKey } from "#lib/core/log/note.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type LedgerSigner, openLedgerKey } from "#lib/infra/keys/ledger-signer.ts";
import type { LedgerKey } from "../types.ts";
import { KEYS_COLUMN, type KeyColumn, provenKeys, verifierKeysOf } from "./keys.ts";

export interface LedgerSigners {
  origin: string;
  /** Every key that the ledger ever had, the oldest first. */
  keys: LedgerKey[];
  verifierKeys: VerifierKey[];
  /** Of these the ones that trust may rest on: what SM2 alone signed is nothing that the ledger is known to have said. */
  trustedKeys: VerifierKey[];
  /** The keys that sign the next checkpoint, the oldest first. */
  signers: LedgerSigner[];
}

/**
 * Opens the keys that sign the ledger's next checkpoint.
 * @throws {Error} when there is no such ledger, the secret is not the one the keys were sealed with, or a key is there
 *   that the one before did not make the ledger's.
 */
export async function openLedgerSigners(ledger: string, on: Database = pool()): Promise<LedgerSigners> {
  const { origin, keys, sealed } = await readKeys(ledger, on);
  const signers = keys
    .filter(({ endSize }) => endSize === undefined)
    .map(({ number, verifierKey }) => openLedgerKey({ ledger, verifierKey, sealed: sealed(number) }));
  const verifierKeys = verifierKeysOf(keys);
  return { origin, keys, verifierKeys, trustedKeys: verifierKeys.filter(isTrusted), signers };
}

/**
 * Opens one key of the ledger, which may have ended: it goes on sealing the documents of its receipts.
 *
 * @param options.verifierKey which one; without it, the newest Ed25519 key that signs
 * @throws {Error} as `openLedgerSigners`, and when the ledger never had that key.
 */
export async function openLedgerSigner(
  ledger: string,
  { verifierKey, on = pool() }: { verifierKey?: string; on?: Database } = {},
): Promise<LedgerSigner> {
  const { keys, sealed } = await readKeys(ledger, on);
  const key = keys.findLast(({ algorithm, endSize, verifierKey: text }) =>
    verifierKey === undefined ? algorithm === "ed25519" && endSize === undefined : text === verifierKey,
  );
  if (!key) throw new Error(`Ledger ${ledger} has no key ${verifierKey ?? "that signs"}.`);
  return openLedgerKey({ ledger, verifierKey: key.verifierKey, sealed: sealed(key.number) });
}

async function readKeys(ledger: string, on: Database) {
  const { rows } = await on.query<{ origin: string; keys: KeyColumn; sealed: Uint8Array[] }>(
    `SELECT l.origin, ${KEYS_COLUMN},
       ARRAY(SELECT k.signing_key FROM ledger_key k WHERE k.ledger = l.name ORDER BY k.number) AS sealed
     FROM ledger l WHERE l.name = $1`,
    [ledger],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no ledger ${ledger}.`);
  const keys = provenKeys(row.origin, row.keys);
  if (keys.length === 0 || keys.length < row.keys.length) {
    throw new Error(
      `Ledger ${ledger} cannot be continued (run "sealbook audit"): its key ${keys.length + 1} was not made the ledger's by the key before.`,
    );
  }
  const sealed = (number: number): Uint8Array => {
    const found = row.sealed[number - 1];
    if (!found) throw new Error(`Ledger ${ledger} has no sealed key ${number}.`);
    return found;
  };
  return { origin: row.origin, keys, sealed };
}
