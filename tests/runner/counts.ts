/** How many tests passed and failed. */

export interface Counts {
  passed: number;
  failed: number;
  /** Journeys that failed once and passed when tried again. */
  unsteady: number;
  /** What is to be known beside the numbers. */
  note?: string;
}

const NOTHING: Counts = { passed: 0, failed: 0, unsteady: 0 };
export const counted = (counts: Partial<Counts>): Counts => ({ ...NOTHING, ...counts });

export function sum(all: readonly Counts[]): Counts {
  const total = (name: "passed" | "failed" | "unsteady") => all.reduce((count, each) => count + each[name], 0);
  const note = all.flatMap((each) => each.note ?? []).join("; ");
  return { passed: total("passed"), failed: total("failed"), unsteady: total("unsteady"), ...(note && { note }) };
}

/** A program that failed without saying which test did counts as one. */
const orOne = (failed: number, code: number | null): number => (failed === 0 && code !== 0 ? 1 : failed);

/** What Node's own reporter says at the end of a test file. */
export function countsOfTestFile(output: string, code: number | null): Counts {
  const count = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  const failed = orOne(count("fail") + count("cancelled"), code);
  return counted({ passed: count("pass"), failed });
}

/** What Playwright says at the end. */
export function countsOfJourneys(output: string, code: number | null): Counts {
  const count = (name: string) => Number(new RegExp(`^\\s+(\\d+) ${name}\\b`, "m").exec(output)?.[1] ?? 0);
  const failed = orOne(count("failed") + count("interrupted"), code);
  return counted({ passed: count("passed"), failed, unsteady: count("flaky") });
}

export function inWords({ passed, failed, unsteady, note }: Counts): string {
  const second = unsteady > 0 ? `, ${unsteady} passed at the second attempt only: see the first above` : "";
  return `${passed} passed, ${failed} failed${second}${note ? `; ${note}` : ""}`;
}
