/**
 * An SD-JWT taken apart strictly (RFC 9901 sections 4 and 7.1). The library takes more than the standard does: it drops disclosures
 * that nothing refers to, lets one disclosure overwrite another claim, and reads lenient base64; so what it is given has gone through here.
 */
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { fromBase64Url, textOfBase64Url, toBase64Url } from "./base64url.ts";

export const SD_JWT_CHARS_MAX = 262_144;
export const DISCLOSURES_MAX = 500;
const DEPTH_MAX = 8;
/** Disclosures may nest in disclosures: where a claim stands is this long at most, so that nothing recurses far. */
const PATH_CHARS_MAX = 1000;
const SEPARATOR = "~";
/** Names that mean something else in a payload; the last one is no member to JavaScript. */
const RESERVED_NAMES = new Set(["", "_sd", "...", "_sd_alg", "__proto__"]);
/** Claims that everybody has to see (SD-JWT VC section 3.2.2.2). */
const NEVER_DISCLOSED = new Set(["iss", "nbf", "exp", "cnf", "vct", "status", "iat"]);
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;

export type JsonObject = Record<string, unknown>;

export type PartsFailure =
  /** No SD-JWT: its shape, an encoding, JSON that has a name twice or is nested too deeply, or more than is read. */
  | "not_an_sd_jwt"
  /** A disclosure whose digest stands nowhere in what was signed. */
  | "disclosure_foreign"
  /** One digest in two places, or one disclosure twice. */
  | "digest_doubled"
  /** A disclosed claim that stands there already, or that must not be disclosed at will. */
  | "claim_doubled";

export interface SdJwtParts {
  header: JsonObject;
  /** As signed: digests instead of what may be disclosed. */
  payload: JsonObject;
  /** The three parts as they stand, without disclosures. */
  jwt: string;
  signature: Uint8Array;
  disclosures: Disclosure[];
  /** Digests whose disclosure is not there, counted by where they stand: `{ fields: 2 }`; `""` is the top. */
  hidden: Record<string, number>;
  /** The JWT behind the last separator, by which a wallet proves its key; "" without one. It is not judged here. */
  keyBinding: string;
}

export interface Disclosure {
  encoded: string;
  /** Undefined for an item of an array. */
  name: string | undefined;
  value: unknown;
  /** Where it stands: "fields.score". */
  path: string;
}

export function readSdJwt(text: string): SdJwtParts | PartsFailure {
  if (text.length > SD_JWT_CHARS_MAX || !text.includes(SEPARATOR)) return "not_an_sd_jwt";
  const [jwt = "", ...rest] = text.split(SEPARATOR);
  const keyBinding = rest.pop() ?? "";
  const [header, payload, signature, ...more] = jwt.split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    return "not_an_sd_jwt";
  const [head, body, bytes] = [readObject(header), readObject(payload), fromBase64Url(signature)];
  if (!head || !body || !bytes || rest.length > DISCLOSURES_MAX) return "not_an_sd_jwt";
  if (keyBinding !== "" && !JWT.test(keyBinding)) return "not_an_sd_jwt";
  const byDigest = new Map<string, Disclosure>();
  for (const encoded of rest) {
    const disclosure = readDisclosure(encoded);
    if (disclosure === undefined) return "not_an_sd_jwt";
    const digest = toBase64Url(sha256(utf8(encoded)));
    if (byDigest.has(digest)) return "digest_doubled";
    byDigest.set(digest, disclosure);
  }
  const walk: Walk = { byDigest, seen: new Set(), found: [], hidden: {} };
  const failure = visit(body, "", walk);
  if (failure) return failure;
  if (walk.found.length < byDigest.size) return "disclosure_foreign";
  const { found: disclosures, hidden } = walk;
  return { header: head, payload: body, jwt, signature: bytes, disclosures, hidden, keyBinding };
}

function readObject(encoded: string): JsonObject | undefined {
  const value = readJson(encoded);
  return isObject(value) ? value : undefined;
}

