import type { Tx } from "#lib/infra/db/prisma.ts";

/** Links that were mailed open a certificate no more, nor do passkeys that were added by them; in the caller's transaction. */
export async function endLetters(tx: Tx, certificateId: string): Promise<void> {
  const where = { certificateId, kind: "letter" };
  await tx.certificateLink.updateMany({ where: { ...where, endedAt: null }, data: { endedAt: new Date() } });
  await tx.holderPasskey.deleteMany({ where });
}
