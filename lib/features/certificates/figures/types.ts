/** What an issuer sees of how its certificates fare. */
export const FIGURES = ["issued", "claimed", "viewed", "verified"] as const;
export type Figure = (typeof FIGURES)[number];

/** Days of every time zone are sums of quarters of an hour. */
export const QUARTER_MS: number = 15 * 60_000;
export const DAY_MS: number = 24 * 60 * 60_000;
/** How far they go back. */
export const DAYS_MAX = 400;
export const RANGES = { month: 30, quarter: 90, year: 365 } as const;
export type FigureRange = keyof typeof RANGES;

export type DayFigures = {
  /** In the reader's zone, YYYY-MM-DD. */
  day: string;
} & Record<Figure, number>;
