import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findHome } from "../rows.ts";
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
 * Begins a session in the organisation to which the user has belonged longest; one that waits, for whoever has a second factor.
 *
 * @throws {SealbookError} `credentials_wrong`, `too_many_attempts`.
 */
export async function signIn(input: SignInInput, limits: SignInLimits = SIGN_IN_LIMITS): Promise<SignedIn> {
  const { email, password, client, device } = input;
  const known = await checkPassword({ email, password, address: client.address, device }, limits);
  const { userId } = known;
  const signedIn = await prisma().$transaction(async (tx) => {
    await requirePasswordUnchanged(tx, known);
    const home = await findHome(tx, userId);
    // Somebody who belongs nowhere any more has nothing to sign in to, and learns no more than a stranger.
    if (!home) throw new SealbookError("credentials_wrong");
    return await beginSession(tx, { userId, ...home, client });
  });
  if (!signedIn.awaits) countSignIn("begun");
  return signedIn;
}
