import { randomBytes } from "node:crypto";
import { insertPerson } from "#lib/features/accounts/people/verbs/insert-person.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { hashPassword } from "#lib/gate/password.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";

interface Place {
  role: Role;
  unitId: string | null;
}

interface Admission {
  actor: AuditActor;
  organisationId: OrganisationId;
  /** In lower case; proven to whoever calls. */
  email: string;
  name: string;
  /** Whoever has such an address becomes a member, there. */
  letsIn?: Place;
}

/**
 * The member who has this e-mail address, in the caller's transaction: one who was invited with it, an invitation that is open, or, where the
 * organisation lets everybody in, a new one where it says. An account that belongs elsewhere is never taken for it: whose it is proves
 * its password alone.
 */
export async function admitByMail(tx: Tx, admission: Admission): Promise<{ userId: string; role: Role } | undefined> {
  const { organisationId, email, letsIn } = admission;
  const invitations = { organisationId, email, withdrawnAt: null };
  const user = await tx.user.findUnique({
    where: { email },
    select: { id: true, memberships: { where: { organisationId }, select: { role: true } } },
  });
  if (user) {
    const [membership] = user.memberships;
    const invited = await tx.invitation.findFirst({
      where: { ...invitations, acceptedAt: { not: null } },
      select: { id: true },
    });
    return membership && invited ? { userId: user.id, role: membership.role as Role } : undefined;
  }
  const now = new Date();
  const [open] = await tx.invitation.updateManyAndReturn({
    where: { ...invitations, acceptedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
    select: { id: true, role: true, unitId: true },
  });
  const place = open ? { role: open.role as Role, unitId: open.unitId } : letsIn;
  return place && (await insertMember(tx, admission, { ...place, ...(open && { invitationId: open.id }) }));
}

async function insertMember(
  tx: Tx,
  { actor, organisationId, email, name }: Admission,
  { role, unitId, invitationId }: Place & { invitationId?: string },
): Promise<{ userId: string; role: Role }> {
  // A password that nobody has: a link by mail sets one.
  const passwordHash = await hashPassword(randomBytes(32).toString("base64"));
  const userId = await insertPerson(tx, { email, name: name || email, passwordHash }).catch((error: unknown) => {
    // Made by somebody else in the same moment: then its password is to be given.
    throw error instanceof SealbookError ? new SealbookError("sso_no_member") : error;
  });
  await tx.membership.create({ data: { organisationId, userId, role, unitId } });
  const unit = unitId !== null && { unit: unitId };
  const details = { role, ...unit, ...(invitationId !== undefined && { invitationId }) };
  await writeAuditEvent(tx, { actor, organisationId, action: "member.add", subject: userId, details });
  return { userId, role };
}
