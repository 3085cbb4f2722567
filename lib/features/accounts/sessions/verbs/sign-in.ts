import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { beginSession } from "./begin-session.ts";
import { checkPassword, SIGN_IN_LIMITS, type SignInLimits } from "./check-password.ts";
import { requirePasswordUnchanged } from "./require-password-unchanged.ts";

export interface SignInInput {
  /** In lower case, as `emailSchema` gives it. */
  email: string;
  password: string;
  client: Client;
  /** Of a browser in which this e-mail was signed in before: lib/gate/known-device.ts. */
  device?: string | undefined;
}

/**
 * Begins a session in the organisation to which the user has belonged longest.
 *
 * @throws {SealbookError} `credentials_wrong`, `too_many_attempts`.
 */
export async function signIn(input: SignInInput, limits: SignInLimits = SIGN_IN_LIMITS): Promise<SignedIn> {
  const { email, password, client, device } = input;
  const known = await checkPassword({ email, password, address: client.address, device }, limits);
  const { userId } = known;
  const signedIn = await prisma().$transaction(async (tx) => {
    await requirePasswordUnchanged(tx, known);
    const membership = await tx.membership.findFirst({
      where: { userId, organisation: { events: { none: { event: "retired" } } } },
      orderBy: [{ createdAt: "asc" }, { organisationId: "asc" }],
    });
    // Somebody who belongs nowhere any more has nothing to sign in to, and learns no more than a stranger.
    if (!membership) throw new SealbookError("credentials_wrong");
    const organisationId = membership.organisationId as OrganisationId;
    const sessionId = await beginSession(tx, { userId, organisationId, role: membership.role as Role, client });
    return { sessionId, organisationId };
  });
  countSignIn("begun");
  return signedIn;
}
