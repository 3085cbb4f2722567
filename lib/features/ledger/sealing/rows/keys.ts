/** A ledger's keys as the database has them, and which of them is meant. */
import "#lib/core/log/ml-dsa.ts";
import "#lib/core/sm/sm2.ts";
import { algorithmOf, introducers, newestSigner, openKeyStatement } from "#lib/core/log/key-history.ts";
import { parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import type { Database } from "#lib/infra/db/pool.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { LedgerKey } from "../types.ts";

/** Of a query over `ledger l`. Sizes as text, which JSON carries exactly. */
export const KEYS_COLUMN = `(SELECT coalesce(jsonb_agg(jsonb_build_object(
    'number', k.number, 'verifierKey', k.verifier_key, 'since', k.since_size::text, 'end', e.size::text,
    'statement', k.statement, 'addedAt', k.at, 'endedAt', e.at) ORDER BY k.number), '[]')
  FROM ledger_key k LEFT JOIN ledger_key_end e ON e.ledger = k.ledger AND e.number = k.number
  WHERE k.ledger = l.name) AS keys`;

/** What KEYS_COLUMN gives. */
export type KeyColumn = {
  number: number;
  verifierKey: string;
  since: string;
  end: string | null;
  statement: string | null;
  addedAt: string;
  endedAt: string | null;
}[];

/**
 * The keys up to the first one that was not made the ledger's by those before: a row that somebody else put there is no
 * key. The first is the ledger's by definition.
 */
export function provenKeys(origin: string, column: KeyColumn): LedgerKey[] {
  const proven: LedgerKey[] = [];
  const before: VerifierKey[] = [];
  for (const row of column) {
    const key = parseVerifierKey(row.verifierKey);
    const algorithm = key && algorithmOf(key);
    if (key?.name !== origin || algorithm === undefined || row.number !== proven.length + 1) break;
    const statement = row.statement ?? undefined;
    const { verifierKey, since } = row;
    if (before.length > 0 && !isProven({ statement, before: introducers(key, before), verifierKey, since })) break;
    proven.push({
      number: row.number,
      verifierKey,
      algorithm,
      sinceSize: BigInt(since),
      endSize: row.end === null ? undefined : BigInt(row.end),
      addedAt: new Date(row.addedAt),
      endedAt: row.endedAt === null ? undefined : new Date(row.endedAt),
      statement,
    });
    before.push(key);
  }
  return proven;
}

interface Claim {
  statement: string | undefined;
  /** Who had to sign it. */
  before: VerifierKey[];
  verifierKey: string;
  since: string;
}

/** Two signatures a key would be verified by every request; the answer for the same texts never changes. */
const PROVEN_MAX = 1_000;
const known = new Map<string, boolean>();

function isProven({ statement, before, verifierKey, since }: Claim): boolean {
  if (statement === undefined) return false;
  const claim = [...before.map(({ text }) => text), verifierKey, since, statement].join("\n");
  const found = known.get(claim);
  if (found !== undefined) return found;
  const opened = openKeyStatement(statement, before);
  const proven = opened?.key.text === verifierKey && opened.sinceSize === BigInt(since);
  if (known.size >= PROVEN_MAX) known.clear();
  known.set(claim, proven);
  return proven;
}

/** The keys of a ledger, the oldest first; undefined when there is no such ledger. */
export async function readLedgerKeys(ledger: string, on: Database = pool()): Promise<LedgerKey[] | undefined> {
  const { rows } = await on.query<{ origin: string; keys: KeyColumn }>(
    `SELECT l.origin, ${KEYS_COLUMN} FROM ledger l WHERE l.name = $1`,
    [ledger],
  );
  return rows[0] && provenKeys(rows[0].origin, rows[0].keys);
}

/** The newest of the Ed25519 keys that signs the checkpoint of a tree of this size: the one that every reader knows how to check. */
export function keyAt(keys: readonly LedgerKey[], size: bigint): LedgerKey | undefined {
  return keys.findLast((key) => key.algorithm === "ed25519" && signsAt(key, size));
}

/** The newest of the ML-DSA-44 keys that signs beside it; undefined where the ledger is not hybrid. */
export function secondKeyAt(keys: readonly LedgerKey[], size: bigint): LedgerKey | undefined {
  return keys.findLast((key) => key.algorithm === "ml-dsa-44" && signsAt(key, size));
}

/** The newest of the SM2 keys that signs beside them; undefined where the ledger has none. */
export function sm2KeyAt(keys: readonly LedgerKey[], size: bigint): LedgerKey | undefined {
  return keys.findLast((key) => key.algorithm === "sm2" && signsAt(key, size));
}

export function signsAt({ sinceSize, endSize }: LedgerKey, size: bigint): boolean {
  return sinceSize <= size && (endSize === undefined || size <= endSize);
}

/** What a receipt names as its issuer's key: the newest of the ledger's keys that signed the checkpoint it carries. */
export function issuerKeyOf(checkpoint: string, keys: readonly Pick<LedgerKey, "verifierKey">[]): string | undefined {
  return newestSigner(checkpoint, verifierKeysOf(keys))?.text;
}

/** @throws {Error} for a key that cannot be read: `provenKeys` gives none such. */
export function verifierKeysOf(keys: readonly Pick<LedgerKey, "verifierKey">[]): VerifierKey[] {
  return keys.map(({ verifierKey }) => {
    const key = parseVerifierKey(verifierKey);
    if (!key) throw new Error(`${verifierKey} is no verifier key.`);
    return key;
  });
}
