/** A kind of message to a program elsewhere, declared by the feature whose news it holds. */
import type { Queued, QueuedKind } from "#lib/infra/jobs/queued.ts";
import type { EventType } from "#lib/words/events.ts";

/** What is posted, where, and the secret with which it is signed. */
export interface Delivery {
  url: string;
  secret: string;
  /** JSON. */
  body: string;
}

/** Its recipient is whoever the feature knows by that name. */
export type DeliveryKind = QueuedKind<"webhook", Queued, Delivery> & { kind: EventType };

export function delivery(kind: Omit<DeliveryKind, "channel">): DeliveryKind {
  return { channel: "webhook", ...kind };
}
