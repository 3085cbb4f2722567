import { hasFactor } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { endSessionsOf } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { insertCodes } from "./insert-codes.ts";

/**
 * What goes with the first factor, in the caller's transaction and before it is there: recovery codes are made, and sessions that began
 * without one end everywhere else.
 *
 * @returns the codes; undefined when there was a factor already
 */
export async function beginFactors(tx: Tx, { userId, sessionId }: UserActor): Promise<string[] | undefined> {
  if (await hasFactor(tx, userId)) return undefined;
  await endSessionsOf(tx, { userId, except: sessionId });
  return await insertCodes(tx, userId);
}
