/** X.509 certificates as far as signatures need them (RFC 5280), read from their own bytes. */
import { toHex } from "#lib/core/text/bytes.ts";
import { booleanOf, type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { shownName } from "./names.ts";
import { OID } from "./oids.ts";

const CERTIFICATE_BYTES_MAX: number = 32 * 1024;
/** RFC 5280 section 4.1.2.1: the only version with extensions. */
const VERSION_3 = 2n;
/** Extensions whose meaning is known here (RFC 5280 section 4.2); what they demand of others, lib/pki/constraints looks at. */
const UNDERSTOOD: readonly string[] = [
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.subjectAltName,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.subjectKeyIdentifier,
];
/** Bits of KeyUsage in its first byte. */
const KEY_USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04, cRLSign: 0x02 } as const;

export type X509 = {
  der: Uint8Array;
  /** 3, or one of those before, which had no extensions. */
  version: 1 | 2 | 3;
  /** TBSCertificate, what the issuer signed. */
  signed: Uint8Array;
  signatureAlgorithm: DerNode;
  signature: Uint8Array;
  serial: Uint8Array;
  /** DER of the names. */
  issuer: Uint8Array;
  subject: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  publicKey: Uint8Array;
  extensions: Map<string, { isCritical: boolean; value: DerNode | undefined }>;
};

/** The certificate that bytes are; undefined for anything else. */
export function readCertificate(der: Uint8Array): X509 | undefined {
  const root = der.length <= CERTIFICATE_BYTES_MAX ? readDer(der) : undefined;
  const [signed, signatureAlgorithm, signature, ...others] = root?.children ?? [];
  if (root?.tag !== TAG.sequence || signed?.tag !== TAG.sequence || others.length > 0) return undefined;
  if (signatureAlgorithm?.tag !== TAG.sequence || signature?.tag !== TAG.bitString) return undefined;
  const hasVersion = signed.children[0]?.tag === TAG.context(0);
  const version = hasVersion ? integerOf(signed.children[0]?.children[0]) : 0n;
  const [serial, inner, issuer, validity, subject, publicKey, ...rest] = signed.children.slice(hasVersion ? 1 : 0);
  const [notBefore, notAfter] = (validity?.children ?? []).map(timeOf);
  if (version === undefined || version < 0n || version > VERSION_3 || serial?.tag !== TAG.integer) return undefined;
  if (issuer?.tag !== TAG.sequence || subject?.tag !== TAG.sequence || publicKey?.tag !== TAG.sequence)
    return undefined;
  // The algorithm stands outside and inside what is signed (RFC 5280 section 4.1.1.2).
  if (inner === undefined || toHex(inner.bytes) !== toHex(signatureAlgorithm.bytes)) return undefined;
  const stated = rest.find(({ tag }) => tag === TAG.context(3));
  const extensions = readExtensions(stated?.children[0]);
  if (notBefore === undefined || notAfter === undefined || extensions === undefined) return undefined;
  if (stated !== undefined && version !== VERSION_3) return undefined;
  return {
    der,
    version: version === VERSION_3 ? 3 : version === 1n ? 2 : 1,
    signed: signed.bytes,
    signatureAlgorithm,
    signature: signature.content.subarray(1),
    serial: serial.content,
    issuer: issuer.bytes,
    subject: subject.bytes,
    notBefore,
    notAfter,
    publicKey: publicKey.bytes,
    extensions,
  };
}

function readExtensions(node: DerNode | undefined): X509["extensions"] | undefined {
  const extensions: X509["extensions"] = new Map();
  for (const { children } of node?.children ?? []) {
    const found = readExtension(children);
    if (found === undefined || extensions.has(found.type)) return undefined;
    extensions.set(found.type, { isCritical: found.isCritical, value: readDer(found.value) });
  }
  return extensions;
}

/** Type, whether it is critical, and value of an Extension (RFC 5280 section 4.1); FALSE may stand there or be left out. */
export function readExtension(
  children: readonly DerNode[],
): { type: string; isCritical: boolean; value: Uint8Array } | undefined {
  const [typeNode, ...rest] = children;
  const type = oidOf(typeNode);
  const [criticalNode, value] = rest.length === 2 ? rest : [undefined, ...rest];
  const isCritical = criticalNode === undefined ? false : booleanOf(criticalNode);
  if (type === undefined || isCritical === undefined || value?.tag !== TAG.octetString) return undefined;
  return { type, isCritical, value: value.content };
}

