/** Holds, rules of retention, and what was erased. */

export const REASON_CHARS_MAX = 500;
export const RETENTION_DAYS_MAX = 36_500;
/** Open ones of a record, and rules of an organisation. */
export const HOLDS_MAX = 100;
export const RULES_MAX = 100;
/** Other records with the same content that an answer names. */
export const STAYS_NAMED_MAX = 20;

export interface Hold {
  id: string;
  reason: string;
  placedAt: string;
  /** name: of the person or the key; absent where it is gone. */
  placedBy: { kind: "user" | "api-key"; id: string; name?: string };
  /** Absent: until it is released. */
  until?: string;
  releasedAt?: string;
}

export interface Rule {
  id: string;
  type?: "file" | "digest";
  tag?: string;
  days: number;
}

export interface Erasure {
  erasedAt: string;
  reason: string;
  /** Its content went, too. */
  content: boolean;
  /** The record that states it; absent while that waits. */
  claimId?: string;
}

/** What keeps a record from being erased, and what was erased of it. */
export interface Retention {
  holds: Hold[];
  /** By the rules: before that it is not erased. */
  keptUntil?: string;
  erased?: Erasure;
}

/** The same for who looks at its page. */
export interface RetentionView extends Retention {
  /** Ids of the holds that keep it now. */
  open: string[];
  mayHold: boolean;
  mayErase: boolean;
}

/** What came of it. */
export interface Erased extends Erasure {
  /** Other records within reach with the same content, which is kept as long as one of them is. */
  contentStays: string[];
}
