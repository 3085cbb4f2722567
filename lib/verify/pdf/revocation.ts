/** What is known of the revocation of a signer's certificate, and of those above it, held against the time at which it signed. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, type PdfValue } from "#lib/pdf/read/values.ts";
import { nameOf, type X509 } from "#lib/pki/certificate.ts";
import type { DerNode } from "#lib/pki/der.ts";
import { issuerOf, type RevocationStatus, readRevocationMaterial, revocationOf } from "#lib/pki/revocation.ts";
import type { Cms, SignerInfo } from "#lib/pki/signed-data.ts";
import type { SignatureRevocation } from "./report.ts";

/** Attributes that hold lists and answers: of Adobe, signed, and of CAdES (ETSI EN 319 122-1 section A.1.5.2), not signed. */
const ADOBE_ARCHIVAL = "1.2.840.113583.1.1.8";
const REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";
/** Streams of one store. */
const STREAMS_MAX = 256;
const ABOVE_MAX = 6;

/** Lists and answers of the document security store, of all the document and of its single signatures (ISO 32000-2 section 12.8.4.3). */
export async function revocationInStore(document: PdfDocument): Promise<Uint8Array[]> {
  const store = document.dict(document.dict(document.fromTrailer("Root"))?.get("DSS"));
  const single = [...(document.dict(store?.get("VRI"))?.values() ?? [])].flatMap((each) => document.dict(each) ?? []);
  const places = [
    store?.get("OCSPs"),
    store?.get("CRLs"),
    ...single.flatMap((each) => [each.get("OCSP"), each.get("CRL")]),
  ];
  const numbers = new Set(places.flatMap((place) => referencesIn(document, place)));
  const found: Uint8Array[] = [];
  for (const number of [...numbers].slice(0, STREAMS_MAX)) {
    const object = document.objects.get(number);
    const bytes = object && isDict(object.value) ? await document.streamOf(object) : undefined;
    if (bytes) found.push(bytes);
  }
  return found;
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
 * @param input.candidates certificates that came along, and those that the reader named
 * @param input.anchors those that the reader named: nobody is above them
 * @param input.proven when it was signed at the latest, by somebody whom the reader named
 */
export async function signerRevocation(input: {
  certificate: X509;
  candidates: readonly X509[];
  anchors: readonly X509[];
  material: readonly Uint8Array[];
  proven: Date | undefined;
  now: Date;
}): Promise<SignatureRevocation> {
  const { certificate, candidates, proven, now } = input;
  const material = readRevocationMaterial(distinct(input.material));
  const isAnchor = ({ der }: X509): boolean => input.anchors.some((anchor) => equalBytes(anchor.der, der));
  const ask = async (each: X509): Promise<RevocationStatus> =>
    await revocationOf({ certificate: each, candidates, material, now });
  if (isAnchor(certificate)) return { status: "unknown", reason: "own_authority" };
  const own = judged(await ask(certificate), { proven, now });
  if (own.status === "revoked" && own.when !== "after") return own;
  let above = await issuerOf(certificate, candidates);
  for (let steps = 0; above && !isAnchor(above) && steps < ABOVE_MAX; steps++) {
    const status = judged(await ask(above), { proven, now });
    if (status.status === "revoked" && status.when !== "after") return { ...status, authority: nameOf(above) };
    above = await issuerOf(above, candidates);
  }
  return own;
}

/** One and the same list is often there several times. */
const distinct = (ders: readonly Uint8Array[]): Uint8Array[] =>
  ders.filter((der, at) => !ders.slice(0, at).some((each) => equalBytes(each, der)));

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
