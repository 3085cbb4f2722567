/** X.509 certificates as far as signatures need them (RFC 5280), read from their own bytes. */
import { RelativeDistinguishedNames } from "pkijs";
import { toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const CERTIFICATE_BYTES_MAX: number = 32 * 1024;
const NAME_CHARS_MAX = 128;
/** Common name, organisation, organisational unit: the first that there is names a certificate to people. */
const NAME_TYPES = ["2.5.4.3", "2.5.4.10", "2.5.4.11"];
/** Extensions whose meaning is known here; any other that is critical makes a certificate unusable (RFC 5280 section 4.2). */
const UNDERSTOOD: readonly string[] = [
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.certificatePolicies,
  OID.subjectKeyIdentifier,
];
/** Not evaluated here, so a certificate that has them vouches for nobody. */
const NAME_CONSTRAINTS = "2.5.29.30";
/** Bits of KeyUsage in its first byte. */
const KEY_USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04 } as const;

export type X509 = {
  der: Uint8Array;
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

/** The certificate of version 3 that bytes are; undefined for anything else. */
export function readCertificate(der: Uint8Array): X509 | undefined {
  const root = der.length <= CERTIFICATE_BYTES_MAX ? readDer(der) : undefined;
  const [signed, signatureAlgorithm, signature, ...others] = root?.children ?? [];
  if (root?.tag !== TAG.sequence || signed?.tag !== TAG.sequence || others.length > 0) return undefined;
  if (signatureAlgorithm?.tag !== TAG.sequence || signature?.tag !== TAG.bitString) return undefined;
  const [version, serial, inner, issuer, validity, subject, publicKey, ...rest] = signed.children;
  const [notBefore, notAfter] = (validity?.children ?? []).map(timeOf);
  if (version?.tag !== TAG.context(0) || integerOf(version.children[0]) !== 2n || serial?.tag !== TAG.integer) {
    return undefined;
  }
  if (issuer?.tag !== TAG.sequence || subject?.tag !== TAG.sequence || publicKey?.tag !== TAG.sequence)
    return undefined;
  // The algorithm stands outside and inside what is signed (RFC 5280 section 4.1.1.2).
  if (inner === undefined || toHex(inner.bytes) !== toHex(signatureAlgorithm.bytes)) return undefined;
  const extensions = readExtensions(rest.find(({ tag }) => tag === TAG.context(3))?.children[0]);
  if (notBefore === undefined || notAfter === undefined || extensions === undefined) return undefined;
  return {
    der,
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
    const [typeNode, ...rest] = children;
    const type = oidOf(typeNode);
    const [critical, value] = rest.length === 2 ? rest : [undefined, ...rest];
    if (type === undefined || value?.tag !== TAG.octetString || extensions.has(type)) return undefined;
    if (critical !== undefined && (critical.tag !== TAG.boolean || critical.content[0] !== 0xff)) return undefined;
    extensions.set(type, { isCritical: critical !== undefined, value: readDer(value.content) });
  }
  return extensions;
}

/** UTCTime or GeneralizedTime in seconds (RFC 5280 section 4.1.2.5). */
function timeOf(node: DerNode): Date | undefined {
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

/** Whether everything that its issuer marked as critical is known here. */
export function isUnderstood({ extensions }: X509): boolean {
  if (extensions.has(NAME_CONSTRAINTS)) return false;
  return [...extensions].every(([type, { isCritical }]) => !isCritical || UNDERSTOOD.includes(type));
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

/** May issue certificates for a purpose with `below` authorities between it and the last one. */
export function mayIssue(certificate: X509, { below, purpose }: { below: number; purpose: string }): boolean {
  const constraints = certificate.extensions.get(OID.basicConstraints)?.value;
  const [isCa, pathLength] = constraints?.tag === TAG.sequence ? constraints.children : [];
  if (isCa?.tag !== TAG.boolean || isCa.content[0] !== 0xff) return false;
  if (pathLength !== undefined && (integerOf(pathLength) ?? -1n) < BigInt(below)) return false;
  const usage = keyUsageOf(certificate) ?? KEY_USAGE.keyCertSign;
  return (usage & KEY_USAGE.keyCertSign) !== 0 && allows(certificate, purpose) && isUnderstood(certificate);
}

/** What its subject is called, in one harmless line; never empty. */
export function nameOf({ subject, serial }: X509): string {
  try {
    const { typesAndValues } = RelativeDistinguishedNames.fromBER(subject.slice());
    for (const type of NAME_TYPES) {
      const value: unknown = typesAndValues.find((each) => each.type === type)?.value.valueBlock.value;
      if (typeof value === "string" && value.trim() !== "") return plain(value.trim().slice(0, NAME_CHARS_MAX));
    }
  } catch {
    // No name that can be read.
  }
  return toHex(serial.subarray(0, 32));
}
