import { toHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { lockLogo } from "./lock-logo.ts";

/**
 * Takes the logo of the actor's organisation away. Where there is none, that is what was asked for.
 *
 * @throws {SealbookError} `forbidden`
 */
export async function removeLogo(input: { actor: UserActor }): Promise<{ changed: boolean }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor } = input;
  const { organisationId } = actor;
  const behind = (tx: Tx) => lockLogo(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const before = await tx.organisationLogo.findUnique({ where: { organisationId }, select: { sha256: true } });
    if (!before) return { changed: false };
    await tx.organisationLogo.delete({ where: { organisationId }, select: { organisationId: true } });
    const details = { logoBefore: toHex(before.sha256), logo: null };
    await writeAuditEvent(tx, { actor, organisationId, action: "organisation.logo", subject: organisationId, details });
    return { changed: true };
  });
}
