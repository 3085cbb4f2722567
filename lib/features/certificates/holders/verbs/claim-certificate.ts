import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { requireHolder } from "../rows/holder.ts";

/**
 * Its holder takes a certificate over; again is nothing new. From then on letters are in the language of the page on which they did.
 *
 * @throws {SealbookError} `link_invalid`
 */
export async function claimCertificate(input: {
  token: string;
  certificateId: string;
  address: string;
  locale: Locale;
}): Promise<void> {
  const { actor, organisationId } = await requireHolder(input);
  const { certificateId, locale } = input;
  await prisma().$transaction(async (tx) => {
    const claim = { certificateId, linkId: actor.linkId, claimedAt: new Date(), locale };
    const { count } = await tx.certificateClaim.createMany({ data: [claim], skipDuplicates: true });
    if (count === 0) return;
    const event = { actor, organisationId, action: "certificate.claim", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}
