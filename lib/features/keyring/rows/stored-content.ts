/** Content as it was before it was sealed: storage, and the keys that open what lies there. */
import { pool } from "#lib/infra/db/pool.ts";
import { unwrapKey } from "#lib/infra/keys/key-wrap.ts";
import type { ContentStorage, Part, Stored } from "#lib/infra/storage/port.ts";
import { type OpenedContent, openStored } from "#lib/infra/storage/sealed/opening.ts";
import { storage } from "#lib/infra/storage/storage.ts";
import { findOrganisationKey } from "./organisation-keys.ts";

/** As `openStored`. @param from the one that is used, or one of two while contents move */
export async function readStored(
  stored: Stored,
  part?: Part,
  from: ContentStorage = storage(),
): Promise<OpenedContent | undefined> {
  return await openStored({ storage: from, keyOf: findContentKey }, stored, part);
}

async function findContentKey(id: Buffer): Promise<Buffer | undefined> {
  const { rows } = await pool().query<{ organisationId: string; keyNumber: number; wrapped: Buffer }>(
    `SELECT organisation_id AS "organisationId", key_number AS "keyNumber", wrapped FROM content_key WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  const by = row && (await findOrganisationKey(row.organisationId, row.keyNumber));
  return row && by && unwrapKey(row.wrapped, by.bytes);
}
