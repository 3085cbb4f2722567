/** Messages to webhooks, from what happened to a receiver on loopback that took them, by the verbs that the worker calls. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { v7 as uuidv7 } from "uuid";
import { subscriptionDelivery } from "#lib/features/accounts/webhooks/letters.ts";
import { createWebhook } from "#lib/features/accounts/webhooks/verbs/create-webhook.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { sendDueWebhooks } from "#lib/features/outbox/verbs/send-due-webhooks.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { type Measurement, rate } from "./measure.ts";

const MESSAGES = 10_000;
const TOGETHER = 1_000;
const PER_MINUTE_AIM = 10_000;
const SECONDS_PER_MINUTE = 60;

export async function benchWebhooks(say: (line: string) => void): Promise<Measurement[]> {
  const { env } = await import("#lib/env.ts");
  const host = env.WEBHOOK_INSIDE_HOSTS[0] ?? "";
  const receiver = fork(new URL("./webhook-receiver.ts", import.meta.url), [host.split(":")[1] ?? ""]);
  try {
    await once(receiver, "message");
    await ensureLedger("main");
    const { owner: actor, id: organisationId } = await makeOrganisation();
    await createWebhook({ actor, url: `http://${host}/`, events: ["evidence.anchored"], description: "" });
    const begun = performance.now();
    for (let at = 0; at < MESSAGES; at += TOGETHER) {
      const events = Array.from({ length: TOGETHER }, (_, n) => {
        const id = uuidv7();
        const data = { id, ledger: "main", index: at + n };
        return { organisationId, type: "evidence.anchored", subject: id, at: new Date(), data } as const;
      });
      await prisma().$transaction((tx) => queueEvents(tx, events));
    }
    const queued = performance.now();
    let sent = 0;
    for (let batch = await sendDueWebhooks([subscriptionDelivery]); batch.length > 0; ) {
      sent += batch.filter(({ outcome }) => outcome === "sent").length;
      batch = await sendDueWebhooks([subscriptionDelivery]);
    }
    const ended = performance.now();
    say(`webhooks: queued in ${Math.round(queued - begun)} ms, ${sent} taken`);
    const perMinute = rate(sent, ended - begun) * SECONDS_PER_MINUTE;
    return [
      {
        what: `${MESSAGES} messages to one webhook, from the event to the receiver's answer`,
        figure: `${Math.round(perMinute)} a minute`,
        aim: `≥ ${PER_MINUTE_AIM} a minute`,
        holds: sent === MESSAGES && perMinute >= PER_MINUTE_AIM,
      },
    ];
  } finally {
    receiver.kill();
  }
}
