import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Decimal } from "#components/explorer/decimal.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import type { OverviewFigures } from "#lib/features/evidence/overview/types.ts";

/** Figures to read at a glance. One that could not be read says so. */
export function Figures({ figures: { days, waiting, storage } }: { figures: OverviewFigures }) {
  const t = useTranslations("overview.figures");
  const today = days?.at(-1)?.records;
  const month = days?.reduce((sum, { records }) => sum + records, 0);
  return (
    <dl
      aria-label={t("label")}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-rule bg-rule lg:grid-cols-4"
    >
      <Figure term={t("today")}>{today === undefined ? undefined : <Decimal value={today} />}</Figure>
      <Figure term={t("month")}>{month === undefined ? undefined : <Decimal value={month} />}</Figure>
      <Figure term={t("waiting")}>
        {waiting === undefined ? undefined : waiting.block.more ? (
          t("more", { count: waiting.block.count })
        ) : (
          <Decimal value={waiting.block.count} />
        )}
      </Figure>
      {storage === null ? null : (
        <Figure term={t("storage")}>
          {storage === undefined ? undefined : (
            <>
              <Bytes value={storage.used} brief />
              {storage.quota === undefined ? null : (
                <span className="block font-sans text-xs font-normal text-ink-soft">
                  {t.rich("of", { quota: () => <Bytes value={storage.quota ?? 0} brief /> })}
                </span>
              )}
            </>
          )}
        </Figure>
      )}
    </dl>
  );
}

function Figure({ term, children }: { term: string; children: ReactNode }) {
  const t = useTranslations("overview");
  return (
    <div className="grid content-start gap-1 bg-surface px-4 py-4 sm:px-5">
      <dt className="text-xs text-ink-soft">{term}</dt>
      {children === undefined ? (
        <dd className="text-sm text-attention">{t("unknown")}</dd>
      ) : (
        <dd className="font-serif text-xl font-semibold tabular-nums sm:text-2xl">{children}</dd>
      )}
    </div>
  );
}
