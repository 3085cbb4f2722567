/** From which age on, in milliseconds, which unit is read, the largest first. */
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** "12 seconds ago". A moment that lies ahead, by a clock that is slow, is now. */
export function ageWords(milliseconds: number, locale: string): string {
  const age = Math.max(0, milliseconds);
  const [unit, length] = UNITS.find(([, from]) => age >= from) ?? ["second", 1_000];
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  return words.format(-Math.floor(age / length), unit);
}
