import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { isInForce } from "#lib/features/certificates/holders/types.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { OfferForToken } from "../rows.ts";

/**
 * A wallet takes a certificate, with every disclosure. Whose answer was lost takes it again while the token works.
 *
 * @param offer what a token that works is for
 * @returns undefined where it is not valid any more
 */
export async function collectCertificate(offer: OfferForToken, address: string): Promise<string | undefined> {
  const { certificateId, linkId, organisationId } = offer;
  const [held] = await readHeld([certificateId]);
  if (!held || !isInForce(held)) return undefined;
  await prisma().$transaction(async (tx) => {
    const where = { certificateId, tokenHash: { not: null }, collectedAt: null };
    const { count } = await tx.walletOffer.updateMany({ where, data: { collectedAt: new Date() } });
    if (count === 0) return;
    const actor = { kind: "link", linkId, address } as const;
    const event = { actor, organisationId, action: "certificate.collect", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
  return held.sdJwt;
}
