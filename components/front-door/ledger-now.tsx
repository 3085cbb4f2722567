import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";

type LedgerNowProps = {
  /** In decimal. */
  entries: string;
  /** In decimal. */
  blocks: string;
  lastBlockTime?: string;
};

/** What the ledgers count together at this moment. */
export function LedgerNow({ entries, blocks, lastBlockTime }: LedgerNowProps) {
  const t = useTranslations("frontDoor.ledger");
  const locale = useLocale();
  const number = (value: bigint) => new Intl.NumberFormat(locale).format(value);
  return (
    <section aria-labelledby="ledger-now" className="flex flex-wrap items-baseline justify-between gap-x-10 gap-y-4">
      <h2 id="ledger-now" className="font-serif text-lg font-semibold">
        {t("title")}
      </h2>
      <dl className="flex flex-wrap items-baseline gap-x-10 gap-y-3 text-sm">
        <Figure term={t("entries")}>{number(BigInt(entries))}</Figure>
        <Figure term={t("height")}>{number(BigInt(blocks))}</Figure>
        <Figure term={t("last")}>{lastBlockTime ? <DateTime value={lastBlockTime} brief /> : t("none")}</Figure>
      </dl>
      <Link href="/explorer" prefetch={false} className="text-link inline-flex min-h-6 items-center text-sm">
        {t("explore")}
      </Link>
    </section>
  );
}

function Figure({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-2">
      <dt className="text-ink-soft">{term}</dt>
      <dd className="font-serif text-base font-semibold tabular-nums">{children}</dd>
    </div>
  );
}
