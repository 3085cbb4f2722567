"use client";

import { useLocale } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { numberFormat } from "#lib/i18n/formatters.ts";

/** The value of an own field as its reader writes it; nothing without one. What proves something has it as it was recorded. */
export function FieldValue({ field }: { field: OwnField | null | undefined }) {
  const locale = useLocale();
  if (!field) return null;
  const { type, value, currency } = field;
  if (type === "time") return <DateTime value={value} brief />;
  if (type !== "number" && type !== "amount") return plain(value);
  const decimals = value.split(".")[1]?.length ?? 0;
  const format = numberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  // As a text: a number of JavaScript would round it.
  const written = format.format(value as Intl.StringNumericLiteral);
  return (
    <span className="whitespace-nowrap tabular-nums">
      {currency === undefined ? written : `${written} ${currency}`}
    </span>
  );
}
