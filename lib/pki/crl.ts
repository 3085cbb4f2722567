/**
 * Lists of revoked certificates (CRL, RFC 5280 section 5), read entry by entry: a list may have a hundred thousand. Who signed a list is
 * asked in lib/pki/revocation.
 */
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import { readExtension, timeOf } from "./certificate.ts";
import { booleanOf, type DerNode, elementsOf, integerOf, readDer, TAG } from "./der.ts";

const LIST_BYTES_MAX: number = 16 * 1024 * 1024;
const ENTRIES_MAX = 400_000;
const UTC_TIME = 0x17;
const ENUMERATED = 0x0a;

const EXTENSION = {
  number: "2.5.29.20",
  delta: "2.5.29.27",
  distributionPoint: "2.5.29.28",
  authorityKey: "2.5.29.35",
  reason: "2.5.29.21",
  invalidity: "2.5.29.24",
} as const;

/** CRLReason (section 5.3.1), by its number; 7 is not used. */
export const REVOCATION_REASONS = [
  "unspecified",
  "key_compromise",
  "ca_compromise",
  "affiliation_changed",
  "superseded",
  "cessation_of_operation",
  "certificate_hold",
  "unused",
  "remove_from_crl",
  "privilege_withdrawn",
  "aa_compromise",
] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** `since`: from when on nothing it signed counts: when it was revoked, or before, where its key is said to have been known to others (section 5.3.2). */
export interface Revoked {
  at: Date;
  since: Date;
  reason: RevocationReason;
}

/** Of which certificates a list speaks (IssuingDistributionPoint, section 5.2.5). */
export interface Scope {
  /** DER of the names at which this part of the list is found; empty where it is all of it. */
  points: Uint8Array[];
  only: "users" | "authorities" | "attributes" | undefined;
  /** Speaks of some reasons alone, so that who is not on it may be on another one. */
  hasSomeReasons: boolean;
  /** Speaks of certificates of other issuers as well. */
  isIndirect: boolean;
}

export interface RevocationList {
  /** DER of its issuer's name. */
  issuer: Uint8Array;
  /** TBSCertList. */
  signed: Uint8Array;
  signatureAlgorithm: DerNode;
  signature: Uint8Array;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  number: bigint | undefined;
  /** Of a delta: the number of the list that it continues (section 5.2.4). */
  base: bigint | undefined;
  scope: Scope;
  /** Hex of the serial numbers that are on it. */
  revoked: ReadonlyMap<string, Revoked>;
  /** Types of critical extensions, of the list or of an entry, that are not known here: nothing can be said by it then (section 5.2). */
  notEvaluated: string[];
}

/** The list that bytes are; undefined for anything else, and for what is larger than any that is embedded. */
export function readRevocationList(der: Uint8Array): RevocationList | undefined {
  if (der.length > LIST_BYTES_MAX) return undefined;
  const [root, ...more] = elementsOf(der) ?? [];
  const [signed, algorithm, bits, ...others] = (root && elementsOf(root.content)) ?? [];
  const signatureAlgorithm = algorithm && readDer(algorithm.bytes);
  if (root?.tag !== TAG.sequence || more.length > 0 || others.length > 0) return undefined;
  if (signed?.tag !== TAG.sequence || signatureAlgorithm?.tag !== TAG.sequence) return undefined;
  if (bits?.tag !== TAG.bitString || bits.content[0] !== 0) return undefined;
  const parts = elementsOf(signed.content) ?? [];
  if (parts[0]?.tag === TAG.integer) parts.shift();
  const [inner, issuer, ...rest] = parts;
  if (inner === undefined || !equalBytes(inner.bytes, signatureAlgorithm.bytes)) return undefined;
  if (issuer?.tag !== TAG.sequence) return undefined;
  const times: Date[] = [];
  while (rest[0] && (rest[0].tag === UTC_TIME || rest[0].tag === TAG.generalizedTime)) {
    const time = timeOf({ ...rest[0], children: [] });
    if (time === undefined) return undefined;
    times.push(time);
    rest.shift();
  }
  const entries = rest[0]?.tag === TAG.sequence ? rest.shift() : undefined;
  const wrapper = rest[0]?.tag === TAG.context(0) ? rest.shift() : undefined;
  const [thisUpdate, nextUpdate, ...laterTimes] = times;
  if (thisUpdate === undefined || laterTimes.length > 0 || rest.length > 0) return undefined;
  const notEvaluated = new Set<string>();
  const extensions = wrapper ? readExtensions(readDer(wrapper.bytes)?.children[0], notEvaluated) : new Map();
  const revoked = entries ? readEntries(entries.content, notEvaluated) : new Map();
  const scope = extensions && readScope(extensions.get(EXTENSION.distributionPoint));
  if (extensions === undefined || revoked === undefined || scope === undefined) return undefined;
  return {
    issuer: issuer.bytes,
    signed: signed.bytes,
    signatureAlgorithm,
    signature: bits.content.subarray(1),
    thisUpdate,
    nextUpdate,
    number: integerOf(extensions.get(EXTENSION.number)),
    base: integerOf(extensions.get(EXTENSION.delta)),
    scope,
    revoked,
    notEvaluated: [...notEvaluated],
  };
}

