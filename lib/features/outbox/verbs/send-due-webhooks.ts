import type { DeliveryKind } from "#lib/infra/http/delivery.ts";
import { postWebhook } from "#lib/infra/http/post-webhook.ts";
import type { Sent } from "../types.ts";
import { sendDue } from "./send-due.ts";

const SECOND_MS = 1_000;
const TIMEOUT_MS = 10 * SECOND_MS;
const BACKOFF = { minMs: 20 * SECOND_MS, maxMs: 60 * 60 * SECOND_MS };
const AT_ONCE_MAX = 64;

/** Posts the messages that are due longest, side by side. Each is tried until it is taken or of no use any more. */
export async function sendDueWebhooks(
  deliveries: readonly DeliveryKind[],
  {
    signal,
    timeoutMs = TIMEOUT_MS,
    atOnce = AT_ONCE_MAX,
  }: { signal?: AbortSignal; timeoutMs?: number; atOnce?: number } = {},
): Promise<Sent[]> {
  return await sendDue({
    kinds: deliveries,
    backoff: BACKOFF,
    attemptsMax: Number.POSITIVE_INFINITY,
    atOnce,
    async send(delivery) {
      const result = await postWebhook({ ...delivery, timeoutMs, ...(signal ? { signal } : {}) });
      return (
        result && { failure: `${result.failed}: ${result.detail}`, reason: result.detail, isFinal: result.isFinal }
      );
    },
  });
}
