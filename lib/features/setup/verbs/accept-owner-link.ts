import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { insertOwner } from "#lib/features/accounts/members/verbs/insert-owner.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { checkPassword, type SignInRefusal } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { isPasswordUnchanged } from "#lib/features/accounts/sessions/verbs/is-password-unchanged.ts";
import { hashPassword, type PasswordProblem, passwordProblem } from "#lib/gate/password.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findOpenLink } from "../rows.ts";

export interface OwnerLinkInput {
  token: string;
  /** Needed only by who has no account yet. */
  name: string;
  /** A new one, or the one of the account that the e-mail has already. */
  password: string;
  client: Client;
}

/**
 * Makes the holder of an owner link the owner of its organisation and signs them in. The link alone never sets the
 * password of an account that exists: its own password has to be given.
 */
export async function acceptOwnerLink(
  input: OwnerLinkInput,
): Promise<SignedIn | { failed: "linkUnusable" | PasswordProblem } | SignInRefusal> {
  const { token, name, password, client } = input;
  const open = await findOpenLink(token);
  if (open?.purpose !== "owner") return { failed: "linkUnusable" };
  const known = open.hasAccount
    ? await checkPassword({ email: open.email, password, address: client.address })
    : undefined;
  if (known && "failed" in known) return known;
  const weak = known ? undefined : passwordProblem(password, [open.email, name, open.organisationName]);
  if (weak) return { failed: weak };
  const user = known
    ? { userId: known.userId }
    : { name, email: open.email, passwordHash: await hashPassword(password) };
  return await prisma().$transaction(async (tx) => {
    if (known && !(await isPasswordUnchanged(tx, known))) return { failed: "credentialsWrong" };
    const link = await consumeLink(tx, { token, purpose: "owner", address: client.address });
    if (!link?.organisationId) return { failed: "linkUnusable" };
    const { actor, organisationId } = link;
    const userId = await insertOwner(tx, { actor, organisationId, user });
    const sessionId = await beginSession(tx, { userId, organisationId, role: "owner", client });
    return { sessionId, organisationId };
  });
}
