/** Where the journeys find a real Chromium. */
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const USUAL_PLACES = [
  // The same engine without a window around it, which would draw its own pages at every journey: less than half the processor time a page.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Quiet: no traffic but to the page under test. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  // Letters stand where the fonts say, not where a screen's points are.
  "--font-render-hinting=none",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws {Error} one line that says how to get a Chromium. */
export function chromiumPath(): string {
  const candidates = [process.env.CHROMIUM_PATH ?? "", ...USUAL_PLACES, chromium.executablePath()];
  const found = candidates.find((path) => path !== "" && existsSync(path));
  if (found) return found;
  throw new Error(
    'No Chromium: install it ("apt-get install chromium-headless-shell" or "npx playwright install chromium"), or set CHROMIUM_PATH.',
  );
}
