/** The letter about a key that is about to expire. */
import { publicUrl } from "#lib/env.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import { readExpiring } from "./rows.ts";

/** Its subject is the key. One that was revoked or prolonged meanwhile is not told of. */
export const keyExpiryLetter = letter({
  kind: "key-expiry",
  async write(tx, { locale, subject }) {
    const key = subject === undefined ? undefined : await readExpiring(tx, subject);
    if (!key) return undefined;
    const { id, name, prefix, organisation, expiresAt, usedAt } = key;
    const t = translator(locale);
    const until = moment(expiresAt, locale);
    return renderLetter({
      locale,
      subject: t("mail.keyExpiry.subject", { name }),
      paragraphs: [
        t("mail.keyExpiry.lead", { name, prefix, organisation, until }),
        usedAt ? t("mail.keyExpiry.used", { at: moment(usedAt, locale) }) : t("mail.keyExpiry.unused"),
        t("mail.keyExpiry.todo"),
      ],
      action: { label: t("mail.keyExpiry.action"), url: `${publicUrl}/settings/keys/${id}` },
      notes: [],
    });
  },
});
