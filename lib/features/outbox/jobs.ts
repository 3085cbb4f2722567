/** The worker's loop for mail: what waits is sent, one after the other. */
import { setTimeout as sleep } from "node:timers/promises";
import type { LetterKind } from "#lib/infra/mail/letter.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { sendDueMail } from "./verbs/send-due-mail.ts";

const LOOK_INTERVAL_MS = 2_000;
const TROUBLE_INTERVAL_MS = 15_000;

/**
 * Sends what is due until the signal aborts; the attempt in progress ends first. Without SMTP_URL nothing is sent, and
 * what waits stays in the outbox. Nothing that goes wrong ends the loop.
 */
export async function runMailSender(options: { signal: AbortSignal; letters: readonly LetterKind[] }): Promise<void> {
  const { signal, letters } = options;
  if (!sendsMail) return;
  while (!signal.aborted) {
    let pause = LOOK_INTERVAL_MS;
    try {
      const sent = await sendDueMail(letters);
      if (sent) {
        const { outcome, ...facts } = sent;
        logEvent(outcome === "failed" ? "warning" : "info", `mail.${outcome}`, facts);
        pause = 0;
      }
    } catch (error) {
      logEvent("error", "mail.trouble", { error: error instanceof Error ? error.message : String(error) });
      pause = TROUBLE_INTERVAL_MS;
    }
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
