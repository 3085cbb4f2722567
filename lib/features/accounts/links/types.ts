/** One-time links: each opens one door, once. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";

/**
 * setup: create the first organisation. owner: become owner of the organisation that the link names. invite: accept an
 * invitation. reset: choose a new password.
 */
export type LinkPurpose = "setup" | "owner" | "invite" | "reset";

/** Where a request comes from, for the session that it begins. */
export interface Client {
  address: string;
  userAgent: string;
  /** The language in which letters to whoever signs in are written from then on. */
  locale?: Locale;
}

/** A link just made. Its token is in `url` and nowhere else: the database has its SHA-256. */
export interface NewLink {
  url: string;
  expiresAt: Date;
}

export interface SignedIn {
  sessionId: string;
  organisationId: OrganisationId;
  /** The session opens nothing until the second factor has been given. */
  awaits?: "factor";
}
