import { useLocale } from "next-intl";
import { numberFormat } from "#lib/i18n/formatters.ts";
import type { ChartAxis } from "./chart-axis.ts";

export interface Bar {
  value: number;
  /** When, in words. */
  label: string;
  /** What the axis says below it; most bars have none. */
  tick?: string | undefined;
}

type BarChartProps = {
  bars: readonly Bar[];
  /** Charts that are compared get the same one. */
  axis: ChartAxis;
  /** What the picture says, for those who do not see it. */
  label: string;
  /** What stands along the axis below, as "Hours, UTC". */
  below: string;
};

/** The drawing stretches to its box, its words do not: they stand around it. */
const HEIGHT = 100;
/** Of the place of a bar, how much the bar fills. */
const FILL = 0.78;
/** Something is never drawn as nothing. */
const HEIGHT_MIN = 1.5;
/** From here on a tick's words would leave the chart, and end at its edge. In percent. */
const EDGE = 92;

/** Bars from zero, with both axes. The last one is the step that is not over, and drawn lighter. */
export function BarChart({ bars, axis, label, below }: BarChartProps) {
  const { top, ticks } = axis;
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-ink-soft tabular-nums">
      <CountTicks ticks={ticks} top={top} />
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full overflow-visible"
      >
        {ticks.map((tick) => (
          <line
            key={tick}
            x2={bars.length}
            y1={y(tick)}
            y2={y(tick)}
            vectorEffect="non-scaling-stroke"
            className={tick === 0 ? "stroke-rule-strong" : "stroke-rule"}
          />
        ))}
        {bars.map(({ value, label: when }, at) => {
          const height = value === 0 ? 0 : Math.max(HEIGHT_MIN, HEIGHT - y(value));
          return (
            <rect
              key={when}
              x={at + (1 - FILL) / 2}
              y={HEIGHT - height}
              width={FILL}
              height={height}
              className={at === bars.length - 1 ? "fill-ink-faint" : "fill-ink-soft"}
            >
              <title>{`${when}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
      <TimeTicks bars={bars} />
      <p aria-hidden="true" className="col-start-2 pt-0.5 text-end text-ink-faint">
        {below}
      </p>
    </div>
  );
}

function CountTicks({ ticks, top }: ChartAxis) {
  const format = numberFormat(useLocale(), { notation: top < 10_000 ? "standard" : "compact" });
  const widest = ticks.map((tick) => format.format(tick)).reduce((a, b) => (b.length > a.length ? b : a));
  return (
    <div aria-hidden="true" className="relative text-end">
      {/* As wide as the widest of them, which stand where their lines are. */}
      <span className="invisible">{widest}</span>
      {ticks.map((tick) => (
        <span
          key={tick}
          className="absolute end-0 -translate-y-1/2 leading-none whitespace-nowrap"
          style={{ top: `${100 - (tick / top) * 100}%` }}
        >
          {format.format(tick)}
        </span>
      ))}
    </div>
  );
}

function TimeTicks({ bars }: Pick<BarChartProps, "bars">) {
  return (
    <div aria-hidden="true" className="relative col-start-2 h-6">
      {bars.map(({ tick, label }, at) => {
        if (tick === undefined) return null;
        const middle = ((at + 0.5) / bars.length) * 100;
        const words = middle > EDGE ? "end-0" : "-translate-x-1/2";
        return (
          <span key={label}>
            <span className="absolute top-0 h-1.5 border-s border-rule-strong" style={{ left: `${middle}%` }} />
            <span
              className={`absolute top-2 leading-none whitespace-nowrap ${words}`}
              style={middle > EDGE ? undefined : { left: `${middle}%` }}
            >
              {tick}
            </span>
          </span>
        );
      })}
    </div>
  );
}
