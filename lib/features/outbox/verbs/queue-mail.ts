import { v7 as uuidv7 } from "uuid";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";

export interface InvitationMail {
  organisationId: OrganisationId;
  invitationId: string;
  recipient: string;
  locale: Locale;
}

/**
 * Puts the mail of an invitation into the outbox, in the caller's transaction; one that was not sent yet is sent anew
 * instead. The worker sends it.
 */
export async function queueInvitationMail(tx: Tx, mail: InvitationMail): Promise<void> {
  const now = new Date();
  const { count } = await tx.mail.updateMany({
    where: { invitationId: mail.invitationId, sentAt: null },
    data: { attempts: 0, nextAttemptAt: now, failure: null },
  });
  if (count > 0) return;
  await tx.mail.create({ data: { ...mail, id: uuidv7(), kind: "invitation", createdAt: now, nextAttemptAt: now } });
}

/**
 * Asks for a reset mail to whoever has this e-mail address. Whether anybody has is found out by the worker: a request
 * does the same work either way, so that its time tells nothing.
 */
export async function queueResetMail(mail: { recipient: string; locale: Locale }): Promise<void> {
  const now = new Date();
  await prisma().mail.create({ data: { ...mail, id: uuidv7(), kind: "reset", createdAt: now, nextAttemptAt: now } });
}
