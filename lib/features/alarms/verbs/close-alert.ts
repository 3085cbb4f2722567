import type { Tx } from "#lib/infra/db/prisma.ts";

/** Ends the alert by a person's word, whatever its kind; the caller has locked it and knows that they may. */
export async function closeAlert(
  tx: Tx,
  { alertId, userId, note }: { alertId: string; userId: string; note: string },
): Promise<void> {
  await tx.alert.update({ where: { id: alertId }, data: { resolvedAt: new Date(), resolvedById: userId, note } });
}
