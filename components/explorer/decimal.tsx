import { useLocale } from "next-intl";
import { numberFormat } from "#lib/i18n/formatters.ts";

/** A number of the ledger, given in decimal of any length, with the reader's separators. */
export function Decimal({ value }: { value: string | number }) {
  const locale = useLocale();
  return <span className="tabular-nums">{numberFormat(locale).format(BigInt(value))}</span>;
}
