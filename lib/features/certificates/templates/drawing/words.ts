/** What the texts of a template say with one certificate's values in them. */
import type { Text } from "#lib/pdf/text.ts";
import { type DateForm, partsOf } from "../schema/placeholders.ts";
import type { CertificateValues, TemplateDocument, TemplateField, TemplateLanguage } from "../types.ts";

/** What is printed besides a holder's values. */
export interface Particulars {
  certificateId: string;
  /** Of its page: ASCII. */
  address: string;
  issuerName: string;
  /** RFC 3339. */
  issuedAt: string;
  validUntil?: string | undefined;
}

/** All that placeholders name, and the fields that say how they are spelt. */
export interface Saying {
  document: TemplateDocument;
  values: CertificateValues;
  particulars: Particulars;
}

const HAN_DIGITS = [..."〇一二三四五六七八九"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

function hanNumber(value: number): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  const ten = tens === 0 ? "" : `${tens === 1 ? "" : HAN_DIGITS[tens]}十`;
  return `${ten}${ones === 0 && tens > 0 ? "" : HAN_DIGITS[ones]}`;
}

/** A day, `YYYY-MM-DD`, as it is printed; anything else as it is. */
export function spellDate(day: string, form: DateForm, language: TemplateLanguage): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return day;
  const [year = "", month, date] = match.slice(1);
  const [m, d] = [Number(month), Number(date)];
  if (form === "numeric") return day;
  if (form === "han")
    return `${Array.from(year, (digit) => HAN_DIGITS[Number(digit)]).join("")}年${hanNumber(m)}月${hanNumber(d)}日`;
  const isChinese = form === "zh-CN" || (form === "long" && language === "zh-CN");
  return isChinese ? `${year}年${m}月${d}日` : `${d} ${MONTHS[m - 1]} ${year}`;
}

/** The day on which an instant falls somewhere. */
export function dayIn(instant: string, timeZone: string): string {
  const spelt = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(new Date(instant));
  return /^\d{4}-\d{2}-\d{2}$/.test(spelt) ? spelt : instant.slice(0, 10);
}

const days = new Map<string, string>();
const DAYS_KEPT_MAX = 1_000;

/** As `dayIn`, of the instants that a batch shares. */
function dayOf(instant: string, timeZone: string): string {
  const key = `${timeZone} ${instant}`;
  const known = days.get(key) ?? dayIn(instant, timeZone);
  if (days.size >= DAYS_KEPT_MAX) days.clear();
  days.set(key, known);
  return known;
}

function formOf(field: TemplateField | undefined, form: string | undefined): DateForm {
  return (form ?? (field?.type === "date" ? field.format : undefined) ?? "long") as DateForm;
}

/** What a placeholder stands for; empty where there is nothing. */
export function saidFor({ name, form }: { name: string; form?: string }, saying: Saying): string {
  const { document, values, particulars } = saying;
  const { timeZone, language } = document;
  const date = (instant: string | undefined) =>
    instant === undefined ? "" : spellDate(dayOf(instant, timeZone), formOf(undefined, form), language);
  switch (name) {
    case "certificate_id":
      return particulars.certificateId;
    case "certificate_address":
      return particulars.address;
    case "issuer_name":
      return particulars.issuerName;
    case "issued_on":
      return date(particulars.issuedAt);
    case "valid_until":
      return date(particulars.validUntil);
    default: {
      const value = Object.hasOwn(values, name) ? (values[name] ?? "") : "";
      const field = document.fields.find((each) => each.name === name);
      return field?.type === "date" ? spellDate(value, formOf(field, form), language) : value;
    }
  }
}

/** A paragraph, and its text for those who copy or hear it. */
export interface Paragraph {
  text: Text;
  plain: string;
}

/**
 * The paragraphs of an element; none where it has placeholders and all of them stand for nothing. What a holder's values say keeps
 * the order of its own script to itself.
 */
export function paragraphsOf(text: string, saying: Saying): Paragraph[] {
  const parts = partsOf(text).map((part) => ("text" in part ? part : { value: saidFor(part, saying) }));
  const values = parts.flatMap((part) => ("value" in part ? [part.value] : []));
  if (values.length > 0 && values.every((value) => value === "")) return [];
  const paragraphs: (string | { isolated: string })[][] = [[]];
  for (const part of parts) {
    if ("value" in part) {
      if (part.value) paragraphs.at(-1)?.push({ isolated: part.value });
      continue;
    }
    const [first = "", ...rest] = part.text.split("\n");
    if (first) paragraphs.at(-1)?.push(first);
    for (const line of rest) paragraphs.push(line ? [line] : []);
  }
  return paragraphs.map((paragraph) => ({
    text: paragraph,
    plain: paragraph.map((part) => (typeof part === "string" ? part : part.isolated)).join(""),
  }));
}
