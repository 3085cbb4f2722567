/** The letter of an invitation, in the language that the inviter chose. */
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import type { Letter } from "#lib/infra/mail/transport.ts";
import { holdOrganisationOf, readOfferedInvitation } from "./rows.ts";
import { INVITATION_LETTER, type OfferedInvitation } from "./types.ts";

export function drawInvitation({ invitation, url }: { invitation: OfferedInvitation; url: string }): Letter {
  const { locale, organisation, inviter, inviterEmail, role: roleKey, expiresAt } = invitation;
  const t = translator(locale);
  const role = t(`settings.roles.${roleKey}`);
  return renderLetter({
    locale,
    subject: t("mail.invitation.subject", { inviter, organisation }),
    paragraphs: [
      t("mail.invitation.lead", { inviter, email: inviterEmail, organisation, role }),
      t(`members.roleHints.${roleKey}`),
    ],
    action: { label: t("mail.invitation.action"), url },
    notes: [t("mail.invitation.until", { until: moment(expiresAt, locale) }), t("mail.invitation.stranger")],
  });
}

/** Its subject is the invitation. One that is closed meanwhile, or whose organisation was suspended or has retired, is not sent. */
export const invitationLetter = letter({
  kind: INVITATION_LETTER,
  async write(tx, { subject }) {
    if (subject === undefined) return undefined;
    await holdOrganisationOf(subject, tx);
    const invitation = await readOfferedInvitation({ id: subject, on: tx });
    if (!invitation) return undefined;
    const { id: invitationId, organisationId, email, expiresAt } = invitation;
    if ((await readOrganisationState(organisationId, tx)) !== "active") return undefined;
    const facts = { purpose: "invite", organisationId, email, invitationId, expiresAt } as const;
    const { url } = await createLink(tx, { actor: { kind: "worker" }, ...facts });
    return drawInvitation({ invitation, url });
  },
});
