import { useLocale } from "next-intl";

/** A number of the ledger, given in decimal of any length, with the reader's separators. */
export function Decimal({ value }: { value: string | number }) {
  const locale = useLocale();
  return <span className="tabular-nums">{new Intl.NumberFormat(locale).format(BigInt(value))}</span>;
}
