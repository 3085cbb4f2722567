/** Fields of an event against what its type asks of them. */
import type { OwnField, OwnFields } from "../core/claim/own-fields.ts";
import { compareDecimals } from "./decimals.ts";
import type { Field } from "./procedure.ts";

export type FieldRule =
  | "field_missing"
  | "field_unknown"
  | "field_type"
  | "field_out_of_range"
  | "field_not_offered"
  | "field_currency";

/** The first field that is not as asked for; undefined: all are. */
export function wrongField(asked: readonly Field[], given: OwnFields): { rule: FieldRule; field: string } | undefined {
  for (const field of asked) {
    const rule = ruleBroken(field, Object.hasOwn(given, field.name) ? given[field.name] : undefined);
    if (rule) return { rule, field: field.name };
  }
  const unknown = Object.keys(given).find((name) => !asked.some((field) => field.name === name));
  return unknown === undefined ? undefined : { rule: "field_unknown", field: unknown };
}

function ruleBroken(asked: Field, given: OwnField | undefined): FieldRule | undefined {
  if (given === undefined) return asked.optional ? undefined : "field_missing";
  if (given.type !== asked.type) return "field_type";
  if (asked.currency !== undefined && given.currency !== asked.currency) return "field_currency";
  if (asked.oneOf && !asked.oneOf.includes(given.value)) return "field_not_offered";
  const isBelow = asked.least !== undefined && compareValues(asked.type, given.value, asked.least) < 0;
  const isAbove = asked.most !== undefined && compareValues(asked.type, given.value, asked.most) > 0;
  return isBelow || isAbove ? "field_out_of_range" : undefined;
}

/** Order of two values of a type other than text. Dates and times have one spelling, whose order as text is theirs. */
export function compareValues(type: Field["type"], one: string, other: string): number {
  if (type === "number" || type === "amount") return compareDecimals(one, other);
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
