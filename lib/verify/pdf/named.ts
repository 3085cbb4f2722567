/** Authorities that somebody named, as they are kept: by a reader in a browser, by an organisation here. */
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { readBundle } from "#lib/pki/bundle.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { readRevocationList } from "#lib/pki/crl.ts";
import { shownName } from "#lib/pki/names.ts";
import { readStatusResponse } from "#lib/pki/ocsp.ts";
import type { Authority, Trusted } from "./trust.ts";

/** Whose certificates signers may have, whose time-stamps count, and what issuers said of revoked ones. */
export const NAMED_ROLES = ["signer", "timestamp", "revocation"] as const;
export type NamedRole = (typeof NAMED_ROLES)[number];

export interface Named {
  role: NamedRole;
  der: Uint8Array;
  /** `YYYY-MM-DD` in UTC, the first and the last day on which it counts. */
  from?: string | undefined;
  to?: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 60 * 60_000;

/** Whether a text is a day, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

export function trustedOf(named: readonly Named[]): Trusted {
  const of = (role: NamedRole) => named.filter((each) => each.role === role);
  const authority = ({ der, from, to }: Named): Authority => ({
    der,
    from: from && isDay(from) ? new Date(from) : undefined,
    until: to && isDay(to) ? new Date(Date.parse(to) + DAY_MS) : undefined,
  });
  return {
    anchors: of("signer").map(authority),
    authorities: of("timestamp").map(authority),
    revocation: of("revocation").map(({ der }) => der),
  };
}

/** What a file holds of a role; undefined where it holds nothing of it, or cannot be read. */
export function namedIn(bytes: Uint8Array, role: NamedRole): Named[] | undefined {
  const bundle = readBundle(bytes);
  const ders = role === "revocation" ? bundle?.revocation : bundle?.certificates;
  return ders && ders.length > 0 ? ders.map((der) => ({ role, der: Uint8Array.from(der) })) : undefined;
}

export interface NamedFacts {
  /** SHA-256 of the DER, in hex. */
  fingerprint: string;
  /** In one harmless line. */
  name: string;
  /** When a certificate begins and ends; when a list was made, and is to be made anew. */
  since: Date;
  until: Date | undefined;
}

/** Undefined for what is nothing of all that. */
export function factsOf({ der }: Named): NamedFacts | undefined {
  const fingerprint = toHex(sha256(der));
  const certificate = readCertificate(der);
  if (certificate)
    return { fingerprint, name: nameOf(certificate), since: certificate.notBefore, until: certificate.notAfter };
  const list = readRevocationList(der);
  if (list) return { fingerprint, name: shownName(list.issuer) ?? "-", since: list.thisUpdate, until: list.nextUpdate };
  const response = readStatusResponse(der);
  const [answer] = response?.answers ?? [];
  if (!response || !answer) return undefined;
  const name = "name" in response.responder ? shownName(response.responder.name) : toHex(response.responder.key);
  return { fingerprint, name: name ?? "-", since: answer.thisUpdate, until: answer.nextUpdate };
}
