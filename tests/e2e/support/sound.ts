import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { axeViolations } from "./axe.ts";

const LOOKS = [
  ["light", 1280],
  ["dark", 1280],
  ["dark", 320],
  ["light", 320],
] as const;

/** In both schemes and on both screens no fault, and nothing wider than the screen; a picture of each where PICTURES names a folder. */
export async function expectSound(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const [colorScheme, width] of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    const violations = await axeViolations(page);
    const found = violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
    expect.soft(found, `${name}, ${colorScheme}, ${width}`).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(over, `${name} is wider than ${width}`).toBeLessThanOrEqual(0);
    if (process.env.PICTURES) {
      const path = join(process.env.PICTURES, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(before);
}
