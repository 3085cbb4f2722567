/** What a measurement says, and how several of them become one figure. */

export interface Measurement {
  /** What was measured, as a sentence fragment. */
  what: string;
  /** The figure itself, with its unit; machines differ, so it is for orientation. */
  figure: string;
  /** What it was compared with in the same run. */
  against?: string;
  /** Ours divided by the peer's or the earlier one's. */
  ratio?: number;
  /** What was aimed at, in words. */
  aim: string;
  holds: boolean;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("the median of nothing");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export const rate = (count: number, milliseconds: number): number => Math.round((count / milliseconds) * 1_000);

export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ what, figure, against, ratio, aim, holds }) =>
    [what, figure, against ?? "–", ratio?.toFixed(2) ?? "–", aim, holds ? "yes" : "**no**"].join(" | "),
  );
  return [
    "| Measured | Figure | Against, in the same run | Ratio | Aim | Holds |",
    "|---|---|---|---:|---|---|",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}
