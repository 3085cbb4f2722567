/** What every part of the pages is drawn with. */
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Picture } from "#lib/pdf/picture.ts";
import type { Sheet } from "#lib/pdf/sheet.ts";
import type { Text } from "#lib/pdf/text.ts";
import type { ReceiptFacts } from "./facts.ts";

/** Stands in a message where a name will. */
const SLOT = "\u0000";

export interface Setting {
  sheet: Sheet;
  facts: ReceiptFacts;
  locale: Locale;
  /** Without a trailing slash. */
  publicUrl: string;
  /** As in ReceiptPdfInput. */
  policyEpoch: bigint | undefined;
  /** Of the submitter, as it is now. */
  logo?: Picture | undefined;
}

/** The messages of the receipt in one language. */
export const say = (locale: Locale) => {
  const translate = translator(locale);
  type Key = Extract<Parameters<typeof translate>[0], `receiptPdf.${string}`>;
  type Short = Key extends `receiptPdf.${infer Rest}` ? Rest : never;
  return (key: Short, values: Record<string, string | number> = {}): string =>
    (translate as (key: string, values: Record<string, string | number>) => string)(`receiptPdf.${key}`, values);
};

/** A message with a name of others' making in it, which keeps the order of its own script to itself. */
export function sayOf(
  locale: Locale,
  {
    key,
    slot,
    name,
    values = {},
  }: {
    key: Parameters<ReturnType<typeof say>>[0];
    slot: string;
    name: string;
    values?: Record<string, string | number>;
  },
): Text {
  const [before = "", after = ""] = say(locale)(key, { ...values, [slot]: SLOT }).split(SLOT);
  return [before, { isolated: name }, after];
}

/** In a list of names the first few, then how many more. */
export function listed(names: readonly string[], { max, locale }: { max: number; locale: Locale }): string {
  const list = names.slice(0, max).join(", ");
  return names.length <= max ? list : say(locale)("andMore", { list, count: names.length - max });
}
