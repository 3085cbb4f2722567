/** Issuers as plain objects. */

export interface Issuer {
  id: string;
  /** Part of its DID and of its addresses; never changes. */
  slug: string;
  did: string;
  name: string;
  description: string;
  url?: string;
  /** LinkedIn's number of the organisation. */
  linkedinId?: string;
  /** Whether strangers find a page of it. */
  publicPage: boolean;
}

/** ed25519 signs credentials and status lists, p256 what wallets take; bbs unlinkable proofs, while the issuer offers them. */
export const KEY_KINDS = ["ed25519", "p256", "bbs"] as const;
/** Which every issuer has. */
export const OWN_KEY_KINDS = ["ed25519", "p256"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** A key without what is secret of it. */
export interface IssuerKey {
  kind: KeyKind;
  /** 1, 2, 3 … of its kind. */
  number: number;
  /** 32 bytes of Ed25519; of P-256 the 33 of a compressed point, of BLS12-381 G2 (for BBS) the 96. */
  publicKey: Uint8Array;
  from: Date;
  /** It signs nothing new any more; what it signed stays good. */
  until?: Date;
  /** What it signed from then on is bad. */
  compromisedAsOf?: Date;
  /** Why it is, in its issuer's words. */
  note: string;
}

/** A version of the published history of keys. */
export interface HistoryVersion {
  number: number;
  /** Canonical JSON, whose digest is recorded. */
  text: string;
  at: Date;
  /** Its record, once the worker recorded it. */
  evidenceId?: string;
}

/** What signs for an issuer now; whoever holds it forgets it when the work is done. */
export interface IssuerSigners {
  did: string;
  ed25519: { number: number; verificationMethod: string; secretKey: Uint8Array };
  p256: { number: number; kid: string; secretKey: Uint8Array };
}

const FRAGMENTS: Record<KeyKind, string> = { ed25519: "key", p256: "wallet", bbs: "bbs" };

/** The DID URL of a key: `DID#key-N`, `DID#wallet-N` of what wallets take, `DID#bbs-N`. */
export function keyUrl(did: string, { kind, number }: Pick<IssuerKey, "kind" | "number">): string {
  return `${did}#${FRAGMENTS[kind]}-${number}`;
}

/** Of its addresses: `/issuers/SLUG`. */
export const ISSUER_SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const NAME_CHARS_MAX = 200;
export const DESCRIPTION_CHARS_MAX = 2_000;
export const URL_CHARS_MAX = 500;
export const NOTE_CHARS_MAX = 500;
/** Of each kind. Whoever changes keys each month has enough for a lifetime. */
export const KEYS_MAX = 1_000;

/** What `NOTIFY` wakes the worker with when a version of a history waits to be recorded. */
export const HISTORY_CHANNEL = "sealbook_issuer_history";

/** Where a domain says whose it is: in a TXT record, or in a file that it serves. */
export const DOMAIN_METHODS = ["dns", "file"] as const;
export type DomainMethod = (typeof DOMAIN_METHODS)[number];

/**
 * What a look at a domain found. missing: nobody says anything there; wrong: something else is said; unreachable: nobody could be asked, which
 * says nothing about the domain.
 */
export const DOMAIN_OUTCOMES = [
  "proven",
  "record_missing",
  "record_wrong",
  "resolver_unreachable",
  "file_missing",
  "file_wrong",
  "host_unreachable",
] as const;
export type DomainOutcome = (typeof DOMAIN_OUTCOMES)[number];

export interface IssuerDomain {
  domain: string;
  method: DomainMethod;
  addedAt: Date;
  /** Of the last look, which may not have happened yet. */
  checked?: { at: Date; outcome: DomainOutcome };
  /** When it was last found proven. */
  seenAt?: Date;
}

const DAY_MS = 86_400_000;
/** So long a domain that was proven counts while nobody can be asked. */
export const UNREACHABLE_MS_MAX: number = 7 * DAY_MS;

/** Whether a domain counts as the issuer's: it said so itself, and as far as anybody could ask since it still does. */
export function isProven({ checked, seenAt }: IssuerDomain, now: Date = new Date()): boolean {
  if (checked?.outcome === "proven") return true;
  const isUnreachable = checked?.outcome === "resolver_unreachable" || checked?.outcome === "host_unreachable";
  return isUnreachable && seenAt !== undefined && now.getTime() - seenAt.getTime() <= UNREACHABLE_MS_MAX;
}

export const DOMAINS_MAX = 10;
/** At this name below a domain its TXT record is looked for: `did=DID`. */
export const TXT_LABEL = "_sealbook";
/** A line of this file is the DID. */
export const DOMAIN_FILE_PATH = "/.well-known/sealbook-issuers.txt";

/** A key as it is shown; times in UTC. */
export interface ShownKey {
  kind: KeyKind;
  number: number;
  /** The part of its DID URL behind `#`. */
  name: string;
  publicKey: string;
  from: string;
  until?: string;
  compromisedAsOf?: string;
  note: string;
}

export interface ShownDomain extends Pick<IssuerDomain, "domain" | "method"> {
  outcome?: NonNullable<IssuerDomain["checked"]>["outcome"];
  checkedAt?: string;
  seenAt?: string;
  proven: boolean;
}

/** What an issuer is called and where its documents lie. */
export interface IssuerAddresses {
  did: string;
  page: string;
  document: string;
  keys: string;
}

/** What strangers are shown of an issuer. */
export interface IssuerPage {
  issuer: Issuer;
  /** Certificates that were ever issued. */
  issued: number;
  addresses: IssuerAddresses;
  /** Its organisation has ended. */
  ended: boolean;
  domains: ShownDomain[];
  keys: ShownKey[];
  /** The newest entries that name it. */
  entries: { kind: string; index: number; at: string; ledger: string; href: string }[];
  /** Pages of the explorer with all of them, one a ledger. */
  allEntries: string[];
}

/** Batches that the ledger received from then on, and until then, need the seal of this key: made by so many of these approvers. */
export interface SealPolicy {
  /** Ed25519, 32 bytes. */
  key: Uint8Array;
  threshold: number;
  /** Names, as of when they were named. */
  approvers: string[];
  from: Date;
  until?: Date;
}
