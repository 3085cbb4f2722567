import { useLocale, useTranslations } from "next-intl";
import { numberFormat } from "#lib/i18n/formatters.ts";

const UNITS = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size for reading, "1.2 MB", and exactly where it may be quoted: "1.2 MB (1,234,567 bytes)". */
export function Bytes({ value, brief }: { value: number; brief?: boolean }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const exact = t("bytes", { count: value });
  const rounded = formatBytes(value, locale);
  if (rounded === undefined) return exact;
  return brief ? <span title={exact}>{rounded}</span> : `${rounded} (${exact})`;
}

/** "1.2 MB", in powers of 1000; undefined below a kilobyte, where only the exact number makes sense. */
export function formatBytes(value: number, locale: string): string | undefined {
  const power = Math.min(UNITS.length, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const unit = UNITS[power - 1];
  if (!unit) return undefined;
  return numberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value / 1000 ** power);
}
