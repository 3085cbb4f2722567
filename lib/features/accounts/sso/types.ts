import type { OrganisationId } from "#lib/gate/actor.ts";

/** What somebody can be whom nobody has invited: no one who decides about others. */
export const LET_IN_ROLES = ["auditor", "operator"] as const;
export type LetInRole = (typeof LET_IN_ROLES)[number];

/** An organisation's provider as its settings show it: the secret is shown to nobody. */
export interface ShownProvider {
  slug: string;
  issuer: string;
  clientId: string;
  domains: string[];
  letsIn: boolean;
  letsInRole: LetInRole;
  /** Id of the unit into which it lets; null: the organisation itself. */
  letsInUnit: string | null;
  /** How many have signed in through it. */
  people: number;
}

/** As whoever signs in through it needs it. */
export interface Provider {
  organisationId: OrganisationId;
  slug: string;
  issuer: string;
  clientId: string;
  secret: string;
  domains: string[];
  letsIn: boolean;
  letsInRole: LetInRole;
  letsInUnit: string | null;
}

/** What is kept in the browser while its user is at the provider, sealed. */
export interface Journey {
  slug: string;
  state: string;
  nonce: string;
  verifier: string;
  /** A path of ours. */
  next: string;
}

/** Whom the provider has vouched for. */
export interface Vouched {
  subject: string;
  /** In lower case; undefined where the provider has not verified it. */
  email: string | undefined;
  name: string;
}

/** Where a provider sends people back to. */
export const callbackPath = (slug: string): string => `/sign-in/o/${slug}/callback`;
export const signInPath = (slug: string): string => `/sign-in/o/${slug}`;
