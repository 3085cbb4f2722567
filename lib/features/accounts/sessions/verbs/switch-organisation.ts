import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId, UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requireUser } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Lets the actor's session act in another organisation to which the user belongs. @throws {SealbookError} `gone`. */
export async function switchOrganisation(input: {
  actor: UserActor;
  /** From the form, unproven: the membership proves it. */
  organisationId: string;
}): Promise<{ organisationId: OrganisationId }> {
  requireUser(input.actor);
  const { actor } = input;
  // An organisation's provider vouches for nobody in another one.
  if (actor.vouched) throw new SealbookError("forbidden");
  return await proven({ actor, authority: "own" }, async (tx) => {
    const membership = await tx.membership.findUnique({
      where: {
        organisationId_userId: { organisationId: input.organisationId, userId: actor.userId },
        organisation: { events: { none: { event: "retired" } } },
      },
    });
    if (!membership) throw new SealbookError("gone");
    const organisationId = membership.organisationId as OrganisationId;
    await tx.session.update({ where: { id: actor.sessionId }, data: { organisationId } });
    const details = { from: actor.organisationId };
    await writeAuditEvent(tx, { actor, organisationId, action: "session.switch", subject: actor.sessionId, details });
    return { organisationId };
  });
}
