/** The letter with the link of a reset, to whoever has the e-mail address that somebody typed. */
import { publicUrl } from "#lib/env.ts";
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import { findUserOfEmail, hasResetSince, lockUserOfEmail } from "./rows.ts";

/** Who asked for a reset is not answered later than this. */
export const RESET_AGE_MS_MAX = 60 * 60 * 1_000;

/**
 * Nobody is written to when nobody has this address, and no row tells who asked. One that still waits when the password has been reset
 * is not sent: its link would outlive what it was asked for.
 */
export const resetLetter = letter({
  kind: "reset",
  keptDays: 0,
  async write(tx, { recipient: email, locale, createdAt }) {
    // A reset under way is waited for.
    await lockUserOfEmail(email, tx);
    const user = await findUserOfEmail(email, tx);
    if (!user || (await hasResetSince(createdAt, { userId: user.id, on: tx }))) return undefined;
    const { id: userId, name } = user;
    const { url, expiresAt } = await createLink(tx, { actor: { kind: "worker" }, purpose: "reset", userId, email });
    const t = translator(locale);
    return renderLetter({
      locale,
      subject: t("mail.reset.subject"),
      paragraphs: [t("mail.reset.hello", { name }), t("mail.reset.lead")],
      action: { label: t("mail.reset.action"), url },
      notes: [t("mail.reset.until", { until: moment(expiresAt, locale) }), t("mail.reset.stranger")],
    });
  },
});

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Later it is no news. */
export const CHANGED_AGE_MS_MAX = 7 * DAY_MS;

/** To whoever signs in with this address, whoever it was that chose the password. It has a subject when it was who is signed in. */
export const passwordChangedLetter = letter({
  kind: "password-changed",
  keptDays: 0,
  async write(tx, { recipient: email, locale, createdAt, subject }) {
    const user = await findUserOfEmail(email, tx);
    if (!user) return undefined;
    const t = translator(locale);
    const at = moment(createdAt, locale);
    return renderLetter({
      locale,
      subject: t("mail.passwordChanged.subject"),
      paragraphs: [
        t("mail.reset.hello", { name: user.name }),
        subject === undefined ? t("mail.passwordChanged.lead", { at }) : t("mail.passwordChanged.signedIn", { at }),
        t("mail.passwordChanged.notYou"),
      ],
      action: { label: t("mail.passwordChanged.action"), url: `${publicUrl}/reset-password` },
      notes: [],
    });
  },
});
