import type { Tx } from "#lib/infra/db/prisma.ts";

/**
 * What was offered to a wallet by a link that was mailed is fetched by none any more, neither by its code nor by a token that it brought; in
 * the caller's transaction.
 */
export async function endMailedOffers(tx: Tx, certificateId: string): Promise<void> {
  // A letter about another certificate of the same person opened this one, too. Ended as of its beginning: who waits for the row at this
  // moment compares with a time from before.
  await tx.$executeRaw`UPDATE wallet_offer o
    SET expires_at = o.created_at, token_expires_at = CASE WHEN o.token_hash IS NOT NULL THEN o.created_at END
    FROM certificate_link l WHERE o.certificate_id = ${certificateId}::uuid AND l.id = o.link_id AND l.kind = 'letter'`;
}
