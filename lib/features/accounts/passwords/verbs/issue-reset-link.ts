import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * A link with which the holder of this e-mail chooses a new password, for the operator, who hands it over.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @returns undefined when nobody has this e-mail
 */
export async function issueResetLink(input: {
  actor: { kind: "operator" };
  email: string;
}): Promise<NewLink | undefined> {
  const { actor, email } = input;
  return await prisma().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    return user ? await createLink(tx, { actor, purpose: "reset", userId: user.id, email }) : undefined;
  });
}
