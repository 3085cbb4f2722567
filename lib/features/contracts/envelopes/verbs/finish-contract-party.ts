import type { Tx } from "#lib/infra/db/prisma.ts";

/** Once; the caller holds the contract and has asked whether it is the party's turn. */
export async function finishContractParty(tx: Tx, { partyId, at }: { partyId: string; at: Date }): Promise<void> {
  await tx.contractParty.update({ where: { id: partyId, doneAt: null }, data: { doneAt: at }, select: { id: true } });
}
