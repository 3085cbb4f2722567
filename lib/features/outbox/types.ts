import type { MailFailure } from "#lib/infra/mail/transport.ts";

/** bounced: the mail server took it, and a report came later that it did not arrive. */
export type LetterFailure = MailFailure | "bounced";

/** Spoken to when something was queued. */
export const OUTBOX_CHANNEL = "sealbook_outbox";

/**
 * Computed from what happened. sent: the mail server took it. held: nothing leaves this installation. waiting: it is sent
 * in a moment. retrying: it failed and is tried again. failed: it did not arrive, or is not tried again. expired: it is of no use any more.
 */
export type LetterState = "sent" | "held" | "waiting" | "retrying" | "failed" | "expired";

/** A letter of an organisation. */
export interface LetterRow {
  id: string;
  kind: string;
  subject: string | undefined;
  recipient: string;
  createdAt: Date;
  sentAt: Date | null;
  attempts: number;
  failure: LetterFailure | null;
  state: LetterState;
}

/** What became of an attempt, for the log. */
export interface Sent {
  id: string;
  kind: string;
  subject: string | undefined;
  /** dropped: it has become pointless, or nobody is there to take it. */
  outcome: "sent" | "failed" | "dropped";
  attempts: number;
  failure?: string;
  reason?: string;
}
