/** The letters that the product writes, in the language of who reads them. */

import type { Role } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { renderLetter } from "#lib/infra/mail/render-letter.ts";
import type { Letter } from "#lib/infra/mail/transport.ts";

export interface InvitationFacts {
  locale: Locale;
  organisation: string;
  inviter: string;
  inviterEmail: string;
  role: Role;
  url: string;
  expiresAt: Date;
}

export function invitationLetter(facts: InvitationFacts): Letter {
  const { locale, organisation, inviter, inviterEmail, role: roleKey, url, expiresAt } = facts;
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

export interface ResetFacts {
  locale: Locale;
  name: string;
  url: string;
  expiresAt: Date;
}

export function resetLetter({ locale, name, url, expiresAt }: ResetFacts): Letter {
  const t = translator(locale);
  return renderLetter({
    locale,
    subject: t("mail.reset.subject"),
    paragraphs: [t("mail.reset.hello", { name }), t("mail.reset.lead")],
    action: { label: t("mail.reset.action"), url },
    notes: [t("mail.reset.until", { until: moment(expiresAt, locale) }), t("mail.reset.stranger")],
  });
}

/** Where its reader is nobody knows: in UTC, and saying so. */
export function moment(at: Date, locale: Locale): string {
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(at);
  return `${words} UTC`;
}
