/** TSTInfo, what an authority signs (RFC 3161 section 2.4.2). */
import { DIGEST_BYTES } from "#lib/core/text/bytes.ts";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";

/** RFC 3161 section 2.4.2: up to 160 bits for the serial number; a nonce is as large as the one who asked made it. */
const INTEGER_BYTES_MAX = 64;
const TIME = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{0,9}[1-9]))?Z$/;

export type TstInfo = {
  /** OID of the policy under which the token was made. */
  policy: string;
  /** Undefined when it is not one of SHA-256. */
  imprint: Uint8Array | undefined;
  time: Date;
  nonce: bigint | undefined;
};

/** What a token states; undefined unless it is DER of version 1 without a critical extension, all of which are unknown here. */
export function readTstInfo(bytes: Uint8Array): TstInfo | undefined {
  const root = readDer(bytes);
  if (root?.tag !== TAG.sequence) return undefined;
  const [version, policyNode, imprintNode, serial, timeNode, ...rest] = root.children;
  const policy = oidOf(policyNode);
  const time = timeOf(timeNode);
  if (integerOf(version) !== 1n || policy === undefined || imprintNode?.tag !== TAG.sequence) return undefined;
  if (!isInteger(serial) || time === undefined) return undefined;
  const optional = readOptional(rest);
  if (optional === undefined) return undefined;
  return { policy, imprint: imprintOf(imprintNode), time, nonce: optional.nonce };
}

const isInteger = (node: DerNode | undefined): node is DerNode =>
  node?.tag === TAG.integer && node.content.length <= INTEGER_BYTES_MAX && integerOf(node) !== undefined;

/** accuracy, ordering, nonce, tsa [0], extensions [1]: each at most once, in this order. */
function readOptional(nodes: readonly DerNode[]): { nonce: bigint | undefined } | undefined {
  const order = [TAG.sequence, TAG.boolean, TAG.integer, TAG.context(0), TAG.context(1)];
  let last = -1;
  let nonce: bigint | undefined;
  for (const node of nodes) {
    const position = order.indexOf(node.tag);
    if (position <= last) return undefined;
    last = position;
    if (node.tag === TAG.integer) {
      if (!isInteger(node)) return undefined;
      nonce = integerOf(node);
    }
    const isCritical = (extension: DerNode) => extension.children.some(({ tag }) => tag === TAG.boolean);
    if (node.tag === TAG.context(1) && node.children.some(isCritical)) return undefined;
  }
  return { nonce };
}

function imprintOf(node: DerNode): Uint8Array | undefined {
  const [algorithm, digest, ...others] = node.children;
  const isDigest = digest?.tag === TAG.octetString && digest.content.length === DIGEST_BYTES && others.length === 0;
  return isDigest && oidOf(algorithm?.children[0]) === OID.sha256 ? digest.content : undefined;
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
