/** The command line's messages. Keys are put together at run time; a test asks for each of them. */
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";

/** @param key below the namespace `cli`, or anywhere when it begins with a slash */
export type Say = (key: string, values?: Record<string, string | number>) => string;

export function words(locale: Locale): Say {
  const translate = translator(locale) as unknown as {
    (key: string, values: Record<string, string | number>): string;
    has: (key: string) => boolean;
  };
  return (key, values = {}) => translate(key.startsWith("/") ? key.slice(1) : `cli.${key}`, values);
}

/** Whether the namespace has such a message. */
export function hasWords(locale: Locale, key: string): boolean {
  return (translator(locale) as unknown as { has: (key: string) => boolean }).has(`cli.${key}`);
}
