import type { OrganisationId, Role } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export interface Member {
  /** The user's id. */
  id: string;
  name: string;
  email: string;
  role: Role;
  since: Date;
}

/** An invitation that nobody has accepted or withdrawn. */
export interface PendingInvitation {
  id: string;
  email: string;
  role: Role;
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
  /** Somebody signs in with this e-mail already: the link asks for that password and sets none. */
  hasAccount: boolean;
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

/** A letter to be handed over by a person. Its link is in no table. */
export interface ShownLetter {
  recipient: string;
  subject: string;
  text: string;
  url: string;
}
