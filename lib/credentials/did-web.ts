/**
 * Issuers' DIDs by the method did:web: a DID is the address of a document, so its host vouches for it, and nobody else. What comes from there
 * is read strictly; what is not in its one form is no document.
 */
import { isDidWeb } from "#lib/core/certificate/did.ts";
import { isSize } from "#lib/core/claim/members.ts";
import { ED25519_KEY_BYTES } from "#lib/core/log/signature.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { isBase64Of, isLine, isTime, readFields } from "#lib/core/text/json-fields.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { readP256Jwk } from "./es256.ts";
import { readBlsMultikey, readEd25519Multikey, readP256Multikey } from "./multibase.ts";

const PREFIX = "did:web:";
/** UTF-16 code units of a document or a history; an issuer has a thousand keys of a kind at most. */
const DOCUMENT_CHARS_MAX = 1024 * 1024;
const KEYS_MAX = 2_000;
const DEPTH_MAX = 8;
const NAME_CHARS_MAX = 200;
const FRAGMENT = /^#[A-Za-z0-9._-]{1,128}$/;
const HISTORY_V1 = "sealbook.issuer-keys/v1";

/** `did:web:HOST:issuers:SLUG`; a port is percent-encoded, as the method wants it. @param origin scheme, host and port of this installation */
export function issuerDid(origin: string, slug: string): string {
  return `${PREFIX}${encodeURIComponent(new URL(origin).host)}:issuers:${slug}`;
}

/**
 * Where the document of a DID lies (did:web section 3.2): always behind TLS, but for those of this installation itself, which may be tried out
 * without. Undefined for what is no such DID.
 *
 * @param origin of this installation
 */
export function didDocumentAddress(did: string, origin?: string): string | undefined {
  if (!isDidWeb(did)) return undefined;
  const [host = "", ...path] = did.slice(PREFIX.length).split(":");
  const authority = host.replace("%3A", ":");
  const own = origin === undefined ? undefined : new URL(origin);
  const scheme = own?.host === authority ? own.protocol : "https:";
  return `${scheme}//${authority}/${path.length === 0 ? ".well-known" : path.join("/")}/did.json`;
}

export type DidKey = {
  /** DID URL: `did:web:…#key-1` */
  id: string;
  type: "ed25519" | "p256" | "bbs";
  /** 32 bytes of Ed25519; of P-256 and of BLS12-381 G2 (96 bytes, for BBS) the compressed point. */
  publicKey: Uint8Array;
};

/** The keys with which the DID's subject asserts something; keys of other kinds are left out. */
export type DidDocument = {
  did: string;
  keys: readonly DidKey[];
  /** Domains that it calls its subject's own (`alsoKnownAs`, W3C DID 1.0 section 5.1.3): its own word, until each of them says the same. */
  named: readonly string[];
};

/** The document of that DID; undefined for another one's, and for what is none. */
export function readDidDocument(text: string, did: string): DidDocument | undefined {
  const document = parseObject(text);
  if (document === undefined || !isDidWeb(did) || document.id !== did) return undefined;
  const [methods, asserting] = [document.verificationMethod ?? [], document.assertionMethod ?? []];
  if (!isList(methods) || !isList(asserting)) return undefined;
  const embedded = asserting.filter(isObject);
  const all = [...methods, ...embedded];
  const ids = all.map((method) => (isObject(method) ? absolute(method.id, did) : undefined));
  // Of two with one name, readers would take different ones.
  if (new Set(ids).size < ids.length || ids.includes(undefined)) return undefined;
  const named = new Set(asserting.map((each) => absolute(isObject(each) ? each.id : each, did)));
  const keys = all.flatMap((method, at) => {
    const id = ids[at];
    return id !== undefined && named.has(id) && isObject(method) ? keyOf(method, { id, did }) : [];
  });
  return { did, keys, named: domainsNamed(document.alsoKnownAs) };
}

const OWN_DOMAIN = /^https:\/\/((?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62})\/?$/;
const NAMED_MAX = 20;

/** A name of a domain and nothing else: no path, no port, no other host behind an `@`. */
export const isDomainName = (text: string): boolean => OWN_DOMAIN.exec(`https://${text}`)?.[1] === text;

/** Other names than those of whole domains are passed over. */
function domainsNamed(value: unknown): string[] {
  const names = isList(value) ? value : [];
  const domains = names.flatMap((name) => (typeof name === "string" ? (OWN_DOMAIN.exec(name)?.[1] ?? []) : []));
  return [...new Set(domains)].slice(0, NAMED_MAX);
}

/** As a DID URL of this DID; undefined for any other. */
function absolute(id: unknown, did: string): string | undefined {
  if (typeof id !== "string") return undefined;
  const fragment = id.startsWith(did) ? id.slice(did.length) : id;
  return FRAGMENT.test(fragment) ? did + fragment : undefined;
}

