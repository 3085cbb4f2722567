/**
 * SD-JWTs (RFC 9901) checked and presented, in Node and in browsers: the library of the field unpacks and verifies, behind our reader.
 * Its credentials' class is not used here: it would go to the network for a status list, and the status is another step.
 */
import { SDJwtInstance } from "@sd-jwt/core";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { fromBase64Url } from "./base64url.ts";
import { verifyEs256 } from "./es256.ts";
import { type Disclosure, type JsonObject, type PartsFailure, readSdJwt, type SdJwtParts } from "./sd-jwt-parts.ts";

/** SD-JWT VC section 3.2.1; the second one is what drafts before 2024-11 said. */
export const SD_JWT_TYPES = ["dc+sd-jwt", "vc+sd-jwt"] as const;
export const SD_JWT_HASH = "sha-256";
const REQUIRED_CLAIMS = ["iss", "vct", "iat"] as const;
/** Times are judged here, not by the library, which throws for one outside: an expired credential still has content. */
const ANY_TIME_SECONDS = Number.MAX_SAFE_INTEGER;

export type SdJwtFailure =
  | PartsFailure
  /** Another kind of JWT. */
  | "type_unknown"
  /** Anything but ES256, above all none. */
  | "algorithm_unsupported"
  /** Digests by another hash than SHA-256. */
  | "hash_unsupported"
  /** A claim that must be there is not, or is not of its type. */
  | "claims_malformed"
  /** Nobody knows the key that it names. */
  | "key_unknown"
  | "signature_wrong";

/** What is checked about time; content is genuine either way. */
export type SdJwtPeriod = "current" | "not_yet_valid" | "expired";

export interface VerifiedSdJwt {
  header: JsonObject;
  /** Claims that everybody sees and those disclosed, unpacked. */
  claims: JsonObject & { iss: string; vct: string; iat: number };
  /** "fields.score" … */
  disclosed: string[];
  /** How many are not disclosed, by where they stand: `{ fields: 2 }`. */
  hidden: Record<string, number>;
  period: SdJwtPeriod;
  /** Whether a key-binding JWT came with it: it needs the verifier's own nonce, and is not judged here. */
  keyBinding: boolean;
}

export type SdJwtResult = ({ ok: true } & VerifiedSdJwt) | { ok: false; failure: SdJwtFailure };

/** The public key (P-256, a point) that a header names, out of what the caller trusts of that issuer; undefined where it has none. */
export type SdJwtKeyOf = (named: { iss: string; kid: string | undefined }) => Promise<Uint8Array | undefined>;

/** @param input.now milliseconds since 1970 */
export async function verifySdJwt(input: { text: string; keyOf: SdJwtKeyOf; now: number }): Promise<SdJwtResult> {
  const parts = readSdJwt(input.text);
  if (typeof parts === "string") return { ok: false, failure: parts };
  const failure = formFailure(parts);
  if (failure) return { ok: false, failure };
  const kid = parts.header.kid;
  const iss = String(parts.payload.iss);
  const key = await input.keyOf({ iss, kid: typeof kid === "string" ? kid : undefined });
  if (key === undefined) return { ok: false, failure: "key_unknown" };
  const claims = await unpack(parts, key);
  if (claims === undefined) return { ok: false, failure: "signature_wrong" };
  return {
    ok: true,
    header: parts.header,
    claims,
    disclosed: parts.disclosures.map(({ path }) => path),
    hidden: parts.hidden,
    period: periodAt(claims, input.now),
    keyBinding: parts.keyBinding !== "",
  };
}

function formFailure({ header, payload }: SdJwtParts): SdJwtFailure | undefined {
  if (!SD_JWT_TYPES.some((type) => type === header.typ)) return "type_unknown";
  if (header.alg !== "ES256" || header.crit !== undefined) return "algorithm_unsupported";
  if (payload._sd_alg !== undefined && payload._sd_alg !== SD_JWT_HASH) return "hash_unsupported";
  const { iss, vct, iat, nbf, exp } = payload;
  const areText = [iss, vct].every((claim) => typeof claim === "string" && claim.length > 0);
  const areTimes = isSeconds(iat) && [nbf, exp].every((time) => time === undefined || isSeconds(time));
  return areText && areTimes ? undefined : "claims_malformed";
}

/** NumericDate (RFC 7519 section 2), whole or not; the library takes any text for a time and then never expires. */
const isSeconds = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

function periodAt({ iat, nbf, exp }: JsonObject, now: number): SdJwtPeriod {
  const seconds = now / 1000;
  if (isSeconds(exp) && seconds >= exp) return "expired";
  return [iat, nbf].some((time) => isSeconds(time) && Math.floor(time) > seconds) ? "not_yet_valid" : "current";
}

/** Undefined where the signature is not the key's. */
async function unpack(parts: SdJwtParts, publicKey: Uint8Array): Promise<VerifiedSdJwt["claims"] | undefined> {
  const library = new SDJwtInstance({
    hasher,
    verifier: (data: string, encoded: string) => {
      const signature = fromBase64Url(encoded);
      return signature ? verifyEs256({ data: utf8(data), signature, publicKey }) : false;
    },
  });
  try {
    const options = { requiredClaimKeys: [...REQUIRED_CLAIMS], skewSeconds: ANY_TIME_SECONDS };
    return (await library.verify(joined(parts.jwt, parts.disclosures), options)).payload as VerifiedSdJwt["claims"];
  } catch {
    // Shape, types and claims were judged before: what is left is the signature.
    return undefined;
  }
}

/** As the library wants it; ours reads no other one. */
export const hasher = (data: string | ArrayBuffer): Uint8Array =>
  sha256(typeof data === "string" ? utf8(data) : new Uint8Array(data));

const joined = (jwt: string, disclosures: readonly Disclosure[]) =>
  [jwt, ...disclosures.map(({ encoded }) => encoded), ""].join("~");

/** What may be disclosed: "fields.score" …, as issued. Throws for what is no SD-JWT: it is one of ours. */
export function disclosableNames(sdJwt: string): string[] {
  return disclosuresOf(sdJwt).map(({ name }) => name);
}

/** The same with what each discloses. Nothing of it has been verified. */
export function disclosuresOf(sdJwt: string): { name: string; value: unknown }[] {
  return own(sdJwt).disclosures.map(({ path, value }) => ({ name: path, value }));
}

/**
 * A presentation that holds the named disclosures and no other one; without names, none. The library's own call without a frame
 * discloses everything, and one for a name that it does not know, silently nothing.
 *
 * @param names "fields.score" …; an unknown one is an error
 */
export function presentSdJwt(sdJwt: string, names: readonly string[]): string {
  const { jwt, disclosures } = own(sdJwt);
  const wanted = new Set(names);
  const chosen = disclosures.filter(({ path }) => wanted.has(path));
  if (chosen.length !== wanted.size) throw new Error("SD-JWT: a name is not among its disclosures");
  return joined(jwt, chosen);
}

function own(sdJwt: string): SdJwtParts {
  const parts = readSdJwt(sdJwt);
  if (typeof parts === "string") throw new Error(`no SD-JWT of ours: ${parts}`);
  return parts;
}
