import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { closeLinks } from "#lib/features/accounts/links/verbs/close-links.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * A link with which the first organisation is created, as long as there is none; links given out before it close.
 *
 * @returns undefined when there is an organisation already
 */
export async function issueSetupLink(input: { actor: { kind: "operator" } }): Promise<NewLink | undefined> {
  requireCommandLine(input.actor);
  return await prisma().$transaction(async (tx) => {
    if (await tx.organisation.findFirst({ select: { id: true } })) return undefined;
    await closeLinks(tx, { purpose: "setup" });
    return await createLink(tx, { actor: input.actor, purpose: "setup" });
  });
}
