/** Holders as plain objects: whoever has a link to a certificate, without any account. */
import type { LinkActor } from "#lib/features/audit-log/types.ts";
import type { LetterFailure, LetterState } from "#lib/features/outbox/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Holders come back to the letter; whoever lost it asks for another. */
export const LINK_AGE_MS_MAX: number = 180 * DAY_MS;
/** A link or a code that the issuer hands over. */
export const HANDED_AGE_MS_MAX: number = 30 * DAY_MS;
/** Certificates that one link opens at most, the newest. */
export const HELD_MAX = 100;

/** letter: went to the holder's address, or was made by a passkey that such a link added; issuer: handed over by the issuer; code: made for whoever typed a code, or a passkey added by one of the others. */
export type LinkKind = "letter" | "issuer" | "code";

/** Whoever holds a link that works: what it opens. */
export interface Holder {
  actor: LinkActor;
  organisationId: OrganisationId;
  /** The link, and the certificate that it was made for. */
  anchor: { kind: LinkKind; certificateId: string };
  /** Newest first: the one that the link was made for, and of a letter those of the same issuer, address and name. */
  certificateIds: string[];
}

/** Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export interface HolderPasskey {
  id: string;
  createdAt: string;
  usedAt?: string;
}

export interface FieldWords {
  name: string;
  label: Record<Locale, string>;
  visibility: "shown" | "private";
}

/** A certificate as its holder's page and its public page know it. Times are `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export interface HeldCertificate {
  id: string;
  organisationId: OrganisationId;
  /** Id of the unit that it belongs to; null: the organisation itself. */
  unitId: string | null;
  batchId: string;
  title: string;
  holderName: string;
  issuedAt: string;
  validUntil?: string;
  issuer: { slug: string; name: string; linkedinId?: string; publicPage: boolean };
  /** Whole, with every disclosure: for the holder alone. */
  sdJwt: string;
  fields: FieldWords[];
  /** Of the letters about it, unless its holder chose another. */
  language: Locale;
  claimedAt?: string;
  /** false: its page shows no field to whoever only has its address. */
  pageOpen: boolean;
  state: CertificateState;
  /** Whether its issuer offers unlinkable proofs of what it issues. */
  unlinkable: boolean;
  reason?: string;
  changedAt?: string;
  replacement?: string;
}

/** Whether it is in force now: what is revoked, replaced, suspended or over is given to no wallet, and proven in no new way. */
export function isInForce({ state, validUntil }: HeldCertificate, now: Date = new Date()): boolean {
  return state === "valid" && (validUntil === undefined || Date.parse(validUntil) > now.getTime());
}

export type CertificateState = "valid" | "suspended" | "revoked" | "superseded";

/** How a certificate reached its holder. */
export interface Delivery {
  email?: string;
  claimedAt?: string;
  /** The newest letter with its link. */
  letter?: { to: string; at: string; state: LetterState };
  /** Why it did not arrive. */
  failure?: LetterFailure;
  maySend: boolean;
  /** false: this installation sends no mail; links are handed over. */
  sendsMail: boolean;
}

/** Of a batch's letters that did not arrive, as many are named at once. */
export const UNDELIVERED_SHOWN_MAX = 20;

/** A certificate whose letter did not arrive, and why. */
export interface Undelivered {
  id: string;
  holderName: string;
  failure: LetterFailure | "expired" | null;
}

/** How a batch reached its holders: counts of certificates, by the newest letter about each. */
export interface BatchDelivery {
  claimed: number;
  /** Taken by the mail server, and not come back. */
  sent: number;
  failed: number;
  /** Not sent yet, or tried again, or held where no mail is sent. */
  waiting: number;
  /** Without an address. */
  unaddressed: number;
  /** The first of those that failed, in the batch's order. */
  undelivered: Undelivered[];
}

/** Kinds of letters, as the outbox knows them. */
export const CLAIM_LETTER = "certificate-claim";
export const LOST_LETTER = "certificate-lost";
export const STATUS_LETTER = "certificate-status";
