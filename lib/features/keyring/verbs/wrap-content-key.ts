/** The key of a content that is about to be recorded, wrapped by the organisation's, which is made when the first one needs it. */
import { randomBytes } from "node:crypto";
import { pool } from "#lib/infra/db/pool.ts";
import { wrapKey } from "#lib/infra/keys/key-wrap.ts";
import { masterKeys } from "#lib/infra/keys/master-keys.ts";
import { type ContentKey, KEY_BYTES } from "#lib/infra/storage/sealed/format.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOrganisationKey, type OrganisationKey } from "../rows/organisation-keys.ts";
import type { WrappedContentKey } from "../types.ts";

/** Writes nothing about the content: that is for the statement that records it. @throws {SealbookError} `organisation_shredded` */
export async function wrapContentKey(organisationId: string, { id, bytes }: ContentKey): Promise<WrappedContentKey> {
  const by = await currentKey(organisationId);
  return { id, keyNumber: by.number, wrapped: wrapKey(bytes, by.bytes) };
}

async function currentKey(organisationId: string): Promise<OrganisationKey> {
  const found = await findOrganisationKey(organisationId);
  if (found) return found;
  await makeFirst(organisationId);
  const made = await findOrganisationKey(organisationId);
  if (!made) throw new SealbookError("organisation_shredded");
  return made;
}

/** Of two that do so at once, one makes it. Where keys were destroyed none is made again. */
async function makeFirst(organisationId: string): Promise<void> {
  const [master] = masterKeys();
  await pool().query(
    `INSERT INTO organisation_key (organisation_id, number, master, wrapped) VALUES ($1, 1, $2, $3) ON CONFLICT DO NOTHING`,
    [organisationId, master.id, master.wrap(randomBytes(KEY_BYTES))],
  );
}