function readJson(encoded: string): unknown {
  const text = textOfBase64Url(encoded);
  if (text === undefined || !isNestedAtMost(text, DEPTH_MAX)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return repeatedMember(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `[salt, name, value]`, or `[salt, value]` for an item of an array. */
function readDisclosure(encoded: string): Disclosure | undefined {
  const value = readJson(encoded);
  if (!Array.isArray(value) || typeof value[0] !== "string") return undefined;
  if (value.length === 2) return { encoded, name: undefined, value: value[1], path: "" };
  const name: unknown = value[1];
  if (value.length !== 3 || typeof name !== "string" || RESERVED_NAMES.has(name)) return undefined;
  return { encoded, name, value: value[2], path: "" };
}

interface Walk {
  byDigest: ReadonlyMap<string, Disclosure>;
  seen: Set<string>;
  found: Disclosure[];
  hidden: Record<string, number>;
}

/** Follows every digest of a value, and those of what it discloses. A digest cannot stand within its own disclosure, so this ends. */
function visit(value: unknown, path: string, walk: Walk): PartsFailure | undefined {
  if (path.length > PATH_CHARS_MAX) return "not_an_sd_jwt";
  if (Array.isArray(value)) return visitArray(value, path, walk);
  if (!isObject(value)) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (name === "_sd_alg" && path === "") continue;
    if (name !== "_sd" && RESERVED_NAMES.has(name)) return "not_an_sd_jwt";
    const failure = name === "_sd" ? visitDigests(value, path, walk) : visit(member, join(path, name), walk);
    if (failure) return failure;
  }
  return undefined;
}

function visitDigests(object: JsonObject, path: string, walk: Walk): PartsFailure | undefined {
  const digests = object._sd;
  if (!Array.isArray(digests)) return "not_an_sd_jwt";
  const names = new Set(Object.keys(object));
  for (const digest of digests) {
    const disclosure = take(digest, path, walk);
    if (typeof disclosure === "string") return disclosure;
    if (disclosure === undefined) continue;
    const { name } = disclosure;
    if (name === undefined) return "disclosure_foreign";
    if (names.has(name) || (path === "" && NEVER_DISCLOSED.has(name))) return "claim_doubled";
    names.add(name);
    disclosure.path = join(path, name);
    const failure = visit(disclosure.value, disclosure.path, walk);
    if (failure) return failure;
  }
  return undefined;
}

function visitArray(items: unknown[], path: string, walk: Walk): PartsFailure | undefined {
  for (const [at, item] of items.entries()) {
    const place = join(path, String(at));
    if (!isObject(item) || !Object.hasOwn(item, "...")) {
      const failure = visit(item, place, walk);
      if (failure) return failure;
      continue;
    }
    const disclosure = Object.keys(item).length === 1 ? take(item["..."], path, walk) : "not_an_sd_jwt";
    if (typeof disclosure === "string") return disclosure;
    if (disclosure === undefined) continue;
    if (disclosure.name !== undefined) return "disclosure_foreign";
    disclosure.path = place;
    const failure = visit(disclosure.value, place, walk);
    if (failure) return failure;
  }
  return undefined;
}

/** The disclosure of a digest; undefined where it is not there, which is counted. */
function take(digest: unknown, path: string, walk: Walk): Disclosure | PartsFailure | undefined {
  if (typeof digest !== "string" || !DIGEST.test(digest)) return "not_an_sd_jwt";
  if (walk.seen.has(digest)) return "digest_doubled";
  walk.seen.add(digest);
  const disclosure = walk.byDigest.get(digest);
  if (disclosure === undefined) {
    // A stranger names the places.
    const before = Object.hasOwn(walk.hidden, path) ? (walk.hidden[path] ?? 0) : 0;
    walk.hidden[path] = before + 1;
  } else walk.found.push(disclosure);
  return disclosure;
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
