import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import type { AlertKey } from "../types.ts";

/**
 * Ends the alert, because its cause is gone. Never a conflict: that a party which showed another history shows the right one
 * now does not undo it, so a person ends it.
 *
 * @returns whether one was open.
 */
export async function resolveAlert({ kind, subject }: AlertKey, tx: Tx = prisma()): Promise<boolean> {
  if (kind === "witness_conflict") return false;
  const count = await tx.$executeRaw`
    UPDATE alert SET resolved_at = now() WHERE kind = ${kind} AND subject = ${subject} AND resolved_at IS NULL`;
  return count > 0;
}
