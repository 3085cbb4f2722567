import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { keysOf } from "../rows.ts";

/** Revokes every key that the user made for the actor's organisation and its tests, in the caller's transaction. @returns how many */
export async function revokeKeysOf(tx: Tx, { actor, userId }: { actor: UserActor; userId: string }): Promise<number> {
  const { organisationId } = actor;
  const keys = await tx.apiKey.updateManyAndReturn({
    where: { ...keysOf(actor), createdById: userId, revokedAt: null },
    data: { revokedAt: new Date() },
    select: { id: true, name: true, prefix: true },
  });
  for (const { id, ...details } of keys) {
    await writeAuditEvent(tx, { actor, organisationId, action: "key.revoke", subject: id, details });
  }
  return keys.length;
}
