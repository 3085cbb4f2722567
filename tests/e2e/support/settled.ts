import type { Page } from "@playwright/test";

const SETTLED_MS_MAX = 20_000;

/** Once nothing is fetched any more. Chromium without a window misses the end of a request now and then: what was waited for long enough has come. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle", { timeout: SETTLED_MS_MAX }).catch(() => {});
}
