/**
 * A Token Status List as JWT (draft-ietf-oauth-status-list) of two bits an entry, which wallets ask for. Read by code of our own with a bound
 * on what it unpacks to; made by sign-token-status-list.ts.
 */
import { utf8 } from "#lib/core/text/bytes.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { fromBase64Url, textOfBase64Url } from "./base64url.ts";
import { unpack } from "./deflate.ts";
import { verifyEs256 } from "./es256.ts";
import type { StatusListFailure } from "./status-list.ts";

/** What an entry's value means (section 7.1; 3 is for applications to define). */
export const TOKEN_STATUSES = ["valid", "revoked", "suspended", "superseded"] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];
export const BITS_AN_ENTRY = 2;
export const TOKEN_LIST_TYPE = "statuslist+jwt";

const BITS_A_BYTE = 8;
export const ENTRIES_A_BYTE: number = BITS_A_BYTE / BITS_AN_ENTRY;
const ENTRY_MASK = 2 ** BITS_AN_ENTRY - 1;
const JWT_CHARS_MAX = 8 * 1024 * 1024;
const LIST_BYTES_MAX = 4 * 1024 * 1024;
const DEPTH_MAX = 4;
const MS_A_SECOND = 1000;
/** Clocks differ. */
const CLOCK_TOLERANCE_SECONDS = 300;

export type CheckedTokenList =
  | {
      ok: true;
      /** 0 to 3 (TOKEN_STATUSES); undefined where the list has no such entry. */
      valueAt: (index: number) => number | undefined;
    }
  | { ok: false; failure: Exclude<StatusListFailure, "wrong_purpose"> };

type JsonObject = Readonly<Record<string, unknown>>;
type Parts = { header: JsonObject; payload: JsonObject; data: string; signature: Uint8Array };

/**
 * @param input.keyOf the P-256 point of a DID URL; undefined where it is nobody's
 * @param input.issuer DID of the certificate's issuer: the list's key has to be its
 * @param input.address by which the certificate names the list
 */
export async function checkTokenStatusList(input: {
  jwt: string;
  keyOf: (kid: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;
  issuer: string;
  address: string;
  now: Date;
}): Promise<CheckedTokenList> {
  const { issuer, address, now } = input;
  const parts = readJwt(input.jwt);
  if (parts === undefined) return { ok: false, failure: "malformed" };
  const { header, payload, data, signature } = parts;
  const { kid } = header;
  if (typeof kid !== "string" || kid.split("#", 1)[0] !== issuer) return { ok: false, failure: "foreign" };
  const publicKey = await input.keyOf(kid);
  if (publicKey === undefined) return { ok: false, failure: "key_unknown" };
  if (!(await verifyEs256({ data: utf8(data), signature, publicKey }))) return { ok: false, failure: "unsigned" };
  if (payload.sub !== address) return { ok: false, failure: "foreign" };
  const { iat, exp } = payload;
  if (!isSeconds(iat) || !isSeconds(exp)) return { ok: false, failure: "malformed" };
  const seconds = now.getTime() / MS_A_SECOND;
  if (exp <= seconds || iat > seconds + CLOCK_TOLERANCE_SECONDS) return { ok: false, failure: "stale" };
  const list = await readList(payload.status_list);
  return list === undefined
    ? { ok: false, failure: "malformed" }
    : { ok: true, valueAt: (index) => valueAt(list, index) };
}

/** A JWT of this type, signed by ES256, by its form; nothing has been verified. */
function readJwt(jwt: string): Parts | undefined {
  if (jwt.length > JWT_CHARS_MAX) return undefined;
  const [head, body, encoded, ...more] = jwt.split(".");
  if (head === undefined || body === undefined || encoded === undefined || more.length > 0) return undefined;
  const [header, payload, signature] = [readObject(head), readObject(body), fromBase64Url(encoded)];
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  if (header.typ !== TOKEN_LIST_TYPE || header.alg !== "ES256" || header.crit !== undefined) return undefined;
  return { header, payload, data: `${head}.${body}`, signature };
}

function readObject(encoded: string): JsonObject | undefined {
  const text = textOfBase64Url(encoded);
  if (text === undefined || !isNestedAtMost(text, DEPTH_MAX)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && repeatedMember(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a list of two bits an entry (section 4.2). */
export async function readList(value: unknown): Promise<Uint8Array | undefined> {
  if (!isObject(value) || value.bits !== BITS_AN_ENTRY || typeof value.lst !== "string") return undefined;
  const packed = fromBase64Url(value.lst);
  return packed && (await unpack(packed, "deflate", LIST_BYTES_MAX));
}

/** The first entry in the right-most bits. */
export function valueAt(list: Uint8Array, index: number): number | undefined {
  if (!Number.isInteger(index) || index < 0) return undefined;
  const byte = list[Math.floor(index / ENTRIES_A_BYTE)];
  return byte === undefined ? undefined : (byte >> ((index % ENTRIES_A_BYTE) * BITS_AN_ENTRY)) & ENTRY_MASK;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isSeconds = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
