/** The letter with the link of a reset, to whoever has the e-mail address that somebody typed. */
import { createLink } from "#lib/features/accounts/links/verbs/create-link.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import { findUserOfEmail } from "./rows.ts";

/** Who asked for a reset is not answered later than this. */
export const RESET_AGE_MS_MAX = 60 * 60 * 1_000;

/** Nobody is written to when nobody has this address, and no row tells who asked. */
export const resetLetter = letter({
  kind: "reset",
  keptDays: 0,
  async write(tx, { recipient: email, locale }) {
    const user = await findUserOfEmail(email, tx);
    if (!user) return undefined;
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
