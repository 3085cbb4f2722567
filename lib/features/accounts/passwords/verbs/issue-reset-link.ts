import type { NewLink } from "#lib/features/accounts/links/types.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * A link with which the holder of this e-mail chooses a new password, for the operator, who hands it over.
 *
 * @param input.email in lower case, as `emailSchema` gives it
 * @throws {SealbookError} `user_absent` when nobody has this e-mail.
 */
export async function issueResetLink(input: { actor: { kind: "operator" }; email: string }): Promise<NewLink> {
  requireCommandLine(input.actor);
  const { actor, email } = input;
  return await prisma().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (!user) throw new SealbookError("user_absent", { field: "email", details: { email } });
    return await createLink(tx, { actor, purpose: "reset", userId: user.id, email });
  });
}
