import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findAwaiting } from "../rows.ts";
import type { AwaitingSession } from "../types.ts";

/**
 * Ends a session that waits for the second factor, in the caller's transaction, which begins another in its place. Of several who try at
 * once the row's lock lets one through.
 *
 * @throws {SealbookError} `session_ended` when it waits no more.
 */
export async function endAwaiting(tx: Tx, sessionId: string): Promise<AwaitingSession> {
  await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${sessionId}::uuid FOR UPDATE`;
  const awaiting = await findAwaiting(sessionId, tx);
  if (!awaiting) throw new SealbookError("session_ended");
  await tx.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  return awaiting;
}
