/** Answers about single certificates (OCSP, RFC 6960 section 4.2). Who signed an answer is asked in lib/pki/revocation. */
import { timeOf } from "./certificate.ts";
import { type Revoked, reasonOf } from "./crl.ts";
import { type DerNode, oidOf, readDer, TAG } from "./der.ts";

const RESPONSE_BYTES_MAX: number = 256 * 1024;
const BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1";
const ENUMERATED = 0x0a;
const ANSWERS_MAX = 64;
const CERTIFICATES_MAX = 16;

/** About which certificate an answer is: digests of its issuer's name and key, and its serial number (CertID). */
export interface CertificateId {
  hashOid: string;
  issuerName: Uint8Array;
  issuerKey: Uint8Array;
  serial: Uint8Array;
}

export interface StatusAnswer {
  about: CertificateId;
  status: "good" | "unknown" | Revoked;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  /** Has a critical extension, of which none is known here. */
  isCritical: boolean;
}

export interface StatusResponse {
  /** ResponseData. */
  signed: Uint8Array;
  signatureAlgorithm: DerNode;
  signature: Uint8Array;
  /** DER of the responder's name, or SHA-1 of its key. */
  responder: { name: Uint8Array } | { key: Uint8Array };
  producedAt: Date;
  answers: StatusAnswer[];
  /** DER of those that came along. */
  certificates: Uint8Array[];
}

/** The response that bytes are, whole or without what HTTP wraps around it (`BasicOCSPResponse`); undefined for anything else. */
export function readStatusResponse(der: Uint8Array): StatusResponse | undefined {
  const root = der.length <= RESPONSE_BYTES_MAX ? readDer(der) : undefined;
  if (root?.tag !== TAG.sequence) return undefined;
  if (root.children[0]?.tag !== ENUMERATED) return readBasic(root);
  const [status, wrapper, ...others] = root.children;
  const [type, response] = wrapper?.children[0]?.children ?? [];
  if (others.length > 0 || status?.content.join() !== "0" || wrapper?.tag !== TAG.context(0)) return undefined;
  if (oidOf(type) !== BASIC_RESPONSE || response?.tag !== TAG.octetString) return undefined;
  return readBasic(readDer(response.content));
}

function readBasic(root: DerNode | undefined): StatusResponse | undefined {
  const [signed, signatureAlgorithm, signature, wrapper, ...others] = root?.children ?? [];
  if (root?.tag !== TAG.sequence || signed?.tag !== TAG.sequence || others.length > 0) return undefined;
  if (signatureAlgorithm?.tag !== TAG.sequence || signature?.tag !== TAG.bitString) return undefined;
  const parts = signed.children[0]?.tag === TAG.context(0) ? signed.children.slice(1) : signed.children;
  const [responderId, produced, list, extensions, ...more] = parts;
  const responder = responderOf(responderId);
  const producedAt = produced && timeOf(produced);
  if (responder === undefined || producedAt === undefined || list?.tag !== TAG.sequence) return undefined;
  if (more.length > 0 || (extensions && extensions.tag !== TAG.context(1))) return undefined;
  if (list.children.length > ANSWERS_MAX || hasCritical(extensions)) return undefined;
  const answers = list.children.map(readAnswer);
  const certificates = (wrapper?.children[0]?.children ?? []).slice(0, CERTIFICATES_MAX).map(({ bytes }) => bytes);
  if (!answers.every((each) => each !== undefined)) return undefined;
  const told = { signed: signed.bytes, signatureAlgorithm, signature: signature.content.subarray(1) };
  return { ...told, responder, producedAt, answers, certificates };
}

function responderOf(node: DerNode | undefined): StatusResponse["responder"] | undefined {
  const [inner] = node?.children ?? [];
  if (node?.tag === TAG.context(1) && inner?.tag === TAG.sequence) return { name: inner.bytes };
  return node?.tag === TAG.context(2) && inner?.tag === TAG.octetString ? { key: inner.content } : undefined;
}

/** Under a tag of its own, explicit. */
function hasCritical(wrapper: DerNode | undefined): boolean {
  return (wrapper?.children[0]?.children ?? []).some(({ children }) => children[1]?.tag === TAG.boolean);
}

function readAnswer({ tag, children }: DerNode): StatusAnswer | undefined {
  const [id, state, updated, ...rest] = children;
  const [hash, issuerName, issuerKey, serial] = id?.children ?? [];
  const hashOid = oidOf(hash?.children[0]);
  if (tag !== TAG.sequence || hashOid === undefined || issuerName?.tag !== TAG.octetString) return undefined;
  if (issuerKey?.tag !== TAG.octetString || serial?.tag !== TAG.integer) return undefined;
  const thisUpdate = updated && timeOf(updated);
  const next = rest.find((each) => each.tag === TAG.context(0))?.children[0];
  const nextUpdate = next && timeOf(next);
  const status = state && statusOf(state);
  if (thisUpdate === undefined || status === undefined || (next && nextUpdate === undefined)) return undefined;
  const about = { hashOid, issuerName: issuerName.content, issuerKey: issuerKey.content, serial: serial.content };
  const isCritical = hasCritical(rest.find((each) => each.tag === TAG.context(1)));
  return { about, status, thisUpdate, nextUpdate, isCritical };
}

function statusOf({ tag, children }: DerNode): StatusAnswer["status"] | undefined {
  if (tag === TAG.contextPrimitive(0)) return "good";
  if (tag === TAG.contextPrimitive(2)) return "unknown";
  const [time, reason] = children;
  const at = tag === TAG.context(1) && time ? timeOf(time) : undefined;
  return at && { at, since: at, reason: reasonOf(reason?.children[0]) };
}
