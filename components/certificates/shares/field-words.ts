/** What fields and predicates are called on the pages of holders and readers. */
import type { FieldWords } from "#lib/features/certificates/holders/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";

/** @returns the name of a field by its disclosure, "fields.score"; one that the template does not have keeps its own */
export function fieldWords(
  fields: readonly FieldWords[],
  locale: Locale,
  { holder }: { holder: string },
): (disclosure: string) => string {
  const labels = new Map(fields.map(({ name, label }) => [name, label[locale]]));
  return (disclosure) => {
    const name = disclosure.slice(disclosure.indexOf(".") + 1);
    return name === "holder_name" ? holder : (labels.get(name) ?? name);
  };
}
