import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "./tests/support/chromium.ts";

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "*.spec.ts",
  outputDir: "tests/.results/journeys",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  // Each has an installation of its own.
  workers: availableParallelism() + 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // A browser on a busy machine stumbles now and then; what passed at a later attempt only is named in the summary.
  retries: 2,
  // What waits for longest, on a machine that is three times slower than an idle one.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_ARGS },
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    screenshot: "only-on-failure",
    // A trace of every journey costs a third of its time; what fails is tried again under a trace.
    trace: "on-first-retry",
    // What a page that has stumbled never does shall not take a whole journey's time.
    actionTimeout: 60_000,
  },
});
