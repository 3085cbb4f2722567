/** Signed statements and the keys that they are checked with. */

import { isFailed } from "#lib/core/cose/failures.ts";
import { type CoseKey, coseKeyOf, parseKeys, thumbprint } from "#lib/core/cose/key.ts";
import { verifierKeysOf } from "#lib/features/ledger/sealing/rows/keys.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { type Database, pool } from "#lib/infra/db/pool.ts";
import type { Registered, StatementName } from "../types.ts";

/** Statements of one page. */
const LISTED_MAX = 200;

/** The statement of this name, in the ledger that is named, else in the one in which it was registered first. */
export async function findStatement({ hash, ledger }: StatementName): Promise<Registered | undefined> {
  const { rows } = await pool().query<Omit<Registered, "index" | "hash"> & { index: bigint | null }>(
    `SELECT s.ledger, s.subject, t.index, NOT EXISTS (SELECT FROM statement f WHERE f.hash = s.hash AND f.id < s.id) AS "isFirst"
     FROM statement s LEFT JOIN statement_entry t ON t.statement_id = s.id
     WHERE s.hash = $1 AND ($2::text IS NULL OR s.ledger = $2) ORDER BY s.id LIMIT 1`,
    [Buffer.from(hash, "hex"), ledger ?? null],
  );
  const [row] = rows;
  return row && { ...row, hash, index: row.index ?? undefined };
}

export interface ListedStatement {
  id: string;
  hash: string;
  issuer: string;
  subject: string;
  receivedAt: Date;
  ledger: string;
  index: bigint | null;
}

/** Those of an organisation, the newest first. */
export async function listStatements(organisationId: string): Promise<ListedStatement[]> {
  const { rows } = await pool().query<ListedStatement>(
    `SELECT s.id, encode(s.hash, 'hex') AS hash, s.issuer, s.subject, s.received_at AS "receivedAt", s.ledger, t.index
     FROM statement s LEFT JOIN statement_entry t ON t.statement_id = s.id
     WHERE s.organisation_id = $1 ORDER BY s.id DESC LIMIT ${LISTED_MAX}`,
    [organisationId],
  );
  return rows;
}

/** Where an organisation's statements go, and whether everybody may read them there. */
export async function ledgerFor(organisationId: string, on: Database): Promise<{ ledger: string; isPublic: boolean }> {
  const { rows } = await on.query<{ ledger: string; isPublic: boolean }>(
    `SELECT o.ledger, coalesce((SELECT is_public FROM ledger_opening p WHERE p.ledger = o.ledger ORDER BY number DESC LIMIT 1), false)
       AS "isPublic" FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  if (!rows[0]) throw new Error(`There is no organisation ${organisationId}.`);
  return rows[0];
}

/** The issuer's key of this thumbprint, if the organisation registers its statements. */
export async function findIssuerKey(organisationId: string, kid: Uint8Array): Promise<CoseKey | undefined> {
  const { rows } = await pool().query<{ key: Buffer }>(
    "SELECT key FROM statement_key WHERE organisation_id = $1 AND thumbprint = $2 AND ended_at IS NULL",
    [organisationId, Buffer.from(kid)],
  );
  const keys = rows[0] && parseKeys(rows[0].key);
  return keys === undefined || isFailed(keys) ? undefined : keys[0];
}

/** Every key that ever signed receipts of this installation's ledgers: receipts are checked for ever. */
export async function receiptKeys(): Promise<CoseKey[]> {
  const ledgers = await listLedgers();
  return ledgers.flatMap(({ keys }) => verifierKeysOf(keys).map(coseKeyOf)).filter((key) => key !== undefined);
}

export async function findReceiptKey(kid: string): Promise<CoseKey | undefined> {
  const keys = await receiptKeys();
  return keys.find((key) => Buffer.from(thumbprint(key)).toString("base64url") === kid);
}
