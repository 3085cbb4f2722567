import type { Scope } from "#lib/words/permissions.ts";

export interface ApiKeyRow {
  id: string;
  name: string;
  /** The first characters of the newest secret. */
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** In CIDR; none: it may be used from everywhere. */
  addressRanges: string[];
  /** With its newest secret; within a minute. */
  usedAt: Date | null;
  usedFrom: string | null;
  /** The last time that it came from elsewhere; within a minute. */
  refusedAt: Date | null;
  refusedFrom: string | null;
  /** When its newest secret was made; null: with the key. */
  rotatedAt: Date | null;
  /** The secret before it; undefined: there is none that works. */
  old: OldSecret | undefined;
  /** What it may it may in this unit and those below it; null: in the organisation. */
  unitId: string | null;
  /** It records into the ledger of tests. */
  test: boolean;
  state: "active" | "expired" | "revoked";
  /** It works, but not for long. */
  expiresSoon: boolean;
  /** Who made it at a page, and whether they may make keys today; undefined for the command line. */
  madeBy: { name: string; isManager: boolean } | undefined;
}

export interface OldSecret {
  prefix: string;
  /** It works until then. */
  until: Date;
  usedAt: Date | null;
  usedFrom: string | null;
}

/** What a key may: the keys that a key makes or changes are bound by its own. */
export type KeyReach = Pick<ApiKeyRow, "scopes" | "addressRanges" | "expiresAt">;

export const ADDRESS_RANGES_MAX = 50;
/** The longest that the secret before the newest one goes on working. */
export const OVERLAP_DAYS_MAX = 30;
/** How long before a key expires people are told. */
export const EXPIRY_TOLD_DAYS = 14;

/** A key just made, or with a new secret: the only time that its secret is known. */
export interface NewApiKey {
  key: ApiKeyRow;
  secret: string;
}
