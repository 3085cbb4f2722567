import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { insertOwner } from "#lib/features/accounts/members/verbs/insert-owner.ts";
import type { OrganisationSettings } from "#lib/features/accounts/organisations/types.ts";
import {
  insertOrganisation,
  lockOrganisations,
} from "#lib/features/accounts/organisations/verbs/insert-organisation.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { hashPassword, refuseWeakPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOpenLinkTo } from "../rows.ts";

export interface FirstOrganisationInput {
  token: string;
  settings: OrganisationSettings;
  owner: { name: string; email: string; password: string };
  client: Client;
}

/**
 * The first run: an organisation, its owner and a session, for whoever holds the setup link; once, whatever happens
 * at the same time.
 *
 * @throws {SealbookError} `link_invalid`; as `refuseWeakPassword`.
 */
export async function createFirstOrganisation(input: FirstOrganisationInput): Promise<SignedIn> {
  requireLink(await findOpenLinkTo("setup", input.token));
  const { token, settings, owner, client } = input;
  refuseWeakPassword(owner.password, [owner.email, owner.name, settings.name]);
  const passwordHash = await hashPassword(owner.password);
  await ensureLedger(FIRST_LEDGER);
  return await prisma().$transaction(async (tx) => {
    await lockOrganisations(tx);
    if (await tx.organisation.findFirst({ select: { id: true } })) throw new SealbookError("link_invalid");
    const link = await consumeLink(tx, { token, purpose: "setup", address: client.address });
    const { id: organisationId } = await insertOrganisation(tx, { actor: link.actor, settings });
    const user = { name: owner.name, email: owner.email, passwordHash };
    const userId = await insertOwner(tx, { actor: link.actor, organisationId, user });
    return await beginSession(tx, { userId, organisationId, role: "owner", client });
  });
}
