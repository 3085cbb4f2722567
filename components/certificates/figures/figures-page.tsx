import { Download } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { BarChart } from "#components/ui/bar-chart.tsx";
import { chartAxis } from "#components/ui/chart-axis.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import {
  type DayFigures,
  FIGURES,
  type Figure,
  type FigureRange,
  RANGES,
} from "#lib/features/certificates/figures/types.ts";

type FiguresPageProps = {
  range: FigureRange;
  /** In which the days begin. */
  zone: string;
  /** Oldest first. */
  days: readonly DayFigures[];
};

/** What was issued, claimed, viewed and verified on each day, drawn, and as a table. */
export function FiguresPage({ range, zone, days }: FiguresPageProps) {
  const t = useTranslations("figures");
  return (
    <div className="page page-wide grid gap-8 pb-12">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <LinkButton
            href={`/certificates/figures/export?${new URLSearchParams({ zone })}`}
            download
            prefetch={false}
            title={t("downloadWhat")}
            icon={<Download aria-hidden="true" className="size-4" />}
          >
            {t("download")}
          </LinkButton>
        }
      />
      <nav aria-label={t("range")} className="flex flex-wrap gap-x-5 text-sm">
        {(Object.keys(RANGES) as FigureRange[]).map((each) => (
          <Link
            key={each}
            href={`/certificates/figures?range=${each}`}
            aria-current={each === range ? "page" : undefined}
            className="text-link inline-flex min-h-9 items-center pointer-coarse:min-h-11 aria-[current]:font-medium aria-[current]:text-ink aria-[current]:no-underline"
          >
            {t(`ranges.${each}`)}
          </Link>
        ))}
      </nav>
      <div className="grid gap-x-10 gap-y-12 lg:grid-cols-2">
        {FIGURES.map((what) => (
          <FigureChart key={what} {...{ what, zone, days }} />
        ))}
      </div>
      <FiguresTable days={days} />
    </div>
  );
}

function FigureChart({ what, zone, days }: Pick<FiguresPageProps, "zone" | "days"> & { what: Figure }) {
  const t = useTranslations("figures");
  const words = useDayWords();
  // A tick for each of some four stretches, wherever they begin: more would touch one another on a phone, in Chinese.
  const every = Math.ceil(days.length / 4);
  const bars = days.map(({ day, [what]: value }, at) => {
    return { value, label: words(day), tick: (days.length - 1 - at) % every === 0 ? words(day) : undefined };
  });
  const total = bars.reduce((sum, { value }) => sum + value, 0);
  const top = bars.reduce((most, bar) => (bar.value > most.value ? bar : most), { value: 0, label: "" });
  const most = top.value === 0 ? t("nothing") : t("most", { count: top.value, when: top.label });
  const label = t(`what.${what}.label`);
  return (
    <section aria-labelledby={what} className="grid content-start gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id={what} className="font-serif text-lg font-semibold">
          {label}
        </h2>
        <span className="text-xs text-ink-soft">{t("total", { count: total })}</span>
      </div>
      <p className="text-sm text-ink-soft">{t(`what.${what}.means`)}</p>
      <BarChart
        bars={bars}
        axis={chartAxis(top.value)}
        label={t("drawing", { what: label, total, most })}
        below={t("below", { zone: zone.replaceAll("_", " ") })}
      />
    </section>
  );
}

function FiguresTable({ days }: Pick<FiguresPageProps, "days">) {
  const t = useTranslations("figures");
  const words = useDayWords();
  return (
    <details>
      <summary className="inline-flex min-h-9 items-center pointer-coarse:min-h-11 text-sm text-ink-soft underline decoration-rule-strong underline-offset-4">
        {t("table")}
      </summary>
      <div className="pt-3">
        <Table
          caption={t("caption")}
          head={
            <>
              <Th>{t("day")}</Th>
              {FIGURES.map((what) => (
                <Th key={what} numeric>
                  {t(`what.${what}.label`)}
                </Th>
              ))}
            </>
          }
        >
          {days.toReversed().map((figures) => (
            <Tr key={figures.day}>
              <Td>
                <time dateTime={figures.day}>{words(figures.day)}</time>
              </Td>
              {FIGURES.map((what) => (
                <Td key={what} numeric>
                  <Decimal value={figures[what]} />
                </Td>
              ))}
            </Tr>
          ))}
        </Table>
      </div>
    </details>
  );
}

/** A day of the reader's calendar: it has no zone of its own any more. */
function useDayWords(): (day: string) => string {
  const format = new Intl.DateTimeFormat(useLocale(), { month: "short", day: "numeric", timeZone: "UTC" });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}
