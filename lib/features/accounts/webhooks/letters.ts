/** What programs are posted: signed as Standard Webhooks 1.0 says, over the exact bytes. */
import { Webhook } from "standardwebhooks";
import { env } from "#lib/env.ts";
import { delivery } from "#lib/infra/http/delivery.ts";
import { readDelivery } from "./rows.ts";
import { KEPT_DAYS, SUBSCRIPTION } from "./types.ts";
import { noteOutcome } from "./verbs/note-outcome.ts";

/** Its subject is a message, its recipient a webhook. */
export const subscriptionDelivery = delivery({
  kind: SUBSCRIPTION,
  keptDays: KEPT_DAYS,
  async write(tx, { subject: messageId, recipient: webhookId }) {
    const found = messageId === undefined ? undefined : await readDelivery(tx, { webhookId, messageId });
    if (messageId === undefined || !found) return undefined;
    const { url, body, secrets } = found;
    const at = new Date();
    const signatures = secrets.map((secret) => new Webhook(secret, { format: "raw" }).sign(messageId, at, body));
    const headers = {
      "webhook-id": messageId,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": signatures.join(" "),
    };
    return { url, body, headers, inside: env.WEBHOOK_INSIDE_HOSTS };
  },
  async told({ recipient: webhookId }, failed) {
    await noteOutcome({ webhookId, failed });
  },
});
