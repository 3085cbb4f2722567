/** The keys of organisations, unwrapped. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { masterKeys } from "#lib/infra/keys/master-keys.ts";

export interface OrganisationKey {
  number: number;
  /** 32 bytes. */
  bytes: Buffer;
}

/** So long a process knows them: whoever exchanges or destroys one waits for that. */
export const KNOWN_MS = 60_000;
const KNOWN_MAX = 10_000;
const known = new Recent<string, { key: OrganisationKey; until: number }>(KNOWN_MAX);

/**
 * One of the keys of an organisation.
 *
 * @param number absent: the one that wraps now
 * @returns undefined when there is none, or it was destroyed
 * @throws {Error} when the master key that wraps it is not here
 */
export async function findOrganisationKey(
  organisationId: string,
  number?: number,
): Promise<OrganisationKey | undefined> {
  const name = `${organisationId}/${number ?? ""}`;
  const found = known.get(name);
  if (found && found.until > performance.now()) return found.key;
  known.delete(name);
  const { rows } = await pool().query<{ number: number; master: string | null; wrapped: Buffer | null }>(
    `SELECT number, master, wrapped FROM organisation_key
     WHERE organisation_id = $1 AND CASE WHEN $2::integer IS NULL THEN ended_at IS NULL ELSE number = $2 END`,
    [organisationId, number ?? null],
  );
  const [row] = rows;
  if (!row?.wrapped) return undefined;
  const key = { number: row.number, bytes: unwrap(row.wrapped, row.master) };
  known.set(name, { key, until: performance.now() + KNOWN_MS });
  return key;
}

/** @throws {Error} when none of the master keys of this installation wrapped it. */
export function unwrap(wrapped: Uint8Array, master: string | null): Buffer {
  const by = masterKeys().find(({ id }) => id === master);
  if (!by) {
    throw new Error(
      `Master key ${master} is not here, and content that it protects cannot be read: MASTER_KEYS, or master.keys in DATA_DIR, has to hold it.`,
    );
  }
  return by.unwrap(wrapped);
}

/** Whose keys were destroyed, while something private of their records is there. */
export async function listShredded(): Promise<OrganisationId[]> {
  const { rows } = await pool().query<{ id: OrganisationId }>(
    `SELECT organisation_id AS id FROM organisation_key GROUP BY organisation_id
     HAVING bool_and(wrapped IS NULL) AND NOT bool_and(records_erased) ORDER BY 1`,
  );
  return rows.map(({ id }) => id);
}
