import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Role, UserActor } from "#lib/gate/actor.ts";
import { may, rolesGivenBy } from "#lib/gate/may.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { invitationLetter } from "../letters/letters.ts";
import type { ShownLetter } from "../types.ts";

/**
 * The letter of an invitation with a fresh link, for somebody who hands it over where no mail is sent. Never where mail
 * is: there only the address's own mailbox gets the link. Nor to an admin when it makes an owner.
 */
export async function showLetter(input: {
  actor: UserActor;
  mailId: string;
}): Promise<ShownLetter | { failed: "forbidden" | "gone" }> {
  const { actor, mailId } = input;
  const { organisationId } = actor;
  if (!may(actor, "outbox:read") || sendsMail) return { failed: "forbidden" };
  return await prisma().$transaction(async (tx) => {
    const open = { acceptedAt: null, withdrawnAt: null, expiresAt: { gt: new Date() } };
    const mail = await tx.mail.findFirst({
      where: { id: mailId, organisationId, kind: "invitation", invitation: open },
      include: { invitation: { include: { invitedBy: true, organisation: true } } },
    });
    if (!mail?.invitation) return { failed: "gone" };
    const { id: invitationId, email, expiresAt, invitedBy, organisation } = mail.invitation;
    const role = mail.invitation.role as Role;
    if (!rolesGivenBy(actor.role).includes(role)) return { failed: "forbidden" };
    const link = { actor, purpose: "invite", organisationId, email, invitationId, expiresAt } as const;
    const { url } = await createLink(tx, link);
    const event = { actor, organisationId, action: "invitation.show", subject: invitationId } as const;
    await writeAuditEvent(tx, { ...event, details: { email, role } });
    const { subject, text } = invitationLetter({
      locale: mail.locale as Locale,
      organisation: organisation.name,
      inviter: invitedBy.name,
      inviterEmail: invitedBy.email,
      role,
      url,
      expiresAt,
    });
    return { recipient: email, subject, text, url };
  });
}
