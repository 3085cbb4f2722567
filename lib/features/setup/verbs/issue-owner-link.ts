import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * A new owner's link for an organisation, for the operator, in place of one that was lost: those given out before to
 * the same address close.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 */
export async function issueOwnerLink(input: {
  actor: { kind: "operator" };
  organisationId: OrganisationId;
  email: string;
}): Promise<NewLink> {
  requireCommandLine(input.actor);
  const { organisationId, email } = input;
  return await prisma().$transaction(async (tx) => {
    await closeLinks(tx, { purpose: "owner", organisationId, email });
    return await createLink(tx, { ...input, purpose: "owner" });
  });
}
