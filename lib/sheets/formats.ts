/** Number formats (ECMA-376 part 1, 18.8.30 and 18.8.31): which numbers are dates, and how the others are shown. */

export type Format =
  | { kind: "date" | "time" | "datetime" }
  /** `decimals` undefined: as many as there are. */
  | { kind: "number"; decimals: number | undefined; percent: boolean; thousands: boolean };

export const GENERAL: Format = { kind: "number", decimals: undefined, percent: false, thousands: false };

const DATE: Format = { kind: "date" };
const TIME: Format = { kind: "time" };
const DATETIME: Format = { kind: "datetime" };
const fixed = (decimals: number, more: { percent?: boolean; thousands?: boolean } = {}): Format => ({
  kind: "number",
  decimals,
  percent: more.percent ?? false,
  thousands: more.thousands ?? false,
});

/** Those that a file may use by number alone. 27–36 and 50–58 are dates in East Asian programs. */
const BUILT_IN = new Map<number, Format>([
  [1, fixed(0)],
  [2, fixed(2)],
  [3, fixed(0, { thousands: true })],
  [4, fixed(2, { thousands: true })],
  [9, fixed(0, { percent: true })],
  [10, fixed(2, { percent: true })],
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, DATE] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, TIME] as const),
  [22, DATETIME],
]);

/** @param code as the file defines it for this id, if it does */
export function formatOf(id: number, code: string | undefined): Format {
  return code === undefined ? (BUILT_IN.get(id) ?? GENERAL) : parseFormat(code);
}

function parseFormat(code: string): Format {
  // Of up to four sections the first is for positive numbers. What is quoted, escaped, padded or in brackets is no placeholder.
  const [section = ""] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[[^\]]*\]/g, (bracket) => (/^\[(h+|m+|s+)\]$/i.test(bracket) ? "#" : ""))
    .split(";");
  const dated = /[yd]|m(?!.*[hs])|e(?![+-])|[gn](?!eneral)/i.test(section.replace(/general/gi, ""));
  const timed = /[hs]|am\/pm/i.test(section);
  if (/[#0?]/.test(section) && !dated) return parseNumber(section);
  if (dated || timed) return dated && timed ? DATETIME : dated ? DATE : TIME;
  return GENERAL;
}

function parseNumber(section: string): Format {
  const digits = /\.([0#?]+)/.exec(section)?.[1] ?? "";
  const plain = /^[#0?,.%\s]+$/.test(section);
  if (!plain) return GENERAL;
  return fixed(digits.length, { percent: section.includes("%"), thousands: /[#0?],[#0?]/.test(section) });
}

/** Digits that a number of a spreadsheet holds. */
const DIGITS_MAX = 15;

/** As a person reads it in the file. */
export function showNumber(value: number, format: Format): string {
  if (format.kind !== "number" || format.decimals === undefined) return String(Number(value.toPrecision(DIGITS_MAX)));
  const scaled = format.percent ? Number((value * 100).toPrecision(DIGITS_MAX)) : value;
  const shown = scaled.toFixed(format.decimals);
  const grouped = format.thousands ? shown.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",") : shown;
  return format.percent ? `${grouped}%` : grouped;
}
