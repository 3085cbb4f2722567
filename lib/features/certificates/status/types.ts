/** What may become of a certificate, as plain objects. */

/** What somebody may do with an issued certificate. */
export const STATUS_CHANGES = ["suspended", "resumed", "revoked", "superseded"] as const;
export type StatusChange = (typeof STATUS_CHANGES)[number];

/** How a certificate stands; without any change it is valid. */
export const CERTIFICATE_STATES = ["valid", "suspended", "revoked", "superseded"] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

export interface CurrentStatus {
  state: CertificateState;
  /** Of the last change; the rest is absent before the first. */
  at?: Date;
  reason?: string;
  /** The certificate that takes its place. */
  replacement?: string;
  /** Whether the last change is in the ledger's queue or in the ledger. */
  recorded?: boolean;
}

/** One change in the life of a certificate. */
export interface StatusEntry {
  /** 1, 2, 3 … */
  number: number;
  state: StatusChange;
  at: Date;
  reason: string;
  replacement?: string;
  /** sealbook.status/v1, exactly as it is recorded. */
  statement: string;
  /** Its record, once the worker recorded it. */
  evidenceId?: string;
}

/** Where a certificate stands in both status lists of its issuer. */
export interface StatusPlace {
  /** 1, 2, 3 … */
  list: number;
  index: number;
}

/** unchanged: it stands so already. refused: it may not, as it stands. absent: the organisation has no such certificate. */
export interface ChangeOutcome {
  id: string;
  outcome: "changed" | "unchanged" | "refused" | "absent";
  /** How it stands now; undefined of one that is absent. */
  state?: CertificateState;
}

/** What each state may become. A certificate that was revoked stays so. */
const NEXT: Record<CertificateState, readonly StatusChange[]> = {
  valid: ["suspended", "revoked", "superseded"],
  suspended: ["resumed", "revoked", "superseded"],
  superseded: ["revoked"],
  revoked: [],
};

export function mayBecome(state: CertificateState, change: StatusChange): boolean {
  return NEXT[state].includes(change);
}

export function stateAfter(change: StatusChange): CertificateState {
  return change === "resumed" ? "valid" : change;
}

/** Entries of a list; a bit or two each. */
export const LIST_ENTRIES = 131_072;
/** Certificates that one act changes at most. */
export const CHANGES_MAX = 10_000;

/** What `NOTIFY` wakes the worker with when changes wait to be recorded. */
export const STATUS_CHANNEL = "sealbook_certificate_status";

/** status: the Bitstring list, a bit an entry. token-status: the list of what wallets hold, two bits an entry. */
export const LIST_KINDS = ["status", "token-status"] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** Where an issuer's list is served; certificates name it for as long as they exist. */
export function listPath({ slug, kind, number }: { slug: string; kind: ListKind; number: number }): string {
  return `/issuers/${slug}/${kind}/${number}`;
}

/** Pages of the explorer: the entry of a certificate's batch, once it is in a block, and all that was recorded about it since. */
export interface ExplorerLinks {
  entry?: { index: number; href: string };
  life: string;
}
