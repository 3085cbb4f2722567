import type { DeliveryKind } from "#lib/infra/http/delivery.ts";
import { postWebhook } from "#lib/infra/http/post-webhook.ts";
import type { Sent } from "../types.ts";
import { sendDue } from "./send-due.ts";

const SECOND_MS = 1_000;
const TIMEOUT_MS = 10 * SECOND_MS;
const BACKOFF = { minMs: 20 * SECOND_MS, maxMs: 60 * 60 * SECOND_MS };

/** Posts the message that is due longest, if there is one. It is tried until it is taken or of no use any more. */
export async function sendDueWebhook(
  deliveries: readonly DeliveryKind[],
  { signal, timeoutMs = TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Sent | undefined> {
  return await sendDue({
    kinds: deliveries,
    backoff: BACKOFF,
    attemptsMax: Number.POSITIVE_INFINITY,
    async send(delivery) {
      const result = await postWebhook({ ...delivery, timeoutMs, ...(signal ? { signal } : {}) });
      return result && { failure: `${result.failed}: ${result.detail}`, reason: result.detail };
    },
  });
}
