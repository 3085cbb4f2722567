import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import type { OrganisationId, Role } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { beginSession } from "./begin-session.ts";
import { checkPassword, SIGN_IN_LIMITS, type SignInLimits, type SignInRefusal } from "./check-password.ts";
import { isPasswordUnchanged } from "./is-password-unchanged.ts";

export interface SignInInput {
  /** In lower case, as `emailSchema` gives it. */
  email: string;
  password: string;
  client: Client;
}

/** Begins a session in the organisation to which the user has belonged longest. */
export async function signIn(
  input: SignInInput,
  limits: SignInLimits = SIGN_IN_LIMITS,
): Promise<SignedIn | SignInRefusal> {
  const { email, password, client } = input;
  const known = await checkPassword({ email, password, address: client.address }, limits);
  if ("failed" in known) return known;
  const { userId } = known;
  return await prisma().$transaction(async (tx) => {
    if (!(await isPasswordUnchanged(tx, known))) return { failed: "credentialsWrong" };
    const membership = await tx.membership.findFirst({
      where: { userId, organisation: { events: { none: { event: "retired" } } } },
      orderBy: [{ createdAt: "asc" }, { organisationId: "asc" }],
    });
    // Somebody who belongs nowhere any more has nothing to sign in to, and learns no more than a stranger.
    if (!membership) return { failed: "credentialsWrong" };
    const organisationId = membership.organisationId as OrganisationId;
    const sessionId = await beginSession(tx, { userId, organisationId, role: membership.role as Role, client });
    return { sessionId, organisationId };
  });
}
