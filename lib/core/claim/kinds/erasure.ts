/**
 * A content is erased: the claim holds its digests, SHA3-256 among them, taken before it went, so that the record can still be renewed
 * when SHA-256 no longer counts. Its subject is the record whose content that was.
 */
import type { Kind } from "./kind.ts";

export const erasure: Kind = {
  members: [],
  holds: ({ digests, subject }) => subject !== undefined && digests["sha3-256"] !== undefined,
  facts: ({ subject }) => [{ name: "subject", value: String(subject) }],
};
