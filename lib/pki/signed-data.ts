/** CMS SignedData (RFC 5652 sections 3 and 5; GM/T 0010), in DER or BER. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { readBer } from "./ber.ts";
import { timeOf } from "./certificate.ts";
import { type DerNode, encodeDer, integerOf, oidOf, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const CERTIFICATES_MAX = 64;
const ATTRIBUTES_MAX = 32;
const SIGNERS_MAX = 8;
/** RFC 5652 sections 5.1 and 5.3 */
const VERSIONS: readonly bigint[] = [1n, 2n, 3n, 4n, 5n];

const SIGNED_DATA: readonly string[] = [OID.signedData, OID.smSignedData];

/** Attributes of one value (RFC 5652 section 11, RFC 5035 section 5.4). */
const SINGLE: readonly string[] = [
  OID.contentType,
  OID.messageDigest,
  OID.signingCertificate,
  OID.signingCertificateV2,
];

/** How a signer names the certificate whose key signed: a digest over that certificate's bytes (RFC 2634, RFC 5035). */
export type CertificateDigest = { hashOid: string; digest: Uint8Array };

/** Who signed, as the signer states it: issuer and serial number, or key identifier. */
export type SignerIdentifier = { issuer: Uint8Array; serial: Uint8Array } | { keyIdentifier: Uint8Array };

export type SignedAttributes = {
  contentType: string;
  messageDigest: Uint8Array;
  /** Empty where the signer does not name its certificate. */
  certificateDigests: CertificateDigest[];
  /** What the signer says its clock showed. */
  signingTime: Date | undefined;
  /**
   * The attributes as they may have been signed, under the tag of a SET: in the order in which they came, as most makers sign them, and
   * in the one that DER demands (RFC 5652 section 5.4), where it is another.
   */
  signedBytes: Uint8Array[];
  /** First value of each, by its type. */
  values: ReadonlyMap<string, DerNode>;
};

export type SignerInfo = {
  signer: SignerIdentifier;
  digestOid: string;
  /** Undefined where the content itself is signed. */
  attributes: SignedAttributes | undefined;
  /** AlgorithmIdentifier. */
  signatureAlgorithm: DerNode;
  signature: Uint8Array;
  /** First value of each unsigned attribute, by its type. */
  unsigned: ReadonlyMap<string, DerNode>;
};

export type Cms = {
  /** OID of what is signed. */
  contentType: string;
  /** Bytes of the content; undefined where it is detached. */
  content: Uint8Array | undefined;
  /** DER of each certificate that came along. */
  certificates: Uint8Array[];
  /** DER of the lists of revoked certificates, and of answers about single ones, that came along (sections 5.1 and 10.2.1, RFC 5940). */
  revocation: Uint8Array[];
  /** At least one. */
  signers: SignerInfo[];
};

/** What a SignedData with one signer and signed attributes says. */
export type SignedData = Omit<SignerInfo, "attributes" | "unsigned"> &
  Omit<SignedAttributes, "contentType" | "signingTime" | "values"> &
  Pick<Cms, "content" | "certificates">;

/**
 * The parts of a SignedData with one signer and signed attributes; undefined for anything else.
 *
 * @param contentType OID of what is signed
 */
export function readSignedData(bytes: Uint8Array, contentType: string): SignedData | undefined {
  const cms = readCms(bytes);
  const [info, ...others] = cms?.signers ?? [];
  if (cms?.contentType !== contentType || info?.attributes === undefined || others.length > 0) return undefined;
  const { attributes, unsigned: _, ...signer } = info;
  const { contentType: stated, signingTime: __, values: ___, ...signed } = attributes;
  if (stated !== contentType) return undefined;
  return { content: cms.content, certificates: cms.certificates, ...signer, ...signed };
}

