/**
 * A record's content and private details are erased. The claim holds the digests of the content, SHA3-256 among them where it was taken
 * before the content went, so that the record can still be renewed when SHA-256 no longer counts. Its subject is that record.
 */
import type { Kind } from "./kind.ts";

export const erasure: Kind = {
  members: [],
  holds: ({ subject }) => subject !== undefined,
  facts: ({ subject }) => [{ name: "subject", value: String(subject) }],
};
