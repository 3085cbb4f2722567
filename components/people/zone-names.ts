import { DEFAULT_ZONE } from "#lib/i18n/time-zone.ts";

const known = new Map<string, readonly { value: string; label: string }[]>();

/** Every zone with what people call it: "Asia/Shanghai · China Standard Time". Made once a language: it takes a while. */
export function zoneNames(locale: string): readonly { value: string; label: string }[] {
  const made = known.get(locale);
  if (made) return made;
  const zones = [DEFAULT_ZONE, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== DEFAULT_ZONE)];
  const names = zones.map((value) => ({ value, label: labelOf(value, locale) }));
  known.set(locale, names);
  return names;
}

function labelOf(timeZone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longGeneric" }).formatToParts(0);
  const name = parts.find((part) => part.type === "timeZoneName")?.value;
  return name && name !== timeZone ? `${timeZone.replaceAll("_", " ")} · ${name}` : timeZone;
}
