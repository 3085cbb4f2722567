import { useLocale, useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { BarChart } from "#components/ui/bar-chart.tsx";
import { chartAxis } from "#components/ui/chart-axis.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { DayCount } from "#lib/features/evidence/overview/types.ts";

/** What was recorded on each of the last days, drawn, and as a table. @param props.zone in which the days begin */
export function Trend({ days, zone }: { days: readonly DayCount[] | undefined; zone: string }) {
  const t = useTranslations("overview.trend");
  const unknown = useTranslations("overview")("unknown");
  const words = useDayWords();
  const total = (days ?? []).reduce((sum, { records }) => sum + records, 0);
  return (
    <section aria-labelledby="trend" className="grid gap-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id="trend" className="font-serif text-lg font-semibold">
          {t("title")}
        </h2>
        {days ? <span className="text-xs text-ink-soft">{t("total", { count: total })}</span> : null}
      </div>
      {days ? <Drawing days={days} zone={zone} total={total} /> : <p className="text-sm text-attention">{unknown}</p>}
      {days ? (
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
                  <Th numeric>{t("records")}</Th>
                </>
              }
            >
              {days.toReversed().map(({ day, records }) => (
                <Tr key={day}>
                  <Td>
                    <time dateTime={day}>{words(day)}</time>
                  </Td>
                  <Td numeric>
                    <Decimal value={records} />
                  </Td>
                </Tr>
              ))}
            </Table>
          </div>
        </details>
      ) : null}
    </section>
  );
}

function Drawing({ days, zone, total }: { days: readonly DayCount[]; zone: string; total: number }) {
  const t = useTranslations("overview.trend");
  const words = useDayWords();
  const isMonday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
  const bars = days.map(({ day, records }) => {
    return { value: records, label: words(day), tick: isMonday(day) ? words(day) : undefined };
  });
  const top = bars.reduce((most, bar) => (bar.value > most.value ? bar : most), { value: 0, label: "" });
  const most = top.value === 0 ? t("nothing") : t("most", { count: top.value, when: top.label });
  return (
    <BarChart
      bars={bars}
      axis={chartAxis(top.value)}
      label={t("label", { total, most })}
      below={t("below", { zone: zone.replaceAll("_", " ") })}
    />
  );
}

/** A day of the reader's calendar: it has no zone of its own any more. */
function useDayWords(): (day: string) => string {
  const format = new Intl.DateTimeFormat(useLocale(), { month: "short", day: "numeric", timeZone: "UTC" });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}
