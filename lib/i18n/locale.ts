/**
 * Which language a reader gets: the one chosen (cookie `locale`), else the first that the browser asks for and we
 * speak, else English. Pure, so that pages and problem documents negotiate alike.
 */
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export const DEFAULT_LOCALE: Locale = "en";
export const LOCALE_COOKIE = "locale";
/** One year: the choice is kept as long as a reader comes back. */
export const LOCALE_COOKIE_SECONDS = 365 * 24 * 60 * 60;

/** Longer headers are not read to their end; no browser sends as much. */
const ACCEPT_LANGUAGE_CHARS_MAX = 1_000;

/** The language of ours that a language tag (RFC 5646) stands for: any Chinese is zh-CN, any English is en. */
export function matchLocale(tag: string | undefined): Locale | undefined {
  const primary = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase();
  if (primary === "zh") return "zh-CN";
  return primary === "en" ? "en" : undefined;
}

/**
 * @param cookie value of the cookie `locale`, if there is one
 * @param acceptLanguage the header as sent (RFC 9110 §12.5.4)
 */
export function negotiate(cookie: string | null | undefined, acceptLanguage: string | null | undefined): Locale {
  const chosen = LOCALES.find((locale) => locale === cookie);
  if (chosen) return chosen;
  const wishes = (acceptLanguage ?? "")
    .slice(0, ACCEPT_LANGUAGE_CHARS_MAX)
    .split(",")
    .map(parseWish)
    .filter((wish) => wish.quality > 0)
    // Array.prototype.sort is stable: equal wishes keep the order in which the browser sent them.
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wishes) {
    const locale = matchLocale(tag);
    if (locale) return locale;
  }
  return DEFAULT_LOCALE;
}

function parseWish(part: string): { tag: string; quality: number } {
  const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
  const weight = parameters.find((parameter) => parameter.toLowerCase().startsWith("q="));
  if (!weight) return { tag, quality: 1 };
  const quality = Number(weight.slice(2));
  return { tag, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
