/** How long a stranger waits: from the navigation to a record's page to the verdict on it, in a browser that was never there before. */
import type { Browser } from "@playwright/test";
import { type Measurement, median, spread } from "./measure.ts";

export type Side = "now" | "before";

/** Of each side; each in a context of its own, with nothing kept. */
const VISITS = 9;
const AIM_MS = 1_200;

/** Puts down when the verdict's headline is there. */
function watchVerdict(): void {
  new MutationObserver((_, observer) => {
    if (!document.getElementById("verdict")) return;
    observer.disconnect();
    Object.assign(window, { verdictMs: performance.now() });
  }).observe(document, { childList: true, subtree: true });
}

async function visit(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watchVerdict);
    await page.goto(url);
    const shown = await page.waitForFunction(() => (window as unknown as { verdictMs?: number }).verdictMs);
    return (await shown.jsonValue()) ?? Number.NaN;
  } finally {
    await context.close();
  }
}

/** @param origins where each side's installation is; they take turns. id: of a record that both have */
export async function benchVerdictTime(
  browser: Browser,
  { origins, id }: { origins: Partial<Record<Side, string>>; id: string },
): Promise<Measurement> {
  const taken: Record<Side, number[]> = { now: [], before: [] };
  const sides = Object.entries(origins) as [Side, string][];
  for (let turn = 0; turn < VISITS; turn++) {
    for (const [side, origin] of turn % 2 === 0 ? sides : sides.toReversed()) {
      taken[side].push(await visit(browser, `${origin}/v/${id}`));
    }
  }
  const ms = (values: readonly number[]): string => {
    const { lowest, highest } = spread(values);
    return `${median(values).toFixed(0)} ms (${lowest.toFixed(0)}–${highest.toFixed(0)})`;
  };
  const ratio =
    taken.before.length > 0 ? spread(taken.before.map((before, at) => before / (taken.now[at] ?? 0))) : undefined;
  return {
    what: `time to the verdict: a record's page in Chromium at 390 × 844, nothing kept, loopback, from the navigation to the headline; median of ${VISITS}`,
    figure: ms(taken.now),
    ...(ratio ? { before: { figure: ms(taken.before), ratio } } : {}),
    aim: `≤ ${AIM_MS} ms on idle cores`,
    holds: median(taken.now) <= AIM_MS,
  };
}