/** The parts of a SignedData, by whatever content type; undefined for anything else, and for more than `nodesMax` values in it. */
export function readCms(bytes: Uint8Array, nodesMax?: number): Cms | undefined {
  const root = readBer(bytes, nodesMax);
  const [type, wrapper, ...others] = root?.children ?? [];
  const isSigned = SIGNED_DATA.includes(oidOf(type) ?? "");
  if (root?.tag !== TAG.sequence || others.length > 0 || !isSigned) return undefined;
  if (wrapper?.tag !== TAG.context(0) || wrapper.children.length !== 1) return undefined;
  const signedData = wrapper.children[0];
  const [version, digests, encapsulated, ...rest] = signedData?.children ?? [];
  // What follows tells by itself what it is: which of the versions is stated, makers get wrong and openssl does not ask.
  const isVersion = VERSIONS.includes(integerOf(version) ?? 0n);
  if (signedData?.tag !== TAG.sequence || !isVersion || digests?.tag !== TAG.set) return undefined;
  const content = encapsulatedOf(encapsulated);
  const infos = rest.pop();
  if (content === undefined || infos?.tag !== TAG.set || infos.children.length > SIGNERS_MAX) return undefined;
  const certificates = certificatesOf(rest);
  const signers = infos.children.flatMap((node) => readSigner(node) ?? []);
  if (certificates === undefined || signers.length === 0 || signers.length < infos.children.length) return undefined;
  return { ...content, certificates, revocation: revocationIn(rest), signers };
}

/** Without eContent what is signed lies elsewhere (RFC 5652 section 5.2). */
function encapsulatedOf(node: DerNode | undefined): Pick<Cms, "contentType" | "content"> | undefined {
  const [type, wrapper, ...others] = node?.children ?? [];
  const contentType = oidOf(type);
  if (node?.tag !== TAG.sequence || contentType === undefined || others.length > 0) return undefined;
  if (wrapper === undefined) return { contentType, content: undefined };
  const [content, ...more] = wrapper.tag === TAG.context(0) ? wrapper.children : [];
  return content?.tag === TAG.octetString && more.length === 0 ? { contentType, content: content.content } : undefined;
}

/** certificates [0] and crls [1], both optional, in this order. Only X.509 certificates are looked at. */
function certificatesOf(nodes: readonly DerNode[]): Uint8Array[] | undefined {
  const tags = nodes.map(({ tag }) => tag).join();
  const allowed = ["", `${TAG.context(0)}`, `${TAG.context(1)}`, `${TAG.context(0)},${TAG.context(1)}`];
  if (!allowed.includes(tags)) return undefined;
  const set = nodes.find(({ tag }) => tag === TAG.context(0));
  const certificates = (set?.children ?? []).filter(({ tag }) => tag === TAG.sequence);
  return certificates.length <= CERTIFICATES_MAX ? certificates.map(({ bytes }) => bytes) : undefined;
}

/** A list as it is, or an answer under a tag that says so. */
function revocationIn(nodes: readonly DerNode[]): Uint8Array[] {
  const set = nodes.find(({ tag }) => tag === TAG.context(1))?.children ?? [];
  return set.flatMap(({ tag, bytes, children: [type, value] }) => {
    if (tag === TAG.sequence) return [bytes];
    return tag === TAG.context(1) && oidOf(type) === OID.ocspResponse && value ? [value.bytes] : [];
  });
}

function readSigner(node: DerNode): SignerInfo | undefined {
  const [version, sid, digestAlgorithm, ...parts] = node.children;
  const signer = signerOf(integerOf(version), sid);
  const digestOid = oidOf(digestAlgorithm?.children[0]);
  if (node.tag !== TAG.sequence || signer === undefined || digestOid === undefined) return undefined;
  const hasAttributes = parts[0]?.tag === TAG.context(0);
  const [signatureAlgorithm, signature, unsigned, ...others] = hasAttributes ? parts.slice(1) : parts;
  if (signatureAlgorithm?.tag !== TAG.sequence || others.length > 0) return undefined;
  if (signature?.tag !== TAG.octetString || (unsigned && unsigned.tag !== TAG.context(1))) return undefined;
  const attributes = hasAttributes ? readSigned(parts[0]?.children ?? []) : undefined;
  if (hasAttributes && attributes === undefined) return undefined;
  const given = { signatureAlgorithm, signature: signature.content };
  return { signer, digestOid, attributes, ...given, unsigned: firstValues(unsigned?.children ?? []) };
}

