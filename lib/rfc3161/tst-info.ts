/** TSTInfo, what an authority signs (RFC 3161 section 2.4.2). */
import { toHex } from "#lib/core/text/bytes.ts";
import { readBer } from "#lib/pki/ber.ts";
import { readExtension } from "#lib/pki/certificate.ts";
import { type DerNode, integerOf, oidOf, TAG } from "#lib/pki/der.ts";

/** RFC 3161 section 2.4.2: up to 160 bits for the serial number; a nonce is as large as the one who asked made it. */
const INTEGER_BYTES_MAX = 64;
/** Bytes of the largest digest that there is a use for. */
const DIGEST_BYTES_MAX = 64;
/** Fractions may end in zeros, which RFC 3161 forbids and some authorities write. */
const TIME = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{1,10}))?Z$/;

export type TstInfo = {
  /** OID of the policy under which the token was made. */
  policy: string;
  /** Digest of what was stamped, and by which algorithm. */
  imprint: { hashOid: string; digest: Uint8Array };
  /** Hex of the INTEGER that the authority numbers its tokens with. */
  serial: string;
  time: Date;
  nonce: bigint | undefined;
  /** Types of extensions that are marked as critical, none of which is known here. */
  unknownCritical: string[];
};

/** What a token states; undefined unless it is a TSTInfo of version 1. */
export function readTstInfo(bytes: Uint8Array): TstInfo | undefined {
  const root = readBer(bytes);
  if (root?.tag !== TAG.sequence) return undefined;
  const [version, policyNode, imprintNode, serial, timeNode, ...rest] = root.children;
  const policy = oidOf(policyNode);
  const time = timeOf(timeNode);
  const imprint = imprintOf(imprintNode);
  if (integerOf(version) !== 1n || policy === undefined || imprint === undefined) return undefined;
  if (!isInteger(serial) || time === undefined) return undefined;
  const optional = readOptional(rest);
  return optional && { policy, imprint, serial: toHex(serial.content), time, ...optional };
}

const isInteger = (node: DerNode | undefined): node is DerNode =>
  node?.tag === TAG.integer && node.content.length <= INTEGER_BYTES_MAX && integerOf(node) !== undefined;

/** accuracy, ordering, nonce, tsa [0], extensions [1]: each at most once, in this order. */
function readOptional(nodes: readonly DerNode[]): Pick<TstInfo, "nonce" | "unknownCritical"> | undefined {
  const order = [TAG.sequence, TAG.boolean, TAG.integer, TAG.context(0), TAG.context(1)];
  let last = -1;
  let nonce: bigint | undefined;
  const unknownCritical: string[] = [];
  for (const node of nodes) {
    const position = order.indexOf(node.tag);
    if (position <= last) return undefined;
    last = position;
    if (node.tag === TAG.integer) {
      if (!isInteger(node)) return undefined;
      nonce = integerOf(node);
    }
    for (const { children } of node.tag === TAG.context(1) ? node.children : []) {
      const extension = readExtension(children);
      if (extension === undefined) return undefined;
      if (extension.isCritical) unknownCritical.push(extension.type);
    }
  }
  return { nonce, unknownCritical };
}

/** MessageImprint (RFC 3161 section 2.4.1). */
function imprintOf(node: DerNode | undefined): TstInfo["imprint"] | undefined {
  const [algorithm, digest, ...others] = node?.tag === TAG.sequence ? node.children : [];
  const hashOid = oidOf(algorithm?.children[0]);
  if (hashOid === undefined || digest?.tag !== TAG.octetString || others.length > 0) return undefined;
  return digest.content.length <= DIGEST_BYTES_MAX ? { hashOid, digest: digest.content } : undefined;
}

/** GeneralizedTime in UTC, to the millisecond; fractions without trailing zeros (RFC 3161 section 2.4.2). */
function timeOf(node: DerNode | undefined): Date | undefined {
  if (node?.tag !== TAG.generalizedTime) return undefined;
  const found = TIME.exec(String.fromCharCode(...node.content.subarray(0, 32)));
  if (found === null || node.content.length > 32) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ""] = found;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text ? time : undefined;
}
