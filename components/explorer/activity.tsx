import { useLocale, useTranslations } from "next-intl";
import { BarChart } from "#components/ui/bar-chart.tsx";
import { chartAxis } from "#components/ui/chart-axis.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { FigureStep, FiguresView } from "#lib/features/ledger/explorer/schema/live.ts";
import { Decimal } from "./decimal.tsx";
import { ExplorerLink } from "./explorer-link.tsx";

const RANGES = ["day", "month"] as const;

/** Records and blocks over time, drawn, and as a table for whoever cannot see or wants the numbers. */
export function Activity({ figures }: { figures: FiguresView }) {
  const t = useTranslations("explorer.activity");
  const { range, steps } = figures;
  return (
    <section aria-labelledby="activity" className="grid gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="activity" className="font-serif text-xl font-semibold">
          {t("title")}
        </h2>
        <nav aria-label={t("ranges")} className="flex gap-1 print:hidden">
          {RANGES.map((name) => (
            <ExplorerLink
              key={name}
              to={`?range=${name}#activity`}
              aria-current={name === range ? "true" : undefined}
              prefetch={false}
              className="inline-flex min-h-9 items-center pointer-coarse:min-h-11 border-b-2 border-transparent px-2 text-sm text-ink-soft hover:text-ink aria-[current]:border-ink aria-[current]:text-ink"
            >
              {t(`range.${name}`)}
            </ExplorerLink>
          ))}
        </nav>
      </div>
      <div className="grid gap-8 md:grid-cols-2">
        <Chart figures={figures} what="entries" />
        <Chart figures={figures} what="blocks" />
      </div>
      <details className="group">
        <summary className="inline-flex min-h-9 items-center pointer-coarse:min-h-11 text-sm text-ink-soft underline decoration-rule-strong underline-offset-4">
          {t("table")}
        </summary>
        <div className="pt-3">
          <StepsTable steps={steps} range={range} />
        </div>
      </details>
    </section>
  );
}

function Chart({ figures: { steps, range }, what }: { figures: FiguresView; what: "entries" | "blocks" }) {
  const t = useTranslations("explorer.activity");
  const words = useStepWords(range);
  const ticks = useTickWords(range);
  const bars = steps.map((step) => ({ value: step[what], label: words(step), tick: ticks(step) }));
  const total = bars.reduce((sum, { value }) => sum + value, 0);
  const most = bars.reduce((top, bar) => (bar.value > top.value ? bar : top), { value: 0, label: "" });
  const summary = most.value === 0 ? t("nothing") : t("most", { count: most.value, when: most.label });
  // The two are compared: a bar of one is as high as a bar of the other that counts as many.
  const axis = chartAxis(Math.max(...steps.flatMap(({ entries, blocks }) => [entries, blocks])));
  return (
    <figure className="grid min-w-0 content-start gap-3">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span className="font-medium">{t(`${what}.${range}`)}</span>
        <span className="text-xs text-ink-soft">{t("total", { count: total })}</span>
      </figcaption>
      <BarChart
        bars={bars}
        axis={axis}
        label={`${t(`${what}.${range}`)}. ${t("total", { count: total })}. ${summary}`}
        below={t(`below.${range}`)}
      />
    </figure>
  );
}

function StepsTable({ steps, range }: { steps: readonly FigureStep[]; range: FiguresView["range"] }) {
  const t = useTranslations("explorer.activity");
  const words = useStepWords(range);
  return (
    <Table
      caption={t(`caption.${range}`)}
      head={
        <>
          <Th>{t("from")}</Th>
          <Th numeric>{t("entriesColumn")}</Th>
          <Th numeric>{t("blocksColumn")}</Th>
        </>
      }
    >
      {steps.toReversed().map((step) => (
        <Tr key={step.from}>
          <Td>
            <time dateTime={step.from}>{words(step)}</time>
          </Td>
          <Td numeric>
            <Decimal value={step.entries} />
          </Td>
          <Td numeric>
            <Decimal value={step.blocks} />
          </Td>
        </Tr>
      ))}
    </Table>
  );
}

/** An hour or a day, in UTC like the steps themselves. */
function useStepWords(range: FiguresView["range"]): (step: FigureStep) => string {
  const t = useTranslations("common");
  const style = { month: "short", day: "numeric", timeZone: "UTC" } as const;
  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const format = new Intl.DateTimeFormat(useLocale(), range === "day" ? { ...style, ...hour } : style);
  return ({ from }) => t("utc", { time: format.format(new Date(from)) });
}

const HOURS_PER_TICK = 6;

/** What the axis says below a step, in UTC: every sixth hour, and every Monday. */
function useTickWords(range: FiguresView["range"]): (step: FigureStep) => string | undefined {
  const locale = useLocale();
  const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" });
  const hour = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return ({ from }) => {
    const time = new Date(from);
    if (range === "month") return time.getUTCDay() === 1 ? day.format(time) : undefined;
    return time.getUTCHours() % HOURS_PER_TICK === 0 ? hour.format(time) : undefined;
  };
}
