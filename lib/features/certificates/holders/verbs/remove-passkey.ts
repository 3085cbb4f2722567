import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findHolder } from "../rows/holder.ts";
import { passkeysOf } from "../rows/passkeys.ts";

/** It opens nothing any more; one that is gone already is what was asked for. @throws {SealbookError} `link_invalid` */
export async function removeHolderPasskey(input: { token: string; passkey: string; address: string }): Promise<void> {
  const holder = requireLink(await findHolder(input.token, input.address));
  const { actor, organisationId, anchor } = holder;
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.holderPasskey.deleteMany({ where: { id: input.passkey, ...passkeysOf(holder) } });
    if (count === 0) return;
    const event = { actor, organisationId, action: "holder_passkey.remove", subject: anchor.certificateId } as const;
    await writeAuditEvent(tx, { ...event, details: {} });
  });
}
