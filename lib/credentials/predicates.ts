/**
 * Predicates: what the issuer computed from a field when it issued, so that a holder can prove it without the field's value.
 * "score at least 90" is `score_gte.90`, "over 18" of a date of birth `birth_date_over.18`, "member in 2026" `member_since_in.2026`.
 */

export const PREDICATE_KINDS = ["gte", "lte", "over", "in"] as const;
export type PredicateKind = (typeof PREDICATE_KINDS)[number];

export interface PredicateRule {
  field: string;
  /** `gte` and `lte` of a number, `over` (years complete on the day of issue) and `in` (a year) of a date. */
  kind: PredicateKind;
  /** Of `over` and `in` whole years; a number's may be negative and have decimals: "59.5". */
  value: string;
  /** Of `in`: the field with the last day, where the first is not the only one. No date there: it did not end by the day of issue. */
  until?: string;
}

const FIELD = "[a-z0-9_-]{1,64}";
const NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?$/;
const YEARS = /^(?:0|[1-9][0-9]{0,3})$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const NAME = new RegExp(`^(${FIELD})_(gte|lte|over|in)\\.(.+)$`);

export function predicateName({ field, kind, value }: PredicateRule): string {
  return `${field}_${kind}.${value}`;
}

/** The rule that a name stands for, its `until` aside; undefined for what is none. */
export function readPredicateName(name: string): PredicateRule | undefined {
  const [, field = "", kind = "", value = ""] = NAME.exec(name) ?? [];
  const rule = { field, kind: kind as PredicateKind, value };
  return field !== "" && isPredicateValue(rule.kind, value) ? rule : undefined;
}

export function isPredicateValue(kind: PredicateKind, value: string): boolean {
  return (kind === "over" || kind === "in" ? YEARS : NUMBER).test(value);
}

/**
 * Each rule's answer by its name. One whose field is empty, or holds no number or date that exists, has none: nothing is said about it.
 *
 * @param issuedOn `YYYY-MM-DD`: a person's years are those on that day
 */
export function predicatesOf(
  rules: readonly PredicateRule[],
  values: Readonly<Record<string, string>>,
  issuedOn: string,
): Record<string, boolean> {
  const answers = rules.map((rule) => [predicateName(rule), answer(rule, values, issuedOn)] as const);
  return Object.fromEntries(answers.filter((pair): pair is readonly [string, boolean] => pair[1] !== undefined));
}

function answer(rule: PredicateRule, values: Readonly<Record<string, string>>, issuedOn: string): boolean | undefined {
  const value = filled(values, rule.field);
  if (value === undefined || !isPredicateValue(rule.kind, rule.value)) return undefined;
  if (rule.kind === "over")
    return isDate(value) && isDate(issuedOn) ? yearsBetween(value, issuedOn) >= Number(rule.value) : undefined;
  if (rule.kind === "in") return isWithin(rule, value, { values, issuedOn });
  if (!NUMBER.test(value)) return undefined;
  const order = compareDecimals(value, rule.value);
  return rule.kind === "gte" ? order >= 0 : order <= 0;
}

const filled = (values: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(values, name) && values[name] !== "" ? values[name] : undefined;

function isWithin(
  { until, value: year }: PredicateRule,
  first: string,
  given: { values: Readonly<Record<string, string>>; issuedOn: string },
): boolean | undefined {
  const last = until === undefined ? first : (filled(given.values, until) ?? given.issuedOn);
  if (!isDate(first) || !isDate(last)) return undefined;
  return Number(first.slice(0, 4)) <= Number(year) && Number(year) <= Number(last.slice(0, 4));
}

/** A day of the calendar. */
function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return year !== "" && date.toISOString().slice(0, 10) === text;
}

/** Whole years; who was born on 29 February completes one on 1 March where there is no such day. */
function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) >= from.slice(5) ? years : years - 1;
}

/** Decimals by their digits: 0.1 and sums of it are no numbers of a computer. */
function compareDecimals(left: string, right: string): number {
  const [a, b] = [scaled(left), scaled(right)];
  return a < b ? -1 : Number(a > b);
}

const DECIMALS = 9;

function scaled(text: string): bigint {
  const [, sign = "", whole = "0", decimals = ""] = /^(-?)([0-9]+)\.?([0-9]*)$/.exec(text) ?? [];
  const digits = BigInt(whole + decimals.padEnd(DECIMALS, "0"));
  return sign === "" ? digits : -digits;
}
