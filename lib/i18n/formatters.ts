/**
 * Formatters of the platform, each made once: making one takes a phone a millisecond, and a table asks for hundreds. As many as
 * languages, zones and ways to write there are on a page.
 */
const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

export function numberFormat(locale: string, options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(numbers, [locale, options], () => new Intl.NumberFormat(locale, options));
}

export function dateTimeFormat(locale: string, options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(times, [locale, options], () => new Intl.DateTimeFormat(locale, options));
}

function once<T>(known: Map<string, T>, asked: unknown, make: () => T): T {
  const key = JSON.stringify(asked);
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
