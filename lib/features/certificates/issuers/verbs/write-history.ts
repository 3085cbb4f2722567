import type { Tx } from "#lib/infra/db/prisma.ts";
import { formatHistory } from "../drawing/documents.ts";
import { listKeys, listSealPolicies, readIssuer } from "../rows.ts";
import { HISTORY_CHANNEL } from "../types.ts";

/** Adds the version of the history that the keys make now; the caller has locked the issuer. The worker records it once it is committed. */
export async function writeHistory(tx: Tx, { issuerId, at }: { issuerId: string; at: Date }): Promise<void> {
  const [issuer, keys] = [await readIssuer(issuerId, tx), await listKeys(issuerId, tx)];
  const policies = await listSealPolicies(issuerId, tx);
  const number = 1 + (await tx.issuerHistory.count({ where: { issuerId } }));
  const text = formatHistory(issuer.did, { keys, policies });
  await tx.issuerHistory.create({ data: { issuerId, number, text, at }, select: { number: true } });
  await tx.$executeRaw`SELECT pg_notify(${HISTORY_CHANNEL}, '')`;
}
