/**
 * Keys are exchanged by wrapping anew what they wrapped; no content is sealed again. Both ways go in steps that are each whole, so that
 * whoever is interrupted goes on, and several workers do no harm.
 */
import { pool } from "#lib/infra/db/pool.ts";
import { unwrapKey, wrapKey } from "#lib/infra/keys/key-wrap.ts";
import { masterKeys } from "#lib/infra/keys/master-keys.ts";
import { findOrganisationKey, unwrap } from "../rows/organisation-keys.ts";

const KEYS_AT_ONCE = 500;
/** No upload and no transaction takes as long: what was wrapped by a key that ended is written down by then. */
const SETTLED_AFTER = "1 day";

export interface Rewrapped {
  /** Keys of organisations, which the newest master key wraps now. */
  organisations: number;
  /** Keys of contents, which the newest keys of their organisations wrap now. */
  contents: number;
}

/** Wraps anew whatever older keys wrap, and destroys keys of organisations that have ended and wrap nothing. */
export async function rewrapAll({ signal }: { signal?: AbortSignal } = {}): Promise<Rewrapped> {
  const done = { organisations: 0, contents: 0 };
  const isOver = () => signal?.aborted === true;
  for (let count = -1; count !== 0 && !isOver(); done.organisations += count) count = await rewrapOrganisations();
  for (let count = -1; count !== 0 && !isOver(); done.contents += count) count = await rewrapContents();
  // COMMIT. Before: it opens nothing, and could be read. After: it is nowhere.
  await pool().query(
    `UPDATE organisation_key k SET master = NULL, wrapped = NULL
     WHERE k.wrapped IS NOT NULL AND k.ended_at < now() - $1::interval
       AND NOT EXISTS (SELECT FROM content_key c WHERE c.organisation_id = k.organisation_id AND c.key_number = k.number)`,
    [SETTLED_AFTER],
  );
  return done;
}

async function rewrapOrganisations(): Promise<number> {
  const [master] = masterKeys();
  const { rows } = await pool().query<{ organisationId: string; number: number; master: string; wrapped: Buffer }>(
    `SELECT organisation_id AS "organisationId", number, master, wrapped FROM organisation_key
     WHERE wrapped IS NOT NULL AND master <> $1 ORDER BY 1, 2 LIMIT $2`,
    [master.id, KEYS_AT_ONCE],
  );
  for (const row of rows) {
    await pool().query(
      `UPDATE organisation_key SET master = $3, wrapped = $4
       WHERE organisation_id = $1 AND number = $2 AND wrapped IS NOT NULL`,
      [row.organisationId, row.number, master.id, master.wrap(unwrap(row.wrapped, row.master))],
    );
  }
  return rows.length;
}

interface OldContentKey {
  id: Buffer;
  organisationId: string;
  keyNumber: number;
  wrapped: Buffer;
  currentNumber: number;
}

async function rewrapContents(): Promise<number> {
  const { rows } = await pool().query<OldContentKey>(
    `SELECT c.id, c.organisation_id AS "organisationId", c.key_number AS "keyNumber", c.wrapped, k.number AS "currentNumber"
     FROM organisation_key o
     JOIN organisation_key k ON k.organisation_id = o.organisation_id AND k.ended_at IS NULL
     JOIN content_key c ON c.organisation_id = o.organisation_id AND c.key_number = o.number
     WHERE o.ended_at IS NOT NULL AND o.wrapped IS NOT NULL LIMIT $1`,
    [KEYS_AT_ONCE],
  );
  const wrapped = await Promise.all(rows.map(wrapAnew));
  await pool().query(
    `UPDATE content_key c SET key_number = n.number, wrapped = n.wrapped
     FROM unnest($1::bytea[], $2::integer[], $3::integer[], $4::bytea[]) AS n (id, before, number, wrapped)
     WHERE c.id = n.id AND c.key_number = n.before`,
    [
      rows.map(({ id }) => id),
      rows.map(({ keyNumber }) => keyNumber),
      rows.map(({ currentNumber }) => currentNumber),
      wrapped,
    ],
  );
  return rows.length;
}

async function wrapAnew({ organisationId, keyNumber, currentNumber, wrapped }: OldContentKey): Promise<Buffer> {
  const [before, now] = await Promise.all([
    findOrganisationKey(organisationId, keyNumber),
    findOrganisationKey(organisationId, currentNumber),
  ]);
  if (!before || !now) throw new Error(`A key of organisation ${organisationId} was destroyed under way.`);
  return wrapKey(unwrapKey(wrapped, before.bytes), now.bytes);
}
