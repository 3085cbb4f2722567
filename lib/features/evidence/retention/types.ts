import type { ContentAddress } from "#lib/infra/storage/port.ts";
import type { Answers } from "#lib/infra/storage/s3/answers.ts";

/** Content that evidence speaks of. */
export interface KeptContent extends ContentAddress {
  /** In bytes, as it was recorded. */
  size: number;
}

/** missing: nothing is there; size: more bytes or fewer; digest: other bytes; unreadable: the system does not give them. */
export const DAMAGES = ["missing", "size", "digest", "unreadable"] as const;
export type Damage = (typeof DAMAGES)[number];

/** What the bucket in which content lies was found to do. */
export interface StorageFound {
  /** Server and bucket. */
  place: string;
  /** Undefined where it could not be found out. */
  answers: Answers | undefined;
  /** What was asked for and is not there, or unreachable; none: all is well. */
  unfit: string[];
  at: Date;
}
