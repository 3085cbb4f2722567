/** What a certificate's SD-JWT states, read out of claims that verified: each claim there in its one form, or it is none of ours. */
import { isLine, isUuidV7 } from "#lib/core/text/json-fields.ts";
import { isObject, type JsonObject } from "./sd-jwt-parts.ts";

const MS_A_SECOND = 1000;
const ADDRESS_CHARS_MAX = 500;
const TITLE_CHARS_MAX = 500;
const VALUE_CHARS_MAX = 10_000;
/** The last second of the year 9999. */
const SECONDS_MAX = 253_402_300_799;

export interface CertificateClaims {
  certificateId: string;
  /** `https://HOST/issuers/SLUG` */
  issuer: string;
  issuerName: string;
  title: string;
  vct: string;
  /** RFC 3339, of a whole second. */
  issuedAt: string;
  validUntil?: string;
  /** Its entry in the token status list. */
  status: { uri: string; index: number };
  /** Those disclosed, by name. */
  fields: Record<string, string>;
  predicates: Record<string, boolean>;
}

/** @param claims as `verifySdJwt` gives them. @returns undefined where it is no certificate's */
export function readCertificateClaims(claims: JsonObject): CertificateClaims | undefined {
  const { certificate_id: certificateId, iss, issuer_name: issuerName, title, vct, iat, exp } = claims;
  const status = readStatus(claims.status);
  const fields = readGroup(claims.fields, isValue);
  const predicates = readGroup(claims.predicates, (value) => typeof value === "boolean");
  if (!isUuidV7(certificateId) || !status || !fields || !predicates) return undefined;
  if (!isLine(iss, ADDRESS_CHARS_MAX) || !isLine(vct, ADDRESS_CHARS_MAX)) return undefined;
  if (!isLine(issuerName, TITLE_CHARS_MAX) || !isLine(title, TITLE_CHARS_MAX)) return undefined;
  const [issuedAt, validUntil] = [timeOf(iat), exp === undefined ? undefined : timeOf(exp)];
  if (issuedAt === undefined || (exp !== undefined && validUntil === undefined)) return undefined;
  return {
    certificateId,
    issuer: iss,
    issuerName,
    title,
    vct,
    issuedAt,
    ...(validUntil !== undefined && { validUntil }),
    status,
    fields: fields as Record<string, string>,
    predicates: predicates as Record<string, boolean>,
  };
}

const isValue = (value: unknown) =>
  typeof value === "string" && value.length <= VALUE_CHARS_MAX && value.isWellFormed();

/** Without any member disclosed, a group is an empty object or not there. */
function readGroup(value: unknown, isMember: (member: unknown) => boolean): JsonObject | undefined {
  if (value === undefined) return {};
  return isObject(value) && Object.values(value).every(isMember) ? value : undefined;
}

function readStatus(value: unknown): CertificateClaims["status"] | undefined {
  const list = isObject(value) ? value.status_list : undefined;
  if (!isObject(list) || !isLine(list.uri, ADDRESS_CHARS_MAX)) return undefined;
  const index = list.idx;
  return Number.isSafeInteger(index) && Number(index) >= 0 ? { uri: list.uri, index: Number(index) } : undefined;
}

function timeOf(seconds: unknown): string | undefined {
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= SECONDS_MAX)) return undefined;
  return new Date(Math.floor(seconds) * MS_A_SECOND).toISOString();
}
