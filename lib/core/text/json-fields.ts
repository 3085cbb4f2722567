/**
 * Strict reading of parsed JSON: exactly the named members, each in its one form. Only own members are looked at, so a member called
 * `__proto__` or `constructor` is an unknown field and nothing more.
 */
import { fromBase64 } from "./bytes.ts";

export type Fields = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;

/** The members of an object that has all of `required`, some of `optional` and nothing else; undefined otherwise. */
export function readFields(
  value: unknown,
  required: readonly string[],
  optional: readonly string[],
): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  if (!keys.every((key) => required.includes(key) || optional.includes(key))) return undefined;
  if (!required.every((key) => Object.hasOwn(value, key))) return undefined;
  const fields: Fields = Object.create(null);
  for (const [key, member] of Object.entries(value)) fields[key] = member;
  return fields;
}

/** UUID of any version, lower case (RFC 9562). */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** UUID version 7, lower case (RFC 9562 section 5.7). */
export function isUuidV7(value: unknown): value is string {
  return typeof value === "string" && UUID_V7.test(value);
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, a time that exists. */
export function isTime(value: unknown): value is string {
  if (typeof value !== "string" || !TIME.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

/** One non-empty line: well-formed, no control characters, at most `charsMax` UTF-16 code units. */
export function isLine(value: unknown, charsMax: number): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= charsMax &&
    value.isWellFormed() &&
    !/[\p{Cc}\u2028\u2029]/u.test(value)
  );
}

/** Canonical base64 of exactly so many bytes. */
export function isBase64Of(value: unknown, length: number): value is string {
  return typeof value === "string" && value.length <= 4 * Math.ceil(length / 3) && fromBase64(value)?.length === length;
}
