import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { findLetterSubject } from "#lib/features/outbox/rows.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { rolesGivenBy } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { drawInvitation, invitationLetter } from "../letters.ts";
import { readOfferedInvitation } from "../rows.ts";
import type { ShownLetter } from "../types.ts";
import { lockMembers } from "./lock-members.ts";

/**
 * The letter of an invitation with a fresh link, for somebody who hands it over where no mail is sent. Never where mail
 * is: there only the address's own mailbox gets the link. Nor to an admin when it makes an owner.
 *
 * @throws {SealbookError} `forbidden`, `organisation_suspended`, `gone`.
 */
export async function showLetter(input: { actor: UserActor; mailId: string }): Promise<ShownLetter> {
  requirePermission(input.actor, "outbox:read");
  const { mailId } = input;
  const { organisationId } = input.actor;
  if (sendsMail) throw new SealbookError("forbidden");
  // A link is made before its organisation retires, which closes it, or not at all.
  const behind = (tx: Tx) => lockMembers(tx, organisationId);
  return await proven({ actor: input.actor, authority: "outbox:read", activeOnly: true, behind }, async (tx, actor) => {
    const { kind } = invitationLetter;
    const subject = await findLetterSubject({ id: mailId, organisationId, kind, on: tx });
    const invitation = subject && (await readOfferedInvitation({ id: subject, organisationId, on: tx }));
    if (!invitation) throw new SealbookError("gone");
    const { id: invitationId, email, role, expiresAt } = invitation;
    if (!rolesGivenBy(actor.role).includes(role)) throw new SealbookError("forbidden");
    const link = { actor, purpose: "invite", organisationId, email, invitationId, expiresAt } as const;
    const { url } = await createLink(tx, link);
    const event = { actor, organisationId, action: "invitation.show", subject: invitationId } as const;
    await writeAuditEvent(tx, { ...event, details: { email, role } });
    const { subject: title, text } = drawInvitation({ invitation, url });
    return { recipient: email, subject: title, text, url };
  });
}
