/** What waits in the outbox: a kind of it is declared by the feature that writes it, and listed at the top. */
import type { Tx } from "#lib/infra/db/prisma.ts";

/** A letter or a message. It holds no words and no link: both are made when it is sent. */
export interface Queued {
  id: string;
  /** What it is about, by an id of the feature that writes it. */
  subject: string | undefined;
  recipient: string;
  createdAt: Date;
}

export interface Failure {
  /** In a word, for the row. */
  failure: string;
  /** What was found, for the log. */
  reason: string;
  /** Nobody will ever take it. */
  isFinal?: boolean;
}

/** `Message`: what the channel takes. */
export interface QueuedKind<Channel extends string, Item extends Queued, Message> {
  channel: Channel;
  kind: string;
  /** After so many days a row that was sent or given up is deleted, with 0 at once; without, it stays. */
  keptDays?: number;
  /** Each attempt anew. @returns undefined when there is nothing to send any more. */
  write: (tx: Tx, queued: Item) => Promise<Message | undefined>;
  /** Behind each attempt that was made. `failed`: undefined when it was taken. */
  told?: (queued: Item, failed: Failure | undefined) => Promise<void>;
}
