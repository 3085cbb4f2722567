/** The letter that tells of a change to how somebody signs in. */
import { publicUrl } from "#lib/env.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import { FACTOR_EVENTS } from "./types.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Later it is no news. */
export const FACTOR_AGE_MS_MAX = 7 * DAY_MS;

/** Its subject is the event. */
export const factorLetter = letter({
  kind: "factor-changed",
  keptDays: 0,
  async write(_, { locale, createdAt, subject }) {
    const event = FACTOR_EVENTS.find((each) => each === subject);
    if (!event) return undefined;
    const t = translator(locale);
    return renderLetter({
      locale,
      subject: t("mail.factor.subject"),
      paragraphs: [
        t("mail.factor.hello"),
        t(`mail.factor.${event}`, { at: moment(createdAt, locale) }),
        t("mail.factor.notYou"),
      ],
      action: { label: t("mail.factor.action"), url: `${publicUrl}/settings/factors` },
      notes: [],
    });
  },
});
