import type { LetterRow, LetterState } from "#lib/features/outbox/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Role } from "#lib/words/permissions.ts";

/** Which letters are of invitations. */
export const INVITATION_LETTER = "invitation";

export interface Member {
  /** The user's id. */
  id: string;
  name: string;
  email: string;
  role: Role;
  /** The role holds for this unit and those below it; null: for the organisation. */
  unitId: string | null;
  since: Date;
}

/** An invitation that nobody has accepted or withdrawn. */
export interface PendingInvitation {
  id: string;
  email: string;
  role: Role;
  unitId: string | null;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  expired: boolean;
}

/** What the link of an invitation opens. */
export interface OpenInvitation {
  organisationName: string;
  inviter: string;
  email: string;
  role: Role;
}

/** What the letter of an invitation says. */
export interface OfferedInvitation {
  id: string;
  organisationId: OrganisationId;
  organisation: string;
  email: string;
  role: Role;
  locale: Locale;
  inviter: string;
  inviterEmail: string;
  expiresAt: Date;
}

/** accepted, withdrawn: its invitation is closed, and it will not be sent. */
export type OutboxState = LetterState | "accepted" | "withdrawn";

/** A letter of an organisation, as its outbox shows it. */
export interface OutboxRow extends Omit<LetterRow, "state"> {
  /** Of whom, into which role; undefined for a letter of another kind. */
  invitation: { role: Role; invitedBy: string } | undefined;
  state: OutboxState;
}

/** A letter to be handed over by a person. Its link is in no table. */
export interface ShownLetter {
  recipient: string;
  subject: string;
  text: string;
  url: string;
}
