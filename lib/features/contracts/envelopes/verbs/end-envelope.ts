/** A contract ends: nobody acts any more, and of one that came to nothing no document is kept. */
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ENDS, Envelope } from "../types.ts";
import { writeContractEvent } from "./write-event.ts";

type Given = Omit<Parameters<typeof writeContractEvent>[1], "kind" | "envelope"> & {
  envelope: Envelope;
  as: (typeof ENDS)[number];
};

export async function endEnvelope(tx: Tx, { as, envelope, ...event }: Given): Promise<void> {
  const at = event.at ?? new Date();
  await tx.contractEnvelope.update({ where: { id: envelope.id }, data: { ended: as, endedAt: at } });
  const where = { envelopeId: envelope.id };
  if (as !== "completed") await tx.contractVersion.updateMany({ where, data: { content: null } });
  await writeContractEvent(tx, { ...event, at, envelope, kind: as });
}
