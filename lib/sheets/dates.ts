/** Days and times as spreadsheets count them (ECMA-376 part 1, 18.17.4): days since 1900 or 1904, times as parts of a day. */
import type { Cell } from "./cell.ts";

export type DateSystem = 1900 | 1904;

const DAY_SECONDS = 86_400;
const MS = 1_000;
/** Day 0 of each. 1900 is counted as a leap year, so that days before its March stand one day later. */
const EPOCH_MS = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };
/** 29 February 1900, which never was. */
const FICTIVE_DAY = 60;
/** 31 December 9999. */
const SERIAL_MAX = { 1900: 2_958_466, 1904: 2_957_004 };

/** A number in a cell that is formatted as a day, a time or both; what it holds decides where its format shows only a part. */
export function dateCell(serial: number, kind: "date" | "time" | "datetime", system: DateSystem): Cell {
  const found = String(serial);
  if (!(serial >= 0 && serial < SERIAL_MAX[system])) return { kind: "fault", fault: "date_impossible", found };
  const seconds = Math.round(serial * DAY_SECONDS);
  const [days, rest] = [Math.floor(seconds / DAY_SECONDS), seconds % DAY_SECONDS];
  if (kind === "time" && days === 0) return { kind: "time", time: iso(rest * MS).slice(11, 19) };
  if (system === 1900 && (days === FICTIVE_DAY || days === 0))
    return { kind: "fault", fault: "date_impossible", found };
  const shift = system === 1900 && days < FICTIVE_DAY ? 1 : 0;
  const text = iso(EPOCH_MS[system] + ((days + shift) * DAY_SECONDS + rest) * MS);
  if (kind === "date" && rest === 0) return { kind: "date", date: text.slice(0, 10) };
  return { kind: "datetime", datetime: text.slice(0, 19) };
}

/** A cell of type `d` (18.18.11): ISO 8601, as some programs write it. */
export function isoCell(found: string): Cell {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)?T?(\d\d:\d\d(?::\d\d)?)?(?:\.\d+)?Z?$/.exec(found) ?? [];
  const at = Date.parse(`${date ?? "2000-01-01"}T${time ?? "00:00"}Z`);
  const valid = (date !== undefined || time !== undefined) && !Number.isNaN(at) && iso(at).startsWith(date ?? "");
  if (!valid) return { kind: "fault", fault: "date_impossible", found };
  const text = iso(at);
  if (date === undefined) return { kind: "time", time: text.slice(11, 19) };
  if (time === undefined || /^00:00(:00)?$/.test(time)) return { kind: "date", date };
  return { kind: "datetime", datetime: text.slice(0, 19) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
