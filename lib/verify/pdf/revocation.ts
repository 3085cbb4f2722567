/** What is known of the revocation of a signer's certificate, and of those above it, held against the time at which it signed. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, type PdfValue } from "#lib/pdf/read/values.ts";
import { nameOf, type X509 } from "#lib/pki/certificate.ts";
import type { Path } from "#lib/pki/chain.ts";
import type { DerNode } from "#lib/pki/der.ts";
import { issuersOf, type RevocationStatus, revocationOf } from "#lib/pki/revocation.ts";
import type { RevocationMaterial } from "#lib/pki/revocation-material.ts";
import type { Cms, SignerInfo } from "#lib/pki/signed-data.ts";
import type { SignatureRevocation } from "./report.ts";

/** Attributes that hold lists and answers: of Adobe, signed, and of CAdES (ETSI EN 319 122-1 section A.1.5.2), not signed. */
const ADOBE_ARCHIVAL = "1.2.840.113583.1.1.8";
const REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";
/** Streams of one store. */
const STREAMS_MAX = 256;
/** Authorities above a signer whom nobody vouches for. */
const ABOVE_MAX = 12;

/** Adds the lists and answers of the document security store, of all the document and of its single signatures (ISO 32000-2 section 12.8.4.3). */
export async function addStored(document: PdfDocument, material: RevocationMaterial): Promise<void> {
  const store = document.dict(document.dict(document.fromTrailer("Root"))?.get("DSS"));
  const single = [...(document.dict(store?.get("VRI"))?.values() ?? [])].flatMap((each) => document.dict(each) ?? []);
  const places = [
    store?.get("OCSPs"),
    store?.get("CRLs"),
    ...single.flatMap((each) => [each.get("OCSP"), each.get("CRL")]),
  ];
  const numbers = new Set(places.flatMap((place) => referencesIn(document, place)));
  if (numbers.size > STREAMS_MAX) material.isPartial = true;
  for (const number of [...numbers].slice(0, STREAMS_MAX)) {
    const object = document.objects.get(number);
    const bytes = object && isDict(object.value) ? await document.streamOf(object) : undefined;
    if (bytes) material.addFound([bytes]);
    else material.isPartial = true;
  }
}

function referencesIn(document: PdfDocument, place: PdfValue | undefined): number[] {
  const list = document.resolve(place);
  return (Array.isArray(list) ? list : []).flatMap((each) => (isRef(each) ? each.ref : []));
}

/** Lists and answers that stand in a signature itself. */
export function revocationInCms({ revocation }: Cms, { attributes, unsigned }: SignerInfo): Uint8Array[] {
  const nodes = [attributes?.values.get(ADOBE_ARCHIVAL), unsigned.get(REVOCATION_VALUES)];
  // Each kind is a list under a tag of its own.
  const inAttributes = nodes.flatMap((node) => (node?.children ?? []).flatMap(({ children }) => valuesOf(children[0])));
  return [...revocation, ...inAttributes];
}

const valuesOf = (list: DerNode | undefined): Uint8Array[] => (list?.children ?? []).map(({ bytes }) => bytes);

/**
 * Along the path to somebody whom the reader named, where there is one: certificates that came along and only look like the issuer's are
 * not asked about then. Without it, of everybody who may have issued one another the worst is told.
 *
 * @param input.candidates certificates that the reader named, and those that came along
 * @param input.anchors those that the reader named: nobody is above them
 * @param input.proven when it was signed at the latest, by somebody whom the reader named
 */
export async function signerRevocation(input: {
  certificate: X509;
  path?: Path | undefined;
  candidates: readonly X509[];
  anchors: readonly X509[];
  material: RevocationMaterial;
  proven: Date | undefined;
  now: Date;
}): Promise<SignatureRevocation> {
  const { certificate, path, candidates, material, proven, now } = input;
  const ask = async (each: X509, issuer: X509 | undefined): Promise<SignatureRevocation> =>
    judged(await revocationOf({ certificate: each, issuer, candidates, material, now }), { proven, now });
  if (isAmong(input.anchors, certificate)) return { status: "unknown", reason: "own_authority" };
  const above = path ? path.slice(1, -1) : await allAbove(certificate, input);
  const own = await ask(certificate, path?.[1]);
  if (own.status === "revoked" && own.when !== "after") return own;
  for (const [at, each] of above.entries()) {
    const status = await ask(each, path?.[at + 2]);
    if (status.status === "revoked" && status.when !== "after") return { ...status, authority: nameOf(each) };
  }
  // What could not be looked at of those above counts as of its own.
  return own.status === "good" && material.isPartial ? { status: "unknown", reason: "not_evaluated" } : own;
}

const isAmong = (certificates: readonly X509[], { der }: X509): boolean =>
  certificates.some((each) => equalBytes(each.der, der));

/** Everybody who may have issued a certificate, and those above, up to the reader's. */
async function allAbove(
  certificate: X509,
  given: { candidates: readonly X509[]; anchors: readonly X509[]; material: RevocationMaterial },
): Promise<X509[]> {
  const found = [certificate];
  for (let at = 0; at < found.length; at++) {
    const issuers = await issuersOf(found[at] ?? certificate, given);
    for (const issuer of issuers) {
      if (isAmong(given.anchors, issuer) || isAmong(found, issuer)) continue;
      if (found.length > ABOVE_MAX) given.material.isPartial = true;
      else found.push(issuer);
    }
  }
  return found.slice(1);
}

function judged(
  found: RevocationStatus,
  { proven, now }: { proven: Date | undefined; now: Date },
): SignatureRevocation {
  if (found.status === "unknown") return found;
  if (found.status === "revoked") {
    const { since, ...told } = found;
    return { ...told, when: proven === undefined ? "unproven" : proven < since ? "after" : "before" };
  }
  const { asOf, until } = found;
  const time = proven ?? now;
  return { ...found, isFresh: asOf >= time || (until !== undefined && until >= time) };
}
