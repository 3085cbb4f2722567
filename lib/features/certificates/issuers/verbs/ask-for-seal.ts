import type { Tx } from "#lib/infra/db/prisma.ts";
import type { SealPolicy } from "../types.ts";
import { writeHistory } from "./write-history.ts";

/**
 * From now on every batch needs this seal instead of the one before, or none any more; the published history says so. The caller has proven
 * who may, and locked the issuer.
 */
export async function askForSeal(
  tx: Tx,
  { issuerId, at, seal }: { issuerId: string; at: Date; seal?: Pick<SealPolicy, "key" | "threshold" | "approvers"> },
): Promise<void> {
  await tx.issuerSealPolicy.updateMany({ where: { issuerId, untilAt: null }, data: { untilAt: at } });
  if (seal) {
    const { key, threshold, approvers } = seal;
    const data = { issuerId, key: new Uint8Array(key), threshold, approvers, fromAt: at };
    await tx.issuerSealPolicy.create({ data, select: { issuerId: true } });
  }
  await writeHistory(tx, { issuerId, at });
}