/** Values by their types; critical ones that are not known here are named. */
function readExtensions(node: DerNode | undefined, notEvaluated: Set<string>): Map<string, DerNode> | undefined {
  const values = new Map<string, DerNode>();
  for (const { children } of node?.children ?? []) {
    const found = readExtension(children);
    if (found === undefined || values.has(found.type)) return undefined;
    const value = readDer(found.value);
    if (found.isCritical && !(Object.values(EXTENSION) as string[]).includes(found.type)) notEvaluated.add(found.type);
    if (value) values.set(found.type, value);
  }
  return values;
}

function readEntries(content: Uint8Array, notEvaluated: Set<string>): Map<string, Revoked> | undefined {
  const entries = elementsOf(content, ENTRIES_MAX);
  const revoked = new Map<string, Revoked>();
  for (const { bytes } of entries ?? []) {
    const [serial, time, wrapper, ...others] = readDer(bytes)?.children ?? [];
    const at = time && timeOf(time);
    if (serial?.tag !== TAG.integer || at === undefined || others.length > 0) return undefined;
    const extensions = readExtensions(wrapper, notEvaluated);
    if (extensions === undefined) return undefined;
    const reason = reasonOf(extensions.get(EXTENSION.reason));
    const invalid = extensions.get(EXTENSION.invalidity);
    const known = invalid && timeOf(invalid);
    revoked.set(toHex(serial.content), { at, since: known && known < at ? known : at, reason });
  }
  return entries && revoked;
}

export function reasonOf(node: DerNode | undefined): RevocationReason {
  const [number = 0] = node?.tag === ENUMERATED && node.content.length === 1 ? node.content : [];
  return REVOCATION_REASONS[number] ?? "unspecified";
}

const EVERYTHING: Scope = { points: [], only: undefined, hasSomeReasons: false, isIndirect: false };
/** Fields of IssuingDistributionPoint, by their tags. */
const ONLY = { 1: "users", 2: "authorities", 5: "attributes" } as const;

/** Undefined for what is none; in it everything is under a tag of its own. */
function readScope(value: DerNode | undefined): Scope | undefined {
  if (value === undefined) return EVERYTHING;
  if (value.tag !== TAG.sequence) return undefined;
  const scope: Scope = { ...EVERYTHING };
  for (const node of value.children) {
    const isSet = booleanOf({ ...node, tag: TAG.boolean }) === true;
    if (node.tag === TAG.context(0)) scope.points = pointNames(node);
    else if (node.tag === TAG.contextPrimitive(3)) scope.hasSomeReasons = true;
    else if (node.tag === TAG.contextPrimitive(4)) scope.isIndirect = isSet;
    else {
      const only = ([1, 2, 5] as const).find((each) => node.tag === TAG.contextPrimitive(each));
      if (only === undefined) return undefined;
      if (isSet) scope.only = ONLY[only];
    }
  }
  // A part without a name that could be compared belongs to nobody.
  return scope;
}

/** GeneralNames of a DistributionPointName; a name relative to the issuer's is one that is not compared. */
function pointNames(point: DerNode): Uint8Array[] {
  const [name] = point.children;
  if (name?.tag !== TAG.context(0)) return [point.bytes];
  return name.children.map(({ bytes }) => bytes);
}

/** DER of the names at which a certificate says that lists about it are found (CRLDistributionPoints, section 4.2.1.13). */
export function distributionPoints(value: DerNode | undefined): Uint8Array[] {
  return (value?.children ?? []).flatMap(({ children }) => {
    const point = children.find(({ tag }) => tag === TAG.context(0));
    return point ? pointNames(point) : [];
  });
}
