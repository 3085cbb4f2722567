import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { requireHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Ends a share at once and for good.
 *
 * @throws {SealbookError} `link_invalid`; `gone`: it is no share of the certificate, or has been ended
 */
export async function endShare(input: {
  token: string;
  certificateId: string;
  shareId: string;
  address: string;
}): Promise<void> {
  const { actor, organisationId } = await requireHolder(input);
  const { certificateId, shareId } = input;
  await prisma().$transaction(async (tx) => {
    const where = { id: shareId, certificateId, endedAt: null };
    const { count } = await tx.certificateShare.updateMany({ where, data: { endedAt: new Date() } });
    if (count === 0) throw new SealbookError("gone");
    const event = { actor, organisationId, action: "certificate_share.end", subject: certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}
