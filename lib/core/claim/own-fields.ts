/** Fields of the submitter's own in private details: by name, each of a type, its value a text in the one form of that type. */
import { isLine, isTime, readFields } from "../text/json-fields.ts";

export const FIELD_TYPES = ["text", "number", "amount", "date", "time"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
/** `currency` of an amount alone: three capital letters, as in ISO 4217. */
export type OwnField = { type: FieldType; value: string; currency?: string };
export type OwnFields = { readonly [name: string]: OwnField };

export const OWN_FIELDS_MAX = 32;
/** UTF-16 code units. */
export const FIELD_NAME_CHARS_MAX = 64;
export const FIELD_VALUE_CHARS_MAX = 256;
/** No second spelling of a number: neither `+`, nor zeros in front, nor `-0`. */
const NUMBER = /^(?!-0(?:\.0+)?$)-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,18})?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const CURRENCY = /^[A-Z]{3}$/;

/** At least one and at most 32 fields; undefined for anything else. */
export function readOwnFields(value: unknown): OwnFields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.length > OWN_FIELDS_MAX) return undefined;
  const read = entries.map(([name, field]) => [name, readOwnField(field)] as const);
  if (!read.every(([name, field]) => isLine(name, FIELD_NAME_CHARS_MAX) && field !== undefined)) return undefined;
  // Without a prototype, so that a field of whatever name is a field.
  return Object.assign(Object.create(null), Object.fromEntries(read));
}

function readOwnField(value: unknown): OwnField | undefined {
  const fields = readFields(value, ["type", "value"], ["currency"]);
  const type = FIELD_TYPES.find((each) => each === fields?.type);
  if (fields === undefined || type === undefined || !isValue(type, fields.value)) return undefined;
  const { currency } = fields;
  if (type !== "amount") return currency === undefined ? { type, value: fields.value } : undefined;
  return typeof currency === "string" && CURRENCY.test(currency) ? { type, value: fields.value, currency } : undefined;
}

function isValue(type: FieldType, value: unknown): value is string {
  if (!isLine(value, FIELD_VALUE_CHARS_MAX)) return false;
  if (type === "text") return true;
  if (type === "date") return DATE.test(value) && isTime(`${value}T00:00:00.000Z`);
  return type === "time" ? isTime(value) : NUMBER.test(value);
}