/** UTCTime or GeneralizedTime in seconds (RFC 5280 section 4.1.2.5). */
export function timeOf(node: DerNode): Date | undefined {
  const text = String.fromCharCode(...node.content.subarray(0, 16));
  const isShort = node.tag === 0x17;
  if (!isShort && node.tag !== TAG.generalizedTime) return undefined;
  const digits = isShort ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const found = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z$/.exec(digits);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

export function isValidAt({ notBefore, notAfter }: X509, time: Date): boolean {
  return notBefore.getTime() <= time.getTime() && Math.floor(time.getTime() / 1000) * 1000 <= notAfter.getTime();
}

/** Types of the extensions that its issuer marked as critical and that are not known here. */
export function unknownCritical({ extensions }: X509): string[] {
  return [...extensions].flatMap(([type, { isCritical }]) => (isCritical && !UNDERSTOOD.includes(type) ? [type] : []));
}

function keyUsageOf({ extensions }: X509): number | undefined {
  const usage = extensions.get(OID.keyUsage);
  if (usage === undefined) return undefined;
  return usage.value?.tag === TAG.bitString ? (usage.value.content[1] ?? 0) : 0;
}

function purposesOf({ extensions }: X509): (string | undefined)[] | undefined {
  const usage = extensions.get(OID.extendedKeyUsage);
  if (usage === undefined) return undefined;
  return (usage.value?.tag === TAG.sequence ? usage.value.children : []).map(oidOf);
}

/** Its key signs, and it is for one of these purposes, or says of none that it is for it alone. */
export function isForOneOf(certificate: X509, purposes: readonly string[]): boolean {
  const usage = keyUsageOf(certificate) ?? KEY_USAGE.digitalSignature;
  if ((usage & (KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation)) === 0) return false;
  return purposes.some((purpose) => allows(certificate, purpose));
}

/** What a certificate is to be for. */
export type Purpose = {
  /** Of the extended key usage (RFC 5280 section 4.2.1.12). */
  oid: string;
  /** For nothing else, which a critical extension says. */
  isSole: boolean;
};

/** Its key signs, for this purpose. */
export function isFor(certificate: X509, { oid, isSole }: Purpose): boolean {
  const usage = keyUsageOf(certificate) ?? KEY_USAGE.digitalSignature;
  if ((usage & (KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation)) === 0) return false;
  if (!isSole) return allows(certificate, oid);
  const purposes = purposesOf(certificate);
  const isCritical = certificate.extensions.get(OID.extendedKeyUsage)?.isCritical === true;
  return purposes?.length === 1 && purposes[0] === oid && isCritical;
}

/** Without the extension, a certificate is for any purpose. */
function allows(certificate: X509, purpose: string): boolean {
  return purposesOf(certificate)?.some((each) => each === purpose || each === OID.anyExtendedKeyUsage) ?? true;
}

/**
 * May issue certificates for a purpose with `below` authorities between it and the last one. A certificate without extensions cannot say
 * that it is an authority's: only a reader who names it can (RFC 5280 section 6.1.4 (k)).
 */
export function mayIssue(
  certificate: X509,
  { below, purpose, isNamed }: { below: number; purpose: string | undefined; isNamed: boolean },
): boolean {
  if (certificate.version !== 3) return isNamed;
  const constraints = certificate.extensions.get(OID.basicConstraints)?.value;
  const [isCa, pathLength] = constraints?.tag === TAG.sequence ? constraints.children : [];
  if (booleanOf(isCa) !== true) return false;
  if (pathLength !== undefined && (integerOf(pathLength) ?? -1n) < BigInt(below)) return false;
  const usage = keyUsageOf(certificate) ?? KEY_USAGE.keyCertSign;
  return (usage & KEY_USAGE.keyCertSign) !== 0 && (purpose === undefined || allows(certificate, purpose));
}

/** Whether its key may sign lists of revoked certificates (RFC 5280 section 4.2.1.3). */
export function maySignLists(certificate: X509): boolean {
  return ((keyUsageOf(certificate) ?? KEY_USAGE.cRLSign) & KEY_USAGE.cRLSign) !== 0;
}

/** Whether it states a purpose by name, and any will not do: as of those who answer in an authority's place (RFC 6960 section 4.2.2.2). */
export function isNamedFor(certificate: X509, purpose: string): boolean {
  return purposesOf(certificate)?.includes(purpose) === true && isFor(certificate, { oid: purpose, isSole: false });
}

/** What its subject is called, in one harmless line; never empty. */
export function nameOf({ subject, serial }: X509): string {
  return shownName(subject) ?? toHex(serial.subarray(0, 32));
}
