import type { NewApiKey } from "#lib/features/accounts/api-keys/types.ts";
import { insertApiKey } from "#lib/features/accounts/api-keys/verbs/insert-api-key.ts";
import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import type { Organisation } from "#lib/features/accounts/organisations/types.ts";
import { insertOrganisation } from "#lib/features/accounts/organisations/verbs/insert-organisation.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { DEFAULT_SCOPES } from "#lib/words/permissions.ts";

const FIRST_KEY_NAME = "sealbook org create";

export interface CreatedOrganisation {
  organisation: Organisation;
  /** With it the owner chooses a password. */
  ownerLink: NewLink;
  apiKey: NewApiKey;
}

/**
 * Makes an organisation with an owner's one-time link and a first API key, all or nothing. It keeps content, can be
 * found by digest and publishes its records until its owner decides otherwise.
 *
 * @param input `name` and `ownerEmail` as `nameSchema` and `emailSchema` give them
 */
export async function createOrganisationWithKey(input: {
  actor: { kind: "operator" };
  name: string;
  ownerEmail: string;
}): Promise<CreatedOrganisation> {
  requireCommandLine(input.actor);
  const { actor, name, ownerEmail } = input;
  await ensureLedger(FIRST_LEDGER);
  return await prisma().$transaction(async (tx) => {
    const settings = { name, keepContent: true, publicLookup: true, publishRecords: true, alsoSm3: false };
    const organisation = await insertOrganisation(tx, { actor, settings });
    const organisationId = organisation.id;
    const ownerLink = await createLink(tx, { actor, purpose: "owner", organisationId, email: ownerEmail });
    const apiKey = await insertApiKey(tx, { actor, organisationId, name: FIRST_KEY_NAME, scopes: [...DEFAULT_SCOPES] });
    return { organisation, ownerLink, apiKey };
  });
}
