/** Days on a reader's clock: where one begins there, as a moment. Pure, so that servers and browsers agree. */

const DAY_MS = 24 * 60 * 60 * 1_000;
const SECOND_MS = 1_000;

/** @param day YYYY-MM-DD; so is what comes back */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** Midnight of `day` (YYYY-MM-DD) on the clocks of `zone`; where clocks skip it, the first moment after it. */
export function beginningOfDay(day: string, zone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset is asked for near the midnight meant, and once more there: it may have changed in between.
  const first = utc - offsetMs(utc, zone);
  const second = utc - offsetMs(first, zone);
  const exists = offsetMs(second, zone) === utc - second;
  return new Date(exists ? second : Math.max(first, second));
}

/** The day of a moment on the clocks of `zone`, as YYYY-MM-DD. */
export function dayOf(moment: Date, zone: string): string {
  return partsOf(moment.getTime(), zone).slice(0, 10);
}

/** How far the clocks of `zone` are ahead of UTC at `time`. */
function offsetMs(time: number, zone: string): number {
  return Date.parse(`${partsOf(time, zone)}Z`) - Math.floor(time / SECOND_MS) * SECOND_MS;
}

/** What the clocks of `zone` show, as YYYY-MM-DDTHH:MM:SS. */
function partsOf(time: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? "0";
  const day = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
  return `${day}T${part("hour")}:${part("minute")}:${part("second")}`;
}
