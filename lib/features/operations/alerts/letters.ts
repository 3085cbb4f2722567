/** The letter about alerts that opened and ended. */
import { publicUrl } from "#lib/env.ts";
import { alertWords } from "#lib/features/alarms/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { LETTER_AGE_MS_MAX, letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import type { Letter } from "#lib/infra/mail/transport.ts";
import { listRecipients } from "./rows/recipients.ts";
import { listTold, type Told } from "./rows/told.ts";

const ALERTS_NAMED_MAX = 20;

/** Its subject is the batch of notices that it tells of. Who has nothing to do with alerts any more is not written to. */
export const alertsLetter = letter({
  kind: "alerts",
  async write(tx, { subject: batch, recipient: email, locale, createdAt }) {
    if (batch === undefined || Date.now() - createdAt.getTime() > LETTER_AGE_MS_MAX) return undefined;
    const [recipient] = await listRecipients({ email, on: tx });
    if (!recipient) return undefined;
    const told = await listTold(batch, tx);
    return told.length > 0 ? drawAlerts({ locale, organisation: recipient.organisation, told }) : undefined;
  },
});

function drawAlerts(facts: { locale: Locale; organisation: string; told: Told[] }): Letter {
  const { locale, organisation, told } = facts;
  const t = translator(locale);
  const titleOf = (alert: Told) => t(`alerts.kinds.${alert.kind}.title`, alertWords(alert));
  const named = told.slice(0, ALERTS_NAMED_MAX);
  const paragraphs = named.flatMap((alert) => {
    const { kind, openedAt, resolvedAt, events } = alert;
    const title = titleOf(alert);
    const opened = moment(openedAt, locale);
    if (resolvedAt && events.includes("resolved")) {
      const resolved = moment(resolvedAt, locale);
      const passed = events.includes("opened");
      return [
        passed
          ? t("mail.alerts.passed", { opened, resolved, title })
          : t("mail.alerts.resolved", { at: resolved, title }),
      ];
    }
    const words = alertWords(alert);
    return [
      t("mail.alerts.opened", { at: opened, title }),
      t(`alerts.kinds.${kind}.means`, words),
      t(`alerts.kinds.${kind}.todo`, words),
    ];
  });
  const more = told.length - named.length;
  return renderLetter({
    locale,
    subject: subjectOf(told, { locale, titleOf }),
    paragraphs: more > 0 ? [...paragraphs, t("mail.alerts.more", { count: more })] : paragraphs,
    action: { label: t("mail.alerts.action"), url: `${publicUrl}/console/alerts` },
    notes: [t("mail.alerts.why", { organisation })],
  });
}

function subjectOf(told: Told[], { locale, titleOf }: { locale: Locale; titleOf: (alert: Told) => string }): string {
  const t = translator(locale);
  const [first, ...others] = told;
  const isOver = ({ events }: Told) => events.includes("resolved");
  const resolved = told.filter(isOver).length;
  if (!first || others.length > 0) return t("mail.alerts.subjectMany", { opened: told.length - resolved, resolved });
  const title = titleOf(first);
  return isOver(first) ? t("mail.alerts.subjectResolved", { title }) : t("mail.alerts.subjectOpened", { title });
}
