/**
 * In which zone a reader counts days: the one that they chose, else the one that their browser stands in (cookie `zone`), else
 * UTC. Pure, so that servers and browsers agree.
 */
export const ZONE_COOKIE = "zone";
export const DEFAULT_ZONE = "UTC";

/** A name as the IANA database has them. Offsets are none: programs disagree about their sign (POSIX 1003.1 section 8.3). */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** The zone of this name, as this program spells it; undefined when it knows none. */
export function zoneNamed(name: string | null | undefined): string | undefined {
  if (!name || !NAME.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return NAME.test(timeZone) ? timeZone : undefined;
  } catch {
    return undefined;
  }
}
