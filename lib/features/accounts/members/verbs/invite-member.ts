import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { invitationLetter } from "../letters.ts";
import { lockMembers } from "./lock-members.ts";
import { unitFor } from "./unit-for.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** How long an invitation can be accepted. */
export const INVITATION_AGE_MS_MAX = 7 * DAY_SECONDS * 1_000;

/** Of one organisation: nobody sends advertisements from here. */
export const INVITATION_LIMIT: RateLimit = { name: "invitation", requests: 200, windowSeconds: DAY_SECONDS };

export interface InvitationInput {
  actor: UserActor;
  /** In lower case, as `emailSchema` gives it. */
  email: string;
  role: Role;
  locale: Locale;
  /** In which the role will hold; none: the inviter's own. */
  unit?: string | null;
}

/**
 * Offers a membership by mail. One that expired unanswered is replaced.
 *
 * @throws {SealbookError} `forbidden`, `organisation_suspended`, `too_many_attempts`; of the e-mail `already_member`, `already_invited`; `unit_unknown`.
 */
export async function inviteMember(input: InvitationInput): Promise<{ invitationId: string }> {
  requirePermission(input.actor, "members:manage");
  const { actor, email, role, locale } = input;
  const { organisationId } = actor;
  await countAttempt(INVITATION_LIMIT, organisationId);
  const behind = (tx: Tx) => lockMembers(tx, organisationId);
  return await proven({ actor, authority: "members:manage", activeOnly: true, behind }, async (tx, current) => {
    if (!rolesGivenBy(current.role).includes(role)) throw new SealbookError("forbidden");
    const unitId = await unitFor(tx, { by: current, role, unit: input.unit });
    const member = await tx.membership.findFirst({ where: { organisationId, user: { email } } });
    if (member) throw new SealbookError("already_member", { field: "email" });
    const now = new Date();
    await makeRoom(tx, { organisationId, email, now });
    const invitationId = uuidv7();
    const expiresAt = new Date(now.getTime() + INVITATION_AGE_MS_MAX);
    const facts = { organisationId, email, role, unitId, locale, invitedById: actor.userId, createdAt: now, expiresAt };
    await tx.invitation.create({ data: { id: invitationId, ...facts } });
    const mail = { organisationId, subject: invitationId, recipient: email, locale, expiresAt };
    await queueItems(tx, invitationLetter, [mail]);
    const event = { actor: current, organisationId, action: "invitation.create", subject: invitationId } as const;
    await writeAuditEvent(tx, {
      ...event,
      details: { email, role, ...(unitId && { unit: unitId }), expiresAt: expiresAt.toISOString() },
    });
    return { invitationId };
  });
}

/** Closes an expired invitation to the same address. @throws {SealbookError} `already_invited` while one can be accepted. */
async function makeRoom(tx: Tx, where: { organisationId: string; email: string; now: Date }): Promise<void> {
  const { organisationId, email, now } = where;
  const unanswered = { organisationId, email, acceptedAt: null, withdrawnAt: null };
  await tx.invitation.updateMany({ where: { ...unanswered, expiresAt: { lte: now } }, data: { withdrawnAt: now } });
  const open = await tx.invitation.count({ where: unanswered });
  if (open > 0) throw new SealbookError("already_invited", { field: "email" });
}
