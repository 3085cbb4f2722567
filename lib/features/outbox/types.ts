import type { Role } from "#lib/gate/actor.ts";
import type { MailFailure } from "#lib/infra/mail/transport.ts";

/**
 * Computed from what happened. sent: the mail server took it. held: nothing leaves this installation, somebody hands it
 * over. waiting: it is sent in a moment. retrying: it failed and is tried again. failed: it is not tried again.
 * accepted, withdrawn, expired: its invitation is closed, and it will not be sent.
 */
export type MailState = "sent" | "held" | "waiting" | "retrying" | "failed" | "accepted" | "withdrawn" | "expired";

/** A mail of an organisation, as its outbox shows it. */
export interface OutboxRow {
  id: string;
  recipient: string;
  /** Of whom, into which role; undefined for a letter about alerts. */
  invitation: { role: Role; invitedBy: string } | undefined;
  createdAt: Date;
  sentAt: Date | null;
  attempts: number;
  failure: MailFailure | null;
  state: MailState;
}
