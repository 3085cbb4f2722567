import { Decimal } from "./decimal.tsx";

export interface Bar {
  value: number;
  /** When, in words. */
  label: string;
}

type BarChartProps = {
  bars: readonly Bar[];
  /** What the picture says, for those who do not see it. */
  label: string;
};

/** The drawing stretches to its box, its words do not: they stand around it. */
const HEIGHT = 100;
/** Of the place of a bar, how much the bar fills. */
const FILL = 0.78;
/** Something is never drawn as nothing. */
const HEIGHT_MIN = 1.5;

/** Bars from zero. The last one is the step that is not over, and drawn lighter. */
export function BarChart({ bars, label }: BarChartProps) {
  const top = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <div className="grid gap-1 text-xs text-ink-soft">
      <p aria-hidden="true" className="tabular-nums">
        <Decimal value={top} />
      </p>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-36 w-full border-t border-b border-dashed border-t-rule border-b-rule-strong"
      >
        {bars.map(({ value, label: when }, at) => {
          const height = value === 0 ? 0 : Math.max(HEIGHT_MIN, (value / top) * HEIGHT);
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
      <p aria-hidden="true" className="flex justify-between gap-3">
        <span>{bars[0]?.label}</span>
        <span className="text-end">{bars.at(-1)?.label}</span>
      </p>
    </div>
  );
}
