/** CMS SignedData with one signer (RFC 5652 sections 3 and 5), in DER or BER. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { readBer } from "./ber.ts";
import { type DerNode, encodeDer, integerOf, oidOf, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const CERTIFICATES_MAX = 64;
const ATTRIBUTES_MAX = 32;
/** RFC 5652 sections 5.1 and 5.3 */
const VERSIONS: readonly bigint[] = [1n, 2n, 3n, 4n, 5n];

/** Attributes of one value (RFC 5652 section 11, RFC 5035 section 5.4). */
const SINGLE: readonly string[] = [
  OID.contentType,
  OID.messageDigest,
  OID.signingCertificate,
  OID.signingCertificateV2,
];

/** How a signer names the certificate whose key signed: a digest over that certificate's bytes (RFC 2634, RFC 5035). */
export type CertificateDigest = { hashOid: string; digest: Uint8Array };

export type SignedData = {
  /** Bytes of the content; undefined where it is detached. */
  content: Uint8Array | undefined;
  /** DER of each certificate that came along. */
  certificates: Uint8Array[];
  /** Who signed, as the signer states it: issuer and serial number, or key identifier. */
  signer: { issuer: Uint8Array; serial: Uint8Array } | { keyIdentifier: Uint8Array };
  digestOid: string;
  messageDigest: Uint8Array;
  /** Empty where the signer does not name its certificate. */
  certificateDigests: CertificateDigest[];
  /**
   * The signed attributes as they may have been signed, under the tag of a SET: in the order in which they came, as most makers sign
   * them, and in the one that DER demands (RFC 5652 section 5.4), where it is another.
   */
  signedBytes: Uint8Array[];
  /** AlgorithmIdentifier. */
  signatureAlgorithm: DerNode;
  signature: Uint8Array;
};

/**
 * The parts of a SignedData with one signer and signed attributes; undefined for anything else.
 *
 * @param contentType OID of what is signed
 */
export function readSignedData(bytes: Uint8Array, contentType: string): SignedData | undefined {
  const root = readBer(bytes);
  const [type, wrapper, ...others] = root?.children ?? [];
  if (root?.tag !== TAG.sequence || others.length > 0 || oidOf(type) !== OID.signedData) return undefined;
  if (wrapper?.tag !== TAG.context(0) || wrapper.children.length !== 1) return undefined;
  const signedData = wrapper.children[0];
  const [version, digests, encapsulated, ...rest] = signedData?.children ?? [];
  // What follows tells by itself what it is: which of the versions is stated, makers get wrong and openssl does not ask.
  const isVersion = VERSIONS.includes(integerOf(version) ?? 0n);
  if (signedData?.tag !== TAG.sequence || !isVersion || digests?.tag !== TAG.set) return undefined;
  const content = encapsulatedOf(encapsulated, contentType);
  const signers = rest.pop();
  if (content === undefined || signers?.tag !== TAG.set || signers.children.length !== 1) return undefined;
  const certificates = certificatesOf(rest);
  const signer = certificates && readSigner(signers.children[0], contentType);
  return signer && { content: content.bytes, certificates, ...signer };
}

/** Without eContent what is signed lies elsewhere (RFC 5652 section 5.2). */
function encapsulatedOf(node: DerNode | undefined, contentType: string): { bytes: Uint8Array | undefined } | undefined {
  const [type, wrapper, ...others] = node?.children ?? [];
  if (node?.tag !== TAG.sequence || oidOf(type) !== contentType || others.length > 0) return undefined;
  if (wrapper === undefined) return { bytes: undefined };
  const [content, ...more] = wrapper.tag === TAG.context(0) ? wrapper.children : [];
  return content?.tag === TAG.octetString && more.length === 0 ? { bytes: content.content } : undefined;
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

function readSigner(
  node: DerNode | undefined,
  contentType: string,
): Omit<SignedData, "content" | "certificates"> | undefined {
  const [version, sid, digestAlgorithm, attributes, signatureAlgorithm, signature, unsigned, ...others] =
    node?.children ?? [];
  const signer = signerOf(integerOf(version), sid);
  const digestOid = oidOf(digestAlgorithm?.children[0]);
  if (node?.tag !== TAG.sequence || signer === undefined || digestOid === undefined || others.length > 0) {
    return undefined;
  }
  if (attributes?.tag !== TAG.context(0) || signatureAlgorithm?.tag !== TAG.sequence) return undefined;
  if (signature?.tag !== TAG.octetString || (unsigned && unsigned.tag !== TAG.context(1))) return undefined;
  const stated = readAttributes(attributes.children, contentType);
  if (stated === undefined) return undefined;
  const signedBytes = formsOf(attributes.children.map(({ bytes }) => bytes));
  return { signer, digestOid, ...stated, signedBytes, signatureAlgorithm, signature: signature.content };
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

function signerOf(version: bigint | undefined, sid: DerNode | undefined): SignedData["signer"] | undefined {
  if (version === undefined || !VERSIONS.includes(version)) return undefined;
  if (sid?.tag === TAG.contextPrimitive(0)) return { keyIdentifier: sid.content };
  const [issuer, serial, ...others] = sid?.tag === TAG.sequence ? sid.children : [];
  if (issuer?.tag !== TAG.sequence || integerOf(serial) === undefined || others.length > 0) {
    return undefined;
  }
  return serial && { issuer: issuer.bytes, serial: serial.content };
}

/** Each type once, those that count here with one value: content-type, message-digest, and the signer's certificate in one way, both or none. */
function readAttributes(
  nodes: readonly DerNode[],
  contentType: string,
): Pick<SignedData, "messageDigest" | "certificateDigests"> | undefined {
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
  if (values.size !== nodes.length || oidOf(values.get(OID.contentType)) !== contentType) return undefined;
  if (digest?.tag !== TAG.octetString) return undefined;
  const certificateDigests: CertificateDigest[] = [];
  for (const [type, isV2] of [[OID.signingCertificate, false] as const, [OID.signingCertificateV2, true] as const]) {
    const value = values.get(type);
    if (value === undefined) continue;
    const named = certificateDigestOf(value, isV2);
    if (named === undefined) return undefined;
    certificateDigests.push(named);
  }
  return { messageDigest: digest.content, certificateDigests };
}

/** The first ESSCertID or ESSCertIDv2: the one of the signer itself. Its digest is SHA-256 where V2 names none (RFC 5035). */
function certificateDigestOf(value: DerNode, isV2: boolean): CertificateDigest | undefined {
  const identifier = value.children[0]?.children[0];
  const [first, second] = identifier?.children ?? [];
  if (first?.tag === TAG.octetString) return { hashOid: isV2 ? OID.sha256 : OID.sha1, digest: first.content };
  const hashOid = isV2 && first?.tag === TAG.sequence ? oidOf(first.children[0]) : undefined;
  return hashOid !== undefined && second?.tag === TAG.octetString ? { hashOid, digest: second.content } : undefined;
}
