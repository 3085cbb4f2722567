/** A kind of message to a program elsewhere, declared by the feature whose news it holds. */
import type { Queued, QueuedKind } from "#lib/infra/jobs/queued.ts";
import type { EventType } from "#lib/words/events.ts";

/** What is posted, and where. */
export interface Delivery {
  url: string;
  /** What its reader knows the sender by, among them. */
  headers: Record<string, string>;
  /** JSON. */
  body: string;
  /** Of an address that somebody typed in: `host:port` of those in our own network that may be asked although they are. Without, it is the operator's own. */
  inside?: readonly string[];
}

/** Its recipient is whoever the feature knows by that name. */
export type DeliveryKind = QueuedKind<"webhook", Queued, Delivery> & { kind: EventType | "webhook" };

export function delivery(kind: Omit<DeliveryKind, "channel">): DeliveryKind {
  return { channel: "webhook", ...kind };
}
