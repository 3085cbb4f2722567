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
import { hashPassword, type PasswordProblem, passwordProblem } from "#lib/gate/password.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findOpenLink } from "../rows.ts";

export interface FirstOrganisationInput {
  token: string;
  settings: OrganisationSettings;
  owner: { name: string; email: string; password: string };
  client: Client;
}

/**
 * The first run: an organisation, its owner and a session, for whoever holds the setup link; once, whatever happens
 * at the same time.
 */
export async function createFirstOrganisation(
  input: FirstOrganisationInput,
): Promise<SignedIn | { failed: "linkUnusable" | PasswordProblem }> {
  const { token, settings, owner, client } = input;
  const weak = passwordProblem(owner.password, [owner.email, owner.name, settings.name]);
  if (weak) return { failed: weak };
  // Hashing is costly: nobody without a link makes us do it.
  if ((await findOpenLink(token))?.purpose !== "setup") return { failed: "linkUnusable" };
  const passwordHash = await hashPassword(owner.password);
  await ensureLedger(FIRST_LEDGER);
  return await prisma().$transaction(async (tx) => {
    await lockOrganisations(tx);
    if (await tx.organisation.findFirst({ select: { id: true } })) return { failed: "linkUnusable" };
    const link = await consumeLink(tx, { token, purpose: "setup", address: client.address });
    if (!link) return { failed: "linkUnusable" };
    const { id: organisationId } = await insertOrganisation(tx, { actor: link.actor, settings });
    const user = { name: owner.name, email: owner.email, passwordHash };
    const userId = await insertOwner(tx, { actor: link.actor, organisationId, user });
    const sessionId = await beginSession(tx, { userId, organisationId, role: "owner", client });
    return { sessionId, organisationId };
  });
}
