import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * A new owner's link for an organisation, for the operator, in place of one that was lost: those given out before to
 * the same address close.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @throws {SealbookError} `organisation_retired`
 */
export async function issueOwnerLink(input: {
  actor: { kind: "operator" };
  organisationId: OrganisationId;
  email: string;
}): Promise<NewLink> {
  requireCommandLine(input.actor);
  const { organisationId, email } = input;
  return await prisma().$transaction(async (tx) => {
    // Retiring closes what there is: a link is made before it, or not at all.
    await tx.$queryRaw`SELECT 1 FROM organisation WHERE id = ${organisationId}::uuid FOR KEY SHARE`;
    if ((await readOrganisationState(organisationId, tx)) === "retired")
      throw new SealbookError("organisation_retired");
    await closeLinks(tx, { purpose: "owner", organisationId, email });
    return await createLink(tx, { ...input, purpose: "owner" });
  });
}