function firstValues(nodes: readonly DerNode[]): Map<string, DerNode> {
  const values = new Map<string, DerNode>();
  for (const { children } of nodes.slice(0, ATTRIBUTES_MAX)) {
    const [type, set] = children;
    const [oid, value] = [oidOf(type), set?.children[0]];
    if (oid !== undefined && value !== undefined && !values.has(oid)) values.set(oid, value);
  }
  return values;
}

function formsOf(attributes: readonly Uint8Array[]): Uint8Array[] {
  const asCome = encodeDer(TAG.set, ...attributes);
  const sorted = encodeDer(TAG.set, ...attributes.toSorted(compareBytes));
  return equalBytes(asCome, sorted) ? [asCome] : [asCome, sorted];
}

/** X.690 section 11.6: the shorter one as if zeros followed. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function signerOf(version: bigint | undefined, sid: DerNode | undefined): SignerIdentifier | undefined {
  if (version === undefined || !VERSIONS.includes(version)) return undefined;
  if (sid?.tag === TAG.contextPrimitive(0)) return { keyIdentifier: sid.content };
  const [issuer, serial, ...others] = sid?.tag === TAG.sequence ? sid.children : [];
  if (issuer?.tag !== TAG.sequence || integerOf(serial) === undefined || others.length > 0) {
    return undefined;
  }
  return serial && { issuer: issuer.bytes, serial: serial.content };
}

/** Each type once, those that count here with one value: content-type, message-digest, and the signer's certificate in one way, both or none. */
function readSigned(nodes: readonly DerNode[]): SignedAttributes | undefined {
  const values = new Map<string, DerNode>();
  for (const { tag, children } of nodes.slice(0, ATTRIBUTES_MAX + 1)) {
    const [typeNode, set, ...others] = children;
    const type = oidOf(typeNode);
    const [value, ...more] = set?.tag === TAG.set ? set.children : [];
    if (tag !== TAG.sequence || type === undefined || value === undefined) return undefined;
    if (others.length > 0 || values.has(type) || (more.length > 0 && SINGLE.includes(type))) return undefined;
    values.set(type, value);
  }
  const digest = values.get(OID.messageDigest);
  const contentType = oidOf(values.get(OID.contentType));
  if (values.size !== nodes.length || contentType === undefined) return undefined;
  if (digest?.tag !== TAG.octetString) return undefined;
  const certificateDigests: CertificateDigest[] = [];
  for (const [type, isV2] of [[OID.signingCertificate, false] as const, [OID.signingCertificateV2, true] as const]) {
    const value = values.get(type);
    if (value === undefined) continue;
    const named = certificateDigestOf(value, isV2);
    if (named === undefined) return undefined;
    certificateDigests.push(named);
  }
  const signedBytes = formsOf(nodes.map(({ bytes }) => bytes));
  const time = values.get(OID.signingTime);
  const signingTime = time && timeOf(time);
  return { contentType, messageDigest: digest.content, certificateDigests, signingTime, signedBytes, values };
}

/** The first ESSCertID or ESSCertIDv2: the one of the signer itself. Its digest is SHA-256 where V2 names none (RFC 5035). */
function certificateDigestOf(value: DerNode, isV2: boolean): CertificateDigest | undefined {
  const identifier = value.children[0]?.children[0];
  const [first, second] = identifier?.children ?? [];
  if (first?.tag === TAG.octetString) return { hashOid: isV2 ? OID.sha256 : OID.sha1, digest: first.content };
  const hashOid = isV2 && first?.tag === TAG.sequence ? oidOf(first.children[0]) : undefined;
  return hashOid !== undefined && second?.tag === TAG.octetString ? { hashOid, digest: second.content } : undefined;
}
