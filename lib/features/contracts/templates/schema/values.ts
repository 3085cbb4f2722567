/** What a sender states of a contract, read strictly, in Node and in browsers alike. */
import { isLine } from "#lib/core/text/json-fields.ts";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import type { ContractValue, StatedValues } from "../types.ts";
import { holds, inCents } from "./conditions.ts";

/** As long as an own field of a record is at most. */
export const VALUE_CHARS_MAX = 256;

export const VALUE_FAULTS = [
  "missing",
  "unknown",
  "not_asked",
  "not_a_line",
  "too_long",
  "mask",
  "not_amount",
  "too_small",
  "too_great",
  "not_date",
  "too_early",
  "too_late",
  "not_option",
] as const;
export type ValueFault = (typeof VALUE_FAULTS)[number];

export interface RefusedValue {
  /** Name of the value. */
  value: string;
  /** As the sender is asked for it; its name where it is none of the template's. */
  label: string;
  fault: ValueFault;
  /** What it was held to: a length, an amount, a date, a mask, the options. */
  limit: string;
}

const AMOUNT = /^(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?$/;
const DATE = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

/** All values that a template asks for under what is stated, in their one spelling; and everything that is wrong with what was given. */
export function readValues(
  values: readonly ContractValue[],
  given: Readonly<Record<string, string>>,
): { stated: StatedValues; refused: RefusedValue[] } {
  const stated: Record<string, string> = Object.create(null);
  const refused: RefusedValue[] = [];
  for (const name of Object.keys(given)) {
    if (values.some((value) => value.name === name)) continue;
    refused.push({ value: name, label: name, fault: "unknown", limit: "" });
  }
  for (const value of values) {
    const { name, label, required } = value;
    const text = (Object.hasOwn(given, name) ? (given[name] ?? "") : "").normalize("NFC").trim();
    const isAsked = holds(value.when, { values, stated });
    if (text === "") {
      if (isAsked && required) refused.push({ value: name, label, fault: "missing", limit: "" });
      continue;
    }
    const read = isAsked ? readValue(value, text) : ({ fault: "not_asked", limit: "" } as const);
    if (typeof read === "string") stated[name] = read;
    else refused.push({ value: name, label, ...read });
  }
  return { stated, refused };
}

type Read = string | { fault: ValueFault; limit: string };

function readValue(value: ContractValue, text: string): Read {
  switch (value.kind) {
    case "text":
      return readText(value, text);
    case "amount":
      return readAmount(value, text);
    case "date":
      return readDate(value, text);
    case "choice":
      return value.options.includes(text) ? text : { fault: "not_option", limit: value.options.join(", ") };
  }
}

function readText({ charsMax = VALUE_CHARS_MAX, mask }: Extract<ContractValue, { kind: "text" }>, text: string): Read {
  if (text.length > charsMax) return { fault: "too_long", limit: String(charsMax) };
  if (!isLine(text, charsMax) || hasHiddenCharacters(text)) return { fault: "not_a_line", limit: "" };
  return mask === undefined || fits(text, mask) ? text : { fault: "mask", limit: mask };
}

const MASKS: Readonly<Record<string, RegExp>> = { "9": /^[0-9]$/, A: /^[A-Z]$/, "*": /^[0-9A-Z]$/ };

function fits(text: string, mask: string): boolean {
  const [characters, wanted] = [Array.from(text), Array.from(mask)];
  return (
    characters.length === wanted.length &&
    wanted.every((sign, at) => MASKS[sign]?.test(characters[at] ?? "") ?? sign === characters[at])
  );
}

function readAmount({ min, max }: Extract<ContractValue, { kind: "amount" }>, text: string): Read {
  const [, whole, places = ""] = AMOUNT.exec(text.normalize("NFKC").replace(/\s/gu, "")) ?? [];
  if (whole === undefined) return { fault: "not_amount", limit: "" };
  const amount = `${BigInt(whole.replaceAll(",", ""))}.${places.padEnd(2, "0")}`;
  if (min !== undefined && inCents(amount) < inCents(min)) return { fault: "too_small", limit: min };
  if (max !== undefined && inCents(amount) > inCents(max)) return { fault: "too_great", limit: max };
  return amount;
}

function readDate({ from, until }: Extract<ContractValue, { kind: "date" }>, text: string): Read {
  const [, year = "", month = "", day = ""] = DATE.exec(text.normalize("NFKC")) ?? [];
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const time = new Date(`${date}T00:00:00.000Z`);
  const isThere = year !== "" && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
  if (!isThere) return { fault: "not_date", limit: "" };
  if (from !== undefined && date < from) return { fault: "too_early", limit: from };
  if (until !== undefined && date > until) return { fault: "too_late", limit: until };
  return date;
}
