/** Conditions of clauses, fields and values: a closed language of comparisons, in Node and in browsers alike. */
import { z } from "zod";
import {
  COMPARISONS,
  type Comparison,
  type Condition,
  type ContractTemplateDocument,
  type ContractValue,
  type StatedValues,
} from "../types.ts";

const COMPARISONS_MAX = 8;
const THAN_CHARS_MAX = 256;
const WITHOUT_OTHER: readonly string[] = ["given", "absent"];

const comparison = z
  .strictObject({
    value: z.string().max(40),
    is: z.enum(COMPARISONS),
    than: z.string().max(THAN_CHARS_MAX).optional(),
  })
  .refine(({ is, than }) => WITHOUT_OTHER.includes(is) === (than === undefined), { path: ["than"], error: "than" });
const several = z.array(comparison).min(1).max(COMPARISONS_MAX);

export const conditionSchema: z.ZodType<Condition> = z.union([
  z.strictObject({ all: several }),
  z.strictObject({ any: several }),
  comparison,
]);

export function comparisonsOf(condition: Condition | undefined): readonly Comparison[] {
  if (condition === undefined) return [];
  if ("all" in condition) return condition.all;
  return "any" in condition ? condition.any : [condition];
}

/** Whether a comparison asks what a value of its kind can answer. @param values those that stand before */
export function isAnswerable({ value: name, is, than }: Comparison, values: readonly ContractValue[]): boolean {
  const value = values.find((each) => each.name === name);
  if (value === undefined) return false;
  if (is === "greater" || is === "less")
    return (value.kind === "amount" || value.kind === "date") && isSpelled(value, than);
  return than === undefined || isSpelled(value, than);
}

const AMOUNT = /^(?:0|[1-9]\d{0,14})\.\d{2}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function isSpelled(value: ContractValue, text = ""): boolean {
  if (value.kind === "amount") return AMOUNT.test(text);
  if (value.kind === "date") return DATE.test(text);
  return value.kind === "text" || value.options.includes(text);
}

/** Whether something under this condition is there. */
export function holds(
  condition: Condition | undefined,
  { values, stated }: { values: readonly ContractValue[]; stated: StatedValues },
): boolean {
  if (condition === undefined) return true;
  const each = (one: Comparison): boolean => compare(one, { values, stated });
  if ("all" in condition) return condition.all.every(each);
  return "any" in condition ? condition.any.some(each) : each(condition);
}

function compare(
  { value: name, is, than = "" }: Comparison,
  { values, stated }: { values: readonly ContractValue[]; stated: StatedValues },
): boolean {
  const found = Object.hasOwn(stated, name) ? stated[name] : undefined;
  if (is === "given" || is === "absent") return (found !== undefined) === (is === "given");
  if (is === "unequal") return found !== than;
  if (found === undefined) return false;
  if (is === "equal") return found === than;
  const order = values.find((each) => each.name === name)?.kind === "amount" ? inCents(found) - inCents(than) : 0n;
  if (order !== 0n) return is === "greater" ? order > 0n : order < 0n;
  // Dates in this spelling are in order as texts are; equal amounts are neither.
  return DATE.test(found) && (is === "greater" ? found > than : found < than);
}

/** @param amount with two places after the point */
export const inCents = (amount: string): bigint => BigInt(amount.replace(".", ""));

/** The same with everything there, whatever is stated. */
export function unconditional(document: ContractTemplateDocument): ContractTemplateDocument {
  const bare = <Part extends { when?: Condition | undefined }>({ when: _, ...part }: Part) => part as Part;
  const { body } = document;
  if (body.kind === "pdf") {
    return { ...document, body: { ...body, prints: body.prints.map(bare), fields: body.fields.map(bare) } };
  }
  const clauses = body.clauses.map((clause) => ({ ...bare(clause), blocks: clause.blocks.map(bare) }));
  return { ...document, body: { ...body, clauses } };
}
