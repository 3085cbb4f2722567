/** Messages outside Next: problem documents, PDFs, the command line. In pages use next-intl. */
import { createTranslator } from "use-intl/core";
import { catalogue } from "./catalogue.ts";
import type { Locale } from "./locale.ts";

/**
 * `translator("zh-CN")("errors.not_found.title")`. Keys are checked by the compiler; values are ICU messages.
 * A key that does not exist throws: a missing message is a defect, never something to show.
 */
export function translator(locale: Locale) {
  return createTranslator({
    locale,
    messages: catalogue[locale],
    timeZone: "UTC",
    onError(error) {
      throw error;
    },
  });
}
