/** Messages outside Next: problem documents, PDFs, the command line. In pages use next-intl. */
import { createTranslator } from "use-intl/core";
import { catalogue } from "./catalogue.ts";
import type { Locale } from "./locale.ts";

function createTranslatorOf(locale: Locale) {
  return createTranslator({
    locale,
    messages: catalogue[locale],
    timeZone: "UTC",
    onError(error) {
      throw error;
    },
  });
}

/** One a language: each keeps the messages that it has taken apart. */
const translators = new Map<Locale, ReturnType<typeof createTranslatorOf>>();

/**
 * `translator("zh-CN")("errors.not_found.title")`. Keys are checked by the compiler; values are ICU messages.
 * A key that does not exist throws: a missing message is a defect, never something to show.
 */
export function translator(locale: Locale): ReturnType<typeof createTranslatorOf> {
  const known = translators.get(locale) ?? createTranslatorOf(locale);
  translators.set(locale, known);
  return known;
}
