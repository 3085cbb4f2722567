import type { Scope } from "#lib/words/permissions.ts";

export interface ApiKeyRow {
  id: string;
  name: string;
  /** The first characters of the secret. */
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Within a minute. */
  usedAt: Date | null;
  state: "active" | "expired" | "revoked";
  /** Who made it at a page, and whether they may make keys today; undefined for the command line. */
  madeBy: { name: string; isManager: boolean } | undefined;
}

/** A key just made: the only time that its secret is known. */
export interface NewApiKey {
  key: ApiKeyRow;
  secret: string;
}
