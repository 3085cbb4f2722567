/** The letter about alerts that opened and ended. */
import { publicUrl } from "#lib/env.ts";
import { type AlertDetails, type AlertKind, alertWords, type NoticeEvent } from "#lib/features/alarms/types.ts";
import { listRecipients } from "#lib/features/operations/alerts/rows/recipients.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { renderLetter } from "#lib/infra/mail/render-letter.ts";
import type { Letter } from "#lib/infra/mail/transport.ts";
import { moment } from "./letters.ts";

/** What is older tells nobody anything; the page does. */
export const ALERT_LETTER_AGE_MS_MAX = 24 * 60 * 60 * 1_000;
const ALERTS_NAMED_MAX = 20;

interface Told {
  kind: AlertKind;
  subject: string;
  ledger: string | undefined;
  details: AlertDetails;
  openedAt: Date;
  resolvedAt: Date | undefined;
  /** What this letter tells of it: that it opened, that it ended, or both. */
  events: NoticeEvent[];
}

function alertLetter(facts: { locale: Locale; organisation: string; told: Told[] }): Letter {
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

/**
 * The letter as it is when it is sent. @returns undefined when it is too old, or its recipient has nothing to do with alerts
 * any more.
 */
export async function writeAlertLetter(
  tx: Tx,
  mail: { alertBatch: string | null; recipient: string; locale: string; createdAt: Date },
): Promise<Letter | undefined> {
  if (!mail.alertBatch || Date.now() - mail.createdAt.getTime() > ALERT_LETTER_AGE_MS_MAX) return undefined;
  const [recipient] = await listRecipients({ email: mail.recipient, on: tx });
  if (!recipient) return undefined;
  const notices = await tx.alertNotice.findMany({
    where: { batch: mail.alertBatch, channel: "mail" },
    include: { alert: true },
    orderBy: [{ createdAt: "asc" }, { alertId: "asc" }],
  });
  const told = new Map<string, Told>();
  for (const { alert, event } of notices) {
    const { id, kind, subject, ledgerName, details, openedAt, resolvedAt } = alert;
    const one = told.get(id) ?? {
      kind: kind as AlertKind,
      subject,
      ledger: ledgerName ?? undefined,
      details: details as AlertDetails,
      openedAt,
      resolvedAt: resolvedAt ?? undefined,
      events: [],
    };
    one.events.push(event as NoticeEvent);
    told.set(id, one);
  }
  if (told.size === 0) return undefined;
  return alertLetter({ locale: mail.locale as Locale, organisation: recipient.organisation, told: [...told.values()] });
}
