import Link from "next/link";
import { useTranslations } from "next-intl";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";

/** The way to the other ledgers of the installation; nothing when there is one. */
export function LedgerSwitch({ ledgers, shown }: { ledgers: readonly string[]; shown: string }) {
  const t = useTranslations("explorer.ledgers");
  if (ledgers.length < 2) return null;
  return (
    <nav aria-label={t("label")} className="mb-5 flex flex-wrap items-baseline gap-x-4 text-sm print:hidden">
      <span aria-hidden="true" className="text-ink-soft">
        {t("label")}
      </span>
      {ledgers.map((name) => (
        <Link
          key={name}
          href={explorerPath(name)}
          prefetch={false}
          aria-current={name === shown ? "true" : undefined}
          className="inline-flex min-h-9 min-w-0 pointer-coarse:min-h-11 items-center border-b-2 border-transparent text-ink-soft wrap-anywhere hover:text-ink aria-[current]:border-ink aria-[current]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
