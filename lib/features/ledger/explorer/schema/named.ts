/** What the entries of a ledger are looked through for, as it stands in the address. */
import { isIssuer } from "#lib/core/claim/entry.ts";

export type NamedBy =
  | { what: "issuer"; issuer: string }
  /** Hex of the 32 bytes that stand in the entries. */
  | { what: "subject"; subject: string };

const SUBJECT = /^[0-9a-f]{64}$/;

/** Undefined where nothing is named, or nothing that an entry could name. */
export function readNamedBy(issuer: string | undefined, subject: string | undefined): NamedBy | undefined {
  if (issuer !== undefined) return isIssuer(issuer.trim()) ? { what: "issuer", issuer: issuer.trim() } : undefined;
  const hex = subject?.trim().toLowerCase();
  return hex !== undefined && SUBJECT.test(hex) ? { what: "subject", subject: hex } : undefined;
}

/** A DID, as people type it into the search. */
export function searchedIssuer(text: string): string | undefined {
  return text.startsWith("did:") && isIssuer(text) ? text : undefined;
}

/** Of the page that lists them, below the explorer's own path. */
export function namedPath(by: NamedBy): string {
  const query = new URLSearchParams(by.what === "issuer" ? { issuer: by.issuer } : { subject: by.subject });
  return `/entries?${query}`;
}
