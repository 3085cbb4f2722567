/** The worker's part of the outbox: what waits is sent, one after the other on each channel. */
import type { DeliveryKind } from "#lib/infra/http/delivery.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import type { LetterKind } from "#lib/infra/mail/letter.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { OUTBOX_CHANNEL, type Sent } from "./types.ts";
import { sendDueMail } from "./verbs/send-due-mail.ts";
import { sendDueWebhooks } from "./verbs/send-due-webhooks.ts";
import { tidyOutbox } from "./verbs/tidy-outbox.ts";

const SECOND_MS = 1_000;
const MAIL_INTERVAL_MS = 2 * SECOND_MS;
const WEBHOOK_INTERVAL_MS = 5 * SECOND_MS;
const TIDY_INTERVAL_MS = 60 * SECOND_MS;

/** Without SMTP_URL nothing is sent, and what waits stays in the outbox. */
export function mailSender(letters: readonly LetterKind[]): Job {
  return job({
    name: "outbox.mail",
    every: MAIL_INTERVAL_MS,
    wake: OUTBOX_CHANNEL,
    async work() {
      if (!sendsMail) return "done";
      const sent = await sendDueMail(letters);
      return nextAfter("mail", sent ? [sent] : []);
    },
  });
}

export function webhookSender(deliveries: readonly DeliveryKind[]): Job {
  return job({
    name: "outbox.webhooks",
    every: WEBHOOK_INTERVAL_MS,
    wake: OUTBOX_CHANNEL,
    work: async ({ signal }) => nextAfter("webhook", await sendDueWebhooks(deliveries, { signal })),
  });
}

export function outboxTidier(kinds: readonly (LetterKind | DeliveryKind)[]): Job {
  return job({
    name: "outbox.tidy",
    every: TIDY_INTERVAL_MS,
    async work() {
      const count = await tidyOutbox(kinds);
      if (count > 0) logEvent("warning", "outbox.given_up", { count });
      return undefined;
    },
  });
}

/** Where something was due, more may be. */
function nextAfter(channel: string, sent: readonly Sent[]): 0 | undefined {
  for (const { outcome, ...facts } of sent) {
    logEvent(outcome === "failed" ? "warning" : "info", `${channel}.${outcome}`, { ...facts });
  }
  return sent.length > 0 ? 0 : undefined;
}
