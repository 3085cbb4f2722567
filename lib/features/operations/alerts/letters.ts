/** How it is told that alerts opened and ended: by mail, and to a program. */
import { createHmac } from "node:crypto";
import { env, publicUrl } from "#lib/env.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { type DeliveryKind, delivery } from "#lib/infra/http/delivery.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import type { Letter } from "#lib/infra/mail/transport.ts";
import type { EventType } from "#lib/words/events.ts";
import { listRecipients } from "./rows/recipients.ts";
import { listTold, readTold, type Told } from "./rows/told.ts";
import { alertWords, type NoticeEvent } from "./types.ts";

/** What is older tells nobody anything; the page does. */
export const ALERT_LETTER_AGE_MS_MAX = 24 * 60 * 60 * 1_000;
const ALERTS_NAMED_MAX = 20;
/** What was sent is kept for as long as it is of use. */
const KEPT_DAYS = 90;

/** Its subject is the batch of notices that it tells of. Who has nothing to do with alerts any more is not written to. */
export const alertsLetter = letter({
  kind: "alerts",
  keptDays: KEPT_DAYS,
  async write(tx, { subject: batch, recipient: email, locale }) {
    const [recipient] = batch === undefined ? [] : await listRecipients({ email, on: tx });
    if (batch === undefined || !recipient) return undefined;
    const told = await listTold(batch, tx);
    return told.length > 0 ? drawAlerts({ locale, organisation: recipient.organisation, told }) : undefined;
  },
});

/** Their subject is the alert. */
export const alertDeliveries: Record<NoticeEvent, DeliveryKind> = {
  opened: alertDelivery("alert.raised", "opened"),
  resolved: alertDelivery("alert.resolved", "resolved"),
};

/** Whether a program is told: where, and with which secret. */
export function webhookTarget(): { url: string; secret: string } | undefined {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = env;
  return url !== undefined && secret !== undefined ? { url, secret } : undefined;
}

const SIGNATURE_HEADER = "sealbook-signature";
const SECOND_MS = 1_000;

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 (RFC 2104) with the secret over `<seconds>.<body>`. The time is in it so that
 * whoever overheard a request cannot send it again later.
 */
function signature({ secret, body, at }: { secret: string; body: string; at: Date }): string {
  const seconds = Math.floor(at.getTime() / SECOND_MS);
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`, "utf8").digest("hex");
  return `t=${seconds},v1=${mac}`;
}

/** What it says is documented in the handbook; later versions may add fields. */
function alertDelivery(kind: EventType, event: NoticeEvent): DeliveryKind {
  return delivery({
    kind,
    keptDays: KEPT_DAYS,
    async write(tx, { subject: id }) {
      const target = webhookTarget();
      const told = id === undefined ? undefined : await readTold(id, tx);
      if (!target || !told) return undefined;
      const { kind: alert, subject, ledger, details, openedAt, resolvedAt, note } = told;
      const { url, secret } = target;
      const body = JSON.stringify({
        notice: "sealbook.alert/v1",
        id,
        event,
        kind: alert,
        subject,
        ...(ledger === undefined ? {} : { ledger }),
        details,
        openedAt: openedAt.toISOString(),
        ...(event === "resolved" && resolvedAt ? { resolvedAt: resolvedAt.toISOString(), note } : {}),
        url: `${publicUrl}/operations/alerts?q=${id}`,
      });
      return { url, body, headers: { [SIGNATURE_HEADER]: signature({ secret, body, at: new Date() }) } };
    },
  });
}

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
    action: { label: t("mail.alerts.action"), url: `${publicUrl}/operations/alerts` },
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
