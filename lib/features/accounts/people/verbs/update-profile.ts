import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import type { AuditDetails } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Profile } from "../types.ts";

/** Changes what the actor chose for themselves; a change to what is the case already leaves no trace. */
export async function updateProfile(input: { actor: UserActor; profile: Profile }): Promise<{ changed: boolean }> {
  requireUser(input.actor);
  const { actor, profile } = input;
  const { userId, organisationId } = actor;
  // The row is locked, so that "before" in the audit row is what this change replaced.
  const behind = (tx: Tx) => tx.$queryRaw`SELECT 1 FROM user_account WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return await proven({ actor, authority: "own", behind }, async (tx) => {
    // What others see of somebody everywhere is not for one organisation's provider to change.
    if (actor.vouched) await requireFreshProof(tx, actor);
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const details: AuditDetails = {};
    for (const field of ["name", "locale", "timeZone"] as const) {
      if (before[field] === profile[field]) continue;
      details[`${field}Before`] = before[field];
      details[field] = profile[field];
    }
    if (Object.keys(details).length === 0) return { changed: false };
    const { name, locale, timeZone } = profile;
    await tx.user.update({ where: { id: userId }, data: { name, locale, timeZone } });
    await writeAuditEvent(tx, { actor, organisationId, action: "person.update", subject: userId, details });
    return { changed: true };
  });
}
