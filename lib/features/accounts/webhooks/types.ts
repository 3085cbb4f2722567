import type { SubscribedType } from "#lib/words/events.ts";

/** Of one organisation. */
export const WEBHOOKS_MAX = 20;
/** How long what is not taken is tried again. */
export const TRIED_DAYS_MAX = 3;
/** How long it can be seen what was told. */
export const KEPT_DAYS = 30;
/** How long the secret before the newest signs as well. */
export const OVERLAP_HOURS = 24;

/** The kind of all messages to webhooks in the outbox; which event it is says the message. */
export const SUBSCRIPTION = "webhook";

/** on: it is told. failing: it is told, and did not take the last messages. gone: it answered that it wants nothing any more. */
export type WebhookState = "on" | "failing" | "off" | "gone";

export interface ShownWebhook {
  id: string;
  url: string;
  description: string;
  events: SubscribedType[];
  createdAt: Date;
  /** It is told of what belongs to this unit and those below it; null: of everything. */
  unitId: string | null;
  state: WebhookState;
  failingSince: Date | undefined;
  /** The secret before the newest signs until then. */
  oldSecretUntil: Date | undefined;
}

/** delivered: it was taken. waiting: it is sent in a moment. retrying: it was not taken, and is tried again. failed: it is not tried again. dropped: it was never sent, since its webhook was off. */
export const DELIVERY_STATES = ["delivered", "waiting", "retrying", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of one message to one webhook. */
export interface DeliveryRow {
  id: string;
  /** The message's id, which the program is told as `webhook-id`. */
  messageId: string;
  type: string;
  createdAt: Date;
  state: DeliveryState;
  attempts: number;
  sentAt: Date | undefined;
  /** When it is tried again. */
  nextAttemptAt: Date | undefined;
  /** What the last attempt found: `status: HTTP 500`. */
  failure: string | undefined;
  body: string;
}

/** Something that happened, and when. */
export interface Event {
  organisationId: string;
  type: SubscribedType;
  /** What makes it this event and no other: told once, whoever finds it. */
  subject: string;
  at: Date;
  /** Of what it is about; none: the organisation itself. */
  unitId?: string | null;
  /** Ids and states, no personal data. */
  data: Record<string, string | number | true>;
}
