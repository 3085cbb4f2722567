/** What a person types or a spreadsheet holds, as a value of an own field in its one form. */
import { type OwnField, readOwnFields } from "#lib/core/claim/own-fields.ts";
import type { FieldDefinition } from "../types.ts";

/** Year, month, day: as in ISO 8601, with other marks between, or in Chinese. A day before a month is a guess, and nobody's here. */
const DAY = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?$/;
/** On the clock of whoever types it. */
const CLOCK = /^(.+?)(?:T| +)(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
/** Commas between thousands and nowhere else: one that may be a decimal comma is not guessed. */
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const MONEY_MARKS = /^[¥$€£]\s*|\s*元$/g;

/** undefined: the text is no value of the field's type. An empty one is none of any. */
export function readFieldValue({ type, currency }: Pick<FieldDefinition, "type" | "currency">, text: string) {
  const value = INPUT[type](text.normalize("NFKC").trim(), { currency, typed: text.normalize("NFC").trim() });
  const field: OwnField | undefined =
    value === undefined ? undefined : { type, value, ...(type === "amount" && currency ? { currency } : {}) };
  return field && readOwnFields({ value: field })?.value;
}

type Typed = { currency: string | undefined; typed: string };
const INPUT: Record<OwnField["type"], (text: string, typed: Typed) => string | undefined> = {
  // Full-width letters are another text, and stay what was typed.
  text: (_, { typed }) => typed,
  number: ungrouped,
  amount: (text, { currency = "" }) => ungrouped(bare(text, currency)),
  date: readDay,
  time: readTime,
};

function bare(text: string, currency: string): string {
  const marked = currency && text.toUpperCase().startsWith(currency) ? text.slice(currency.length).trim() : text;
  const unmarked = currency && marked.toUpperCase().endsWith(currency) ? marked.slice(0, -currency.length) : marked;
  return unmarked.trim().replaceAll(MONEY_MARKS, "");
}

function ungrouped(text: string): string {
  return GROUPED.test(text) ? text.replaceAll(",", "") : text;
}

function readDay(text: string): string | undefined {
  const [, year, month = "", day = ""] = DAY.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function readTime(text: string): string | undefined {
  if (INSTANT.test(text)) return isoOf(new Date(text));
  const [, date = "", hour = "", minute, second = "00"] = CLOCK.exec(text) ?? [];
  const day = readDay(date);
  return day && isoOf(new Date(`${day}T${hour.padStart(2, "0")}:${minute}:${second}`));
}

function isoOf(time: Date): string | undefined {
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
