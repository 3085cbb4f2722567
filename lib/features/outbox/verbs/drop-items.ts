import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ItemKind } from "./queue-items.ts";

/** What waits for a recipient goes nowhere, in the caller's transaction; what is on its way arrives. @returns how many */
export async function dropItems(
  tx: Tx,
  { channel, kind, recipient }: ItemKind & { recipient: string },
): Promise<number> {
  const where = { channel, kind, recipient, nextAttemptAt: { not: null } };
  const { count } = await tx.outboxItem.updateMany({ where, data: { nextAttemptAt: null } });
  return count;
}
