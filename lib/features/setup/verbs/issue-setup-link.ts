import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * A link with which the first organisation is created, as long as there is none; links given out before it close.
 *
 * @returns undefined when there is an organisation already
 */
export async function issueSetupLink(input: { actor: { kind: "operator" } }): Promise<NewLink | undefined> {
  return await prisma().$transaction(async (tx) => {
    if (await tx.organisation.findFirst({ select: { id: true } })) return undefined;
    const now = new Date();
    await tx.oneTimeLink.updateMany({
      where: { purpose: "setup", usedAt: null, expiresAt: { gt: now } },
      data: { expiresAt: now },
    });
    return await createLink(tx, { actor: input.actor, purpose: "setup" });
  });
}
