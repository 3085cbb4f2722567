/** Who vouches for a signer: authorities that the reader named, from and until when they count for the reader. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { isForOneOf, readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { type Path, pathToAnchor } from "#lib/pki/chain.ts";
import { OID } from "#lib/pki/oids.ts";
import type { SignatureTrust } from "./report.ts";

/** Extended key usages of those who sign documents: of RFC 9336, of Adobe, mail, clients, code, any. */
const DOCUMENT_PURPOSES = [
  "1.3.6.1.5.5.7.3.36",
  "1.2.840.113583.1.1.5",
  "1.3.6.1.5.5.7.3.4",
  "1.3.6.1.5.5.7.3.2",
  "1.3.6.1.5.5.7.3.3",
  "1.3.6.1.4.1.311.10.3.12",
  OID.anyExtendedKeyUsage,
];

/** A certificate that counts for what was signed from one time on, and before another. */
export interface DatedAuthority {
  der: Uint8Array;
  from?: Date | undefined;
  until?: Date | undefined;
}
/** DER alone counts at any time. */
export type Authority = Uint8Array | DatedAuthority;

export interface Trusted {
  /** From which the reader lets signers' certificates come. */
  anchors: readonly Authority[];
  /** DER of certificates between those and the signers', for documents that lack them; nothing is believed of them. */
  intermediates?: readonly Uint8Array[];
  /** And those of time-stamping authorities. */
  authorities: readonly Authority[];
  /** DER of lists of revoked certificates and of answers about single ones, beside those in the document. */
  revocation?: readonly Uint8Array[];
  /** When the document existed already, as a record of it says that the reader believes. */
  known?: Date | undefined;
}

export function derOf(authority: Authority): Uint8Array {
  return authority instanceof Uint8Array ? authority : authority.der;
}

/** DER of those that count for what was done at a time. */
export function countingAt(authorities: readonly Authority[], time: Date): Uint8Array[] {
  return authorities
    .filter(
      (each) => each instanceof Uint8Array || ((!each.from || each.from <= time) && (!each.until || time < each.until)),
    )
    .map(derOf);
}

export function readAll(ders: readonly Uint8Array[]): X509[] {
  return ders.flatMap((der) => readCertificate(Uint8Array.from(der)) ?? []);
}

/**
 * @param given.at when it was signed, as far as that is proven, or a time at which the certificate was valid
 * @returns path: of a trusted one, by which certificates it is
 */
export async function trustIn(
  certificate: X509,
  { helpers, at, named }: { helpers: readonly X509[]; at: Date; named: readonly Authority[] },
): Promise<{ trust: SignatureTrust; path?: Path }> {
  const anchors = readAll(countingAt(named, at));
  if (named.length === 0) return { trust: untrusted([]) };
  if (!isForOneOf(certificate, DOCUMENT_PURPOSES)) return { trust: { status: "untrusted", reason: "wrong_purpose" } };
  const lead = async (from: X509[]) => await pathToAnchor({ certificate, helpers, anchors: from, time: at });
  const found = await lead(anchors);
  if (Array.isArray(found)) return { trust: { status: "trusted" }, path: found };
  if (found !== "untrusted")
    return { trust: { status: "unchecked", reason: "not_evaluated", found: found.notEvaluated.join(" ") } };
  if (anchors.length < named.length && Array.isArray(await lead(readAll(named.map(derOf)))))
    return { trust: { status: "untrusted", reason: "outside_dates" } };
  const isOwn = equalBytes(certificate.issuer, certificate.subject);
  return { trust: isOwn ? { status: "untrusted", reason: "self_signed" } : untrusted(named) };
}

export const untrusted = (named: readonly Authority[]): SignatureTrust => ({
  status: "untrusted",
  reason: named.length === 0 ? "no_anchor" : "not_named",
});