/** W3C Controlled Identifiers 1.0 sections 2.2.2 and 2.2.3. */
function keyOf(method: Members, { id, did }: { id: string; did: string }): DidKey[] {
  if (method.controller !== did || method.revoked !== undefined) return [];
  if (method.type === "JsonWebKey" || method.type === "JsonWebKey2020") {
    const point = readP256Jwk(method.publicKeyJwk);
    return point === undefined ? [] : [{ id, type: "p256", publicKey: point }];
  }
  const key = method.type === "Multikey" ? readMultikey(method.publicKeyMultibase) : undefined;
  return key === undefined ? [] : [{ id, ...key }];
}

function readMultikey(text: unknown): Omit<DidKey, "id"> | undefined {
  const ed25519 = readEd25519Multikey(text);
  if (ed25519 !== undefined) return { type: "ed25519", publicKey: ed25519 };
  const p256 = readP256Multikey(text);
  if (p256 !== undefined) return { type: "p256", publicKey: p256 };
  const bls = readBlsMultikey(text);
  return bls && { type: "bbs", publicKey: bls };
}

/** A key over time. It signs from `from` until `until`; what it signed stays good, but for what it signed from `compromisedAsOf` on. */
export type HistoryKey = DidKey & { from: string; until?: string; compromisedAsOf?: string };

/** Batches that the ledger received from then on need a seal by this key: k of these approvers made it. */
export type SealPolicy = {
  /** Base64, 32 bytes: the group's public key (Ed25519). */
  key: string;
  threshold: number;
  /** Their names. */
  approvers: readonly string[];
  from: string;
  until?: string;
};

export type KeyHistory = { issuer: string; keys: readonly HistoryKey[]; seal?: { policies: readonly SealPolicy[] } };

/** The history of that issuer's keys, with or without the name of its record; undefined for another one's, and for what is none. */
export function readKeyHistory(text: string, did: string): KeyHistory | undefined {
  const fields = readFields(parseObject(text), ["history", "issuer", "keys"], ["seal", "record"]);
  if (fields?.history !== HISTORY_V1 || fields.issuer !== did || !isList(fields.keys)) return undefined;
  const keys = fields.keys.map((each) => readHistoryKey(each, did));
  const policies = fields.seal === undefined ? undefined : readPolicies(fields.seal);
  const isWhole =
    keys.every((each) => each !== undefined) && new Set(keys.map((each) => each?.id)).size === keys.length;
  if (!isWhole || (fields.seal !== undefined && policies === undefined)) return undefined;
  return { issuer: did, keys: keys.flatMap((each) => each ?? []), ...(policies ? { seal: { policies } } : {}) };
}

function readHistoryKey(value: unknown, did: string): HistoryKey | undefined {
  const fields = readFields(value, ["id", "publicKeyMultibase", "from"], ["until", "compromisedAsOf"]);
  if (fields === undefined) return undefined;
  const { id, from, until, compromisedAsOf } = fields;
  const key = readMultikey(fields.publicKeyMultibase);
  if (key === undefined || typeof id !== "string" || absolute(id, did) !== id || !isTime(from)) return undefined;
  if (!isOptionalTime(until) || !isOptionalTime(compromisedAsOf)) return undefined;
  return {
    ...{ id, ...key, from },
    ...(until === undefined ? {} : { until }),
    ...(compromisedAsOf === undefined ? {} : { compromisedAsOf }),
  };
}

const isOptionalTime = (value: unknown): value is string | undefined => value === undefined || isTime(value);

function readPolicies(value: unknown): SealPolicy[] | undefined {
  const fields = readFields(value, ["policies"], []);
  if (fields === undefined || !isList(fields.policies)) return undefined;
  const policies = fields.policies.map(readPolicy);
  return policies.every((each) => each !== undefined) ? policies : undefined;
}

function readPolicy(value: unknown): SealPolicy | undefined {
  const fields = readFields(value, ["key", "threshold", "approvers", "from"], ["until"]);
  if (fields === undefined) return undefined;
  const { key, threshold, approvers, from, until } = fields;
  const areNames = (names: unknown): names is string[] =>
    isList(names) && names.every((name) => isLine(name, NAME_CHARS_MAX));
  if (!isBase64Of(key, ED25519_KEY_BYTES) || !areNames(approvers)) return undefined;
  if (!isSize(threshold, 1) || threshold > approvers.length || !isTime(from) || !isOptionalTime(until))
    return undefined;
  return { key, threshold, approvers, from, ...(until === undefined ? {} : { until }) };
}

type Members = Readonly<Record<string, unknown>>;

/** An object that a text is to every reader; undefined for anything else. */
function parseObject(text: string): Members | undefined {
  if (text.length > DOCUMENT_CHARS_MAX || !isNestedAtMost(text, DEPTH_MAX)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && repeatedMember(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length <= KEYS_MAX;
}
