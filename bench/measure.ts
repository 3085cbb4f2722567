/** What a measurement says, and how several of them become one figure. */

export interface Measurement {
  /** What was measured, as a sentence fragment. */
  what: string;
  /** The figure itself, with its unit; machines differ, so it is for orientation. */
  figure: string;
  /** What it was compared with in the same run. */
  against?: string;
  /** Ours divided by the peer's, or the other way round where less is better. */
  ratio?: number | Spread;
  /** The earlier commit's figure in the same run (--against), and how many times as good ours is. */
  before?: { figure: string; ratio: Spread };
  /** What was aimed at, in words. */
  aim: string;
  /** Undefined when it was not measured what the aim is stated against. */
  holds: boolean | undefined;
}

/** A ratio measured several times. */
export interface Spread {
  median: number;
  lowest: number;
  highest: number;
  count: number;
}

/** @param ratios each of two measurements that were made one after the other */
export function spread(ratios: readonly number[]): Spread {
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios), count: ratios.length };
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

/** @param earlier the commit that was measured beside this tree */
export function table(measurements: readonly Measurement[], earlier?: string): string {
  const titles = ["Measured", "Figure", "Against, in the same run", "Ratio", "Aim", "Holds"];
  const rows = measurements.map(({ what, figure, against, ratio, before, aim, holds }) => {
    const cells = [what, figure, against ?? "–", ratioText(ratio), aim, holdsText(holds)];
    if (earlier) cells.splice(4, 0, before?.figure ?? "–", ratioText(before?.ratio));
    return cells;
  });
  if (earlier) titles.splice(4, 0, `Before (${earlier})`, "Ratio to before");
  const rule = titles.map((title) => (title.startsWith("Ratio") ? "---:" : "---"));
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function holdsText(holds: boolean | undefined): string {
  if (holds === undefined) return "–";
  return holds ? "yes" : "**no**";
}

function ratioText(ratio: number | Spread | undefined): string {
  if (ratio === undefined) return "–";
  if (typeof ratio === "number") return significant(ratio);
  return `${significant(ratio.median)} (${significant(ratio.lowest)}–${significant(ratio.highest)})`;
}

/** Two digits that say something, however small. */
function significant(value: number): string {
  return value < 0.1 ? value.toPrecision(2) : value.toFixed(value < 10 ? 2 : 1);
}
