/** The scale of a chart of counts: whole numbers at round distances, from zero. */

/** More lines than these make a small chart harder to read. */
const INTERVALS_MAX = 4;
const ROUND = [1, 2, 5, 10];

export interface ChartAxis {
  /** Where the chart ends; the last of the ticks. */
  top: number;
  /** From 0, rising. */
  ticks: readonly number[];
}

/** @param most the largest count that is shown on it */
export function chartAxis(most: number): ChartAxis {
  const least = Math.max(1, most) / INTERVALS_MAX;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  const step = power * (ROUND.find((round) => round * power >= least) ?? 10);
  const intervals = Math.max(1, Math.ceil(most / step));
  return { top: step * intervals, ticks: Array.from({ length: intervals + 1 }, (_, at) => at * step) };
}
