import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ItemKind } from "./queue-items.ts";

/** Nothing is sent to a recipient before that time. */
export async function postponeItems(
  tx: Tx,
  { channel, kind, recipient }: ItemKind & { recipient: string },
  { until }: { until: Date },
): Promise<void> {
  const where = { channel, kind, recipient, nextAttemptAt: { lt: until } };
  await tx.outboxItem.updateMany({ where, data: { nextAttemptAt: until } });
}
