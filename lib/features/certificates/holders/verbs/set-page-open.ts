import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireHolder } from "../rows/holder.ts";
import type { Holder } from "../types.ts";

/**
 * Whether the certificate's page shows its fields to whoever only has its address, as the printed code gives it.
 *
 * @throws {SealbookError} `link_invalid`; `gone`: it has not been claimed
 */
export async function setPageOpen(input: {
  token: string;
  certificateId: string;
  open: boolean;
  address: string;
}): Promise<void> {
  const holder = await requireHolder(input);
  await prisma().$transaction((tx) => writePageOpen(tx, { ...input, holder }));
}

/** In the caller's transaction. */
export async function writePageOpen(
  tx: Tx,
  { certificateId, open, holder }: { certificateId: string; open: boolean; holder: Holder },
): Promise<void> {
  const { count } = await tx.certificateClaim.updateMany({
    where: { certificateId, pageOpen: !open },
    data: { pageOpen: open },
  });
  if (count === 0) {
    if ((await tx.certificateClaim.count({ where: { certificateId } })) === 0) throw new SealbookError("gone");
    return;
  }
  const { actor, organisationId } = holder;
  const event = { actor, organisationId, action: "certificate.page", subject: certificateId } as const;
  await writeAuditEvent(tx, { ...event, details: { pageOpen: open } });
}
