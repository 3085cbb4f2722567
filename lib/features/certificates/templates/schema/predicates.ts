/** What a template has the issuer compute from fields, so that a holder can prove it without the field's value. */
import { z } from "zod";
import { isPredicateValue, PREDICATE_KINDS, type PredicateKind, predicateName } from "#lib/credentials/predicates.ts";
import type { FieldType, PredicateRule, TemplateField } from "../types.ts";

export const PREDICATES_MAX = 20;

/** Which kinds a field of a type has; none of text and choices. */
export const KINDS_OF_TYPE: Readonly<Record<FieldType, readonly PredicateKind[]>> = {
  ...{ text: [], choice: [] },
  number: ["gte", "lte"],
  date: ["over", "in"],
};

const rule = z
  .strictObject({
    field: z.string(),
    kind: z.enum(PREDICATE_KINDS),
    value: z.string(),
    until: z.string().optional(),
  })
  .refine(({ kind, value }) => isPredicateValue(kind, value), { path: ["value"], error: "predicate value" })
  .refine(({ kind, until }) => until === undefined || kind === "in", { path: ["until"], error: "predicate until" });

export const predicatesSchema = z
  .array(rule)
  .max(PREDICATES_MAX)
  .refine((rules) => new Set(rules.map(predicateName)).size === rules.length, "distinct predicates");

/** Whether the fields that a rule is about are there, and of a type that has such rules. */
export function isAboutFields({ field, kind, until }: PredicateRule, fields: readonly TemplateField[]): boolean {
  const typeOf = (name: string) => fields.find((each) => each.name === name)?.type;
  const type = typeOf(field);
  const suits = type !== undefined && KINDS_OF_TYPE[type].includes(kind);
  return suits && (until === undefined || typeOf(until) === "date");
}
