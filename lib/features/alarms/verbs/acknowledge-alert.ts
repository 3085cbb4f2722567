import type { Tx } from "#lib/infra/db/prisma.ts";

/** A person looks after the alert from now on; the caller has locked it and knows that they may. */
export async function acknowledgeAlert(
  tx: Tx,
  { alertId, userId }: { alertId: string; userId: string },
): Promise<void> {
  await tx.alert.update({ where: { id: alertId }, data: { acknowledgedAt: new Date(), acknowledgedById: userId } });
}
