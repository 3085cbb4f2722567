import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { renewItem } from "#lib/features/outbox/verbs/renew-item.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { within } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { invitationLetter } from "../letters.ts";
import { INVITATION_AGE_MS_MAX, INVITATION_LIMIT } from "./invite-member.ts";
import { lockMembers } from "./lock-members.ts";

/**
 * Sends an unanswered invitation once more, with a new link, and lets it run anew, also when it had expired.
 *
 * @throws {SealbookError} `forbidden`, `organisation_suspended`, `too_many_attempts`; `gone` when it is closed, or offers a role that the actor does not give; `unit_unknown`: its unit was closed.
 */
export async function resendInvitation(input: {
  actor: UserActor;
  invitationId: string;
}): Promise<{ expiresAt: Date }> {
  requirePermission(input.actor, "members:manage");
  const { actor, invitationId } = input;
  const { organisationId } = actor;
  await countAttempt(INVITATION_LIMIT, organisationId);
  const behind = (tx: Tx) => lockMembers(tx, organisationId);
  return await proven({ actor, authority: "members:manage", activeOnly: true, behind }, async (tx, current) => {
    const expiresAt = new Date(Date.now() + INVITATION_AGE_MS_MAX);
    const given = [...rolesGivenBy(current.role)];
    const [invitation] = await tx.invitation.updateManyAndReturn({
      where: { id: invitationId, ...within(current), acceptedAt: null, withdrawnAt: null, role: { in: given } },
      data: { expiresAt },
    });
    if (!invitation) throw new SealbookError("gone");
    await holdUnit(tx, current, invitation.unitId);
    const { email, locale } = invitation;
    const role = invitation.role as Role;
    const mail = { subject: invitationId, expiresAt };
    if (!(await renewItem(tx, invitationLetter, mail)))
      await queueItems(tx, invitationLetter, [{ ...mail, organisationId, recipient: email, locale: locale as Locale }]);
    const event = { actor: current, organisationId, action: "invitation.resend", subject: invitationId } as const;
    await writeAuditEvent(tx, { ...event, details: { email, role, expiresAt: expiresAt.toISOString() } });
    return { expiresAt };
  });
}
