/** Instants as the pages spell them. */
import type { Locale } from "#lib/i18n/locale.ts";
import { say } from "./setting.ts";

/** China has had one zone without summer time since 1991. */
const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** In both zones, the reader's first, each named. */
export function zoned(instant: string, locale: Locale, separator = "\n"): string {
  const t = say(locale);
  const { utc, china } = times(instant);
  const spelt = [t("zoneChina", { time: china }), t("zoneUtc", { time: utc })];
  return (locale === "en" ? spelt.reverse() : spelt).join(separator);
}

/** `2026-11-22T13:55:03.123Z` as `2026-11-22 13:55:03.123`, in UTC and in China. */
export function times(instant: string): { utc: string; china: string } {
  const spell = (time: Date) => time.toISOString().slice(0, -1).replace("T", " ");
  const utc = new Date(instant);
  return { utc: spell(utc), china: spell(new Date(utc.getTime() + CHINA_OFFSET_MS)) };
}
