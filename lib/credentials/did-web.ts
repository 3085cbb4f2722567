/** Issuers' DIDs by the method did:web: a DID is the address of a document, so its host vouches for it, and nobody else. */

const PREFIX = "did:web:";

/** `did:web:HOST:issuers:SLUG`; a port is percent-encoded, as the method wants it. @param origin scheme, host and port of this installation */
export function issuerDid(origin: string, slug: string): string {
  return `${PREFIX}${encodeURIComponent(new URL(origin).host)}:issuers:${slug}`;
}
