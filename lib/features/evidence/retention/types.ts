import type { ContentAddress } from "#lib/infra/storage/port.ts";

/** Content that evidence speaks of. */
export interface KeptContent extends ContentAddress {
  /** In bytes, as it was recorded. */
  size: number;
}

/** missing: nothing is there; size: more bytes or fewer; digest: other bytes; unreadable: the system does not give them. */
export const DAMAGES = ["missing", "size", "digest", "unreadable"] as const;
export type Damage = (typeof DAMAGES)[number];
